"""Files that lie in an upload folder without a receipt."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from app.models.types import utc_now

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0123456789abcdef0123456789abcdef"
HOUR = dt.timedelta(hours=1)
OURS = [f"{KEY}.jpg", f"{KEY}.thumbnail.webp", f"{KEY}.png.part", f"{KEY}.thumbnail.webp.part"]


def put(folder: Path, name: str, age: dt.timedelta) -> Path:
    """Put a file into the upload folder, as old as that."""
    path = folder / name[:2] / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    written_at = (utc_now() - age).timestamp()
    os.utime(path, (written_at, written_at))
    return path
