"""Whether the application can do its work, for whatever watches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.receipts.storage import is_upload_folder_writable

if TYPE_CHECKING:
    from flask import Response

health = Blueprint("health", __name__)


@health.get("/healthz")
def show() -> tuple[Response, int]:
    """Answer 200 when the database answers and the upload folder can be written, else 503."""
    checks = {"database": _is_database_writable(), "uploads": is_upload_folder_writable()}
    return jsonify(status="ok" if all(checks.values()) else "failing", **checks), 200 if all(checks.values()) else 503


def _is_database_writable() -> bool:
    """Take and give back the right to write, changing nothing."""
    try:
        db.session.execute(text('UPDATE "user" SET id = id WHERE id < 0'))
        db.session.rollback()
    except SQLAlchemyError:
        return False
    return True
