"""The file of a database of SQLite, and how it is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

SQLITE_PAGE_BYTES = 4096


def database_path(application: Flask) -> Path:
    return Path(application.config["SETTINGS"].database_url.removeprefix("sqlite:///"))
