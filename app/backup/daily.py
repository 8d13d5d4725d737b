"""The daily copy of the SQLite database, with the first change of a day."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from flask import after_this_request, current_app, request

from app.backup.copies import DAILY, copy_path, has_copies, make_copy
from app.backup.locks import OtherBackupError
from app.backup.manifest import BackupError
from app.backup.sqlite import begin_snapshot
from app.database.engine import db
from app.models.types import utc_now

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response
    from sqlalchemy import Connection

_logger = logging.getLogger(__name__)


def copy_once_a_day() -> None:
    """Copy the database with the first POST of a day, as it is before that.

    What it is before is held by a transaction, and copied when the answer has been sent: nobody waits for it.
    """
    today = utc_now().date()
    if request.method != "POST" or current_app.config.get("COPIED_ON") == today or not has_copies():
        return
    path = copy_path(DAILY, day=today.isoformat())
    if not path.exists():
        connection = db.engine.connect()
        begin_snapshot(connection)
        after_this_request(partial(_copy_afterwards, connection, path))
    current_app.config["COPIED_ON"] = today  # of this worker; the file is there for all of them


def _copy_afterwards(connection: Connection, path: Path, response: Response) -> Response:
    response.call_on_close(partial(_copy, connection, path))
    return response


def _copy(connection: Connection, path: Path) -> None:
    with connection:
        try:
            make_copy(connection, DAILY, path, replaces=False)
        except OtherBackupError:
            return  # another worker is at it
        except BackupError:
            _logger.exception("There is no copy of the database from today.")
