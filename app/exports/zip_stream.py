"""A ZIP that is made while it is read. Pure.

Python's own `zipfile` writes it: into a target that cannot seek, so that sizes and checksums stand behind each file.
What it keeps until the end is the list of files, some hundred bytes for each.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from _typeshed import ReadableBuffer

_PIECE_BYTES = 64 * 1024  # of what is sent at a time


class ZipStream:
    """Makes a ZIP, file by file. Each method yields the bytes to send next; `close` yields the last ones.

    `digests` has the SHA-256 of each file by its path, hexadecimal.
    """

    def __init__(self, moment: dt.datetime) -> None:
        self.digests: dict[str, str] = {}
        self._target = _Target()
        self._zip = zipfile.ZipFile(self._target, "w")
        self._moment = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)

    def add(self, path: str, pieces: Iterable[bytes], *, is_packed: bool = True) -> Iterator[bytes]:
        """Add a file from its pieces; photos are not packed, they would not get smaller."""
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        if not is_packed:
            # Still in DEFLATE's framing, which says where the file ends: not every program looks at the end of the ZIP.
            info._compresslevel = 0  # type: ignore[attr-defined]  # noqa: SLF001 - public only from Python 3.13 on
        digest = hashlib.sha256()
        with self._zip.open(info, "w") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
                yield from self._target.take(_PIECE_BYTES)
        self.digests[path] = digest.hexdigest()

    def close(self) -> Iterator[bytes]:
        """End the ZIP with the list of its files."""
        self._zip.close()
        yield from self._target.take(1)


def joined(texts: Iterable[str]) -> Iterator[bytes]:
    """Join short texts to pieces that are worth packing."""
    buffer = io.StringIO()
    for text in texts:
        buffer.write(text)
        if buffer.tell() >= _PIECE_BYTES:
            yield buffer.getvalue().encode()
            buffer = io.StringIO()
    yield buffer.getvalue().encode()


class _Target(io.RawIOBase):
    """What was written and not yet taken."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        self._buffer += data
        return memoryview(data).nbytes

    def take(self, least_bytes: int) -> Iterator[bytes]:
        """Yield what is there, if it is enough."""
        if len(self._buffer) >= least_bytes:
            yield bytes(self._buffer)
            self._buffer.clear()
