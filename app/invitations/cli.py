"""The command that invites."""

from __future__ import annotations

from urllib.parse import urlsplit

import click
from flask import current_app, url_for
from flask.cli import with_appcontext

from app.core.text import tidy_line
from app.database.engine import db
from app.database.migrate import require_newest
from app.invitations.services import make_invitation
from app.models.invitation import INVITATION_NAME_MAX_LENGTH
from app.models.types import utc_now
from app.web.extensions import settings


@click.command("invite")
@click.argument("name")
@click.option("--address", help="Where people reach the server, such as https://money.example.org.")
@with_appcontext
def invite_user(name: str, address: str | None) -> None:
    """Print a link with which NAME makes an account, within seven days, also where registration is closed."""
    require_newest()
    base_url = _with_prefix((address or f"http://{settings().host}:{settings().port}").rstrip("/"))
    if not base_url.startswith(("http://", "https://")):
        msg = "An address begins with http:// or https://."
        raise click.ClickException(msg)
    token = make_invitation(None, tidy_line(name)[:INVITATION_NAME_MAX_LENGTH], utc_now())
    with current_app.test_request_context(base_url=base_url):
        link = url_for("auth.register", invitation=token, _external=True)
    db.session.commit()
    click.echo(f"It works once, within seven days: {link}")


def _with_prefix(url: str) -> str:
    prefix = settings().url_prefix
    return url if urlsplit(url).path.endswith(prefix) else url + prefix  # a host may have the name of the prefix
