"""The first bytes of a file, by which formats without a table are known. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.imports.files import SourceFile

_HEAD_BYTES = 4096


def head_of(file: SourceFile) -> bytes:
    """Return the first bytes in lower case, without the NUL bytes of UTF-16."""
    with file.path.open("rb") as opened:
        return opened.read(_HEAD_BYTES).replace(b"\0", b"").lower()
