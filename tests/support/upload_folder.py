"""Files in an upload folder: those of receipts, and others."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from app.models.types import utc_now
from app.receipts import storage
from app.web.extensions import settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

KEY = "0123456789abcdef0123456789abcdef"
HOUR = dt.timedelta(hours=1)
OURS = [f"{KEY}.jpg", f"{KEY}.thumbnail.webp", f"{KEY}.png.part", f"{KEY}.thumbnail.webp.part"]


def stored_path(storage_key: str) -> Path:
    return settings().upload_folder / storage.file_name(storage_key)


def picture_path(storage_key: str, page: int = 1) -> Path:
    return settings().upload_folder / storage.picture_name(storage_key, page)


def thumbnail_path(storage_key: str) -> Path:
    return settings().upload_folder / storage.thumbnail_name(storage_key)


def put(folder: Path, name: str, age: dt.timedelta) -> Path:
    """Put a file into the upload folder, as old as that."""
    path = folder / name[:2] / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    written_at = (utc_now() - age).timestamp()
    os.utime(path, (written_at, written_at))
    return path


def fail_at(monkeypatch: pytest.MonkeyPatch, failing_call: int) -> None:
    """Let one of the calls that wait for the disk fail."""
    calls: list[int] = []

    def fail_once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == failing_call:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", fail_once)
