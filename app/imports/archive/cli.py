"""The command that takes an archive in which is too large to be sent by a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.auth.queries import find_user
from app.database.engine import db
from app.database.migrate import require_newest
from app.imports.archive.errors import RefusedArchiveError
from app.imports.archive.inspecting import inspect_archive
from app.imports.archive.messages import SOURCE, refusal_text
from app.imports.archive.services import save_archive
from app.imports.work import finish
from app.models import ImportBatch
from app.models.import_batch import FILE_NAME_MAX_LENGTH
from app.models.types import utc_now

if TYPE_CHECKING:
    from app.imports.work import Progress
    from app.models import User


@click.command("import-archive")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "username", required=True, help="The account that gets what is in the archive.")
@with_appcontext
def import_archive(path: Path, username: str) -> None:
    """Take the archive PATH into an account; what is there already is left as it is."""
    require_newest()
    user = find_user(username)
    if user is None:
        msg = f"There is no account {username}."
        raise click.ClickException(msg)
    try:
        inspect_archive(path, user.currency)
        counts = _save(user, path)
    except RefusedArchiveError as error:
        with force_locale("en"):
            raise click.ClickException(refusal_text(error)) from error
    added = ", ".join(f"{count} {name}" for name, count in counts.items() if name != "lost")
    click.echo(f"Added: {added}." if added else "Everything in the archive was here already.")
    if counts.get("lost"):
        click.echo(f"Photos that cannot be read, and are left out: {counts['lost']}.")


def _save(user: User, path: Path) -> dict[str, int]:
    batch = ImportBatch(user_id=user.id, source=SOURCE, file_name=path.name[-FILE_NAME_MAX_LENGTH:])
    db.session.add(batch)
    db.session.commit()  # photos are decoded next, and nobody shall wait for the write lock meanwhile
    with click.progressbar(length=0, label="Photos") as progress:

        def show(step: Progress) -> None:
            progress.length = step.total
            progress.update(1)

        counts = finish(save_archive(user, path, batch), show)
    batch.counts, batch.finished_at = dict(counts), utc_now()
    db.session.commit()
    return batch.counts
