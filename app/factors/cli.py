"""The command for people who have lost their second factor."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.database.engine import db
from app.database.migrate import require_newest
from app.factors.services import reset_second_factor


@click.command("reset-second-factor")
@click.argument("username")
@with_appcontext
def reset_second_factor_of(username: str) -> None:
    """Let the password of an account be enough again, without its app, passkeys and recovery codes."""
    require_newest()
    user = reset_second_factor(username)
    if user is None:
        msg = f"There is no account {username}."
        raise click.ClickException(msg)
    db.session.commit()
    click.echo(f"{user.username} logs in with the password alone; all sessions of the account have ended.")
