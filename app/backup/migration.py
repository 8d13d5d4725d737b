"""Migrating with a copy of the SQLite database from before."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext

from app.backup.copies import MIGRATED, copy_path, has_copies, make_copy
from app.backup.queries import is_known_revision
from app.backup.sqlite import begin_snapshot
from app.database.engine import db
from app.database.migrate import is_newest, upgrade
from app.models.types import utc_now


def migrate() -> None:
    """Migrate the database; copy it before, if there is something to migrate.

    Raises:
        CopyError: it cannot be copied; nothing is migrated.
        OtherVersionError: it is at an unknown migration.
    """
    if has_copies() and Path(str(db.engine.url.database)).is_file():
        _copy_before()
    upgrade()


def _copy_before() -> None:
    with db.engine.connect() as connection:
        begin_snapshot(connection)
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision and is_known_revision(revision) and not is_newest(connection):
            path = copy_path(MIGRATED, day=utc_now().date().isoformat(), revision=revision)
            make_copy(connection, MIGRATED, path, replaces=True)
