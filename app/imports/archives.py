"""The members of a ZIP that somebody sent, within limits."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING

from app.imports.refusals import Refusal, RefusedFileError

if TYPE_CHECKING:
    from pathlib import Path

MAX_MEMBERS = 50_000
# A member that unpacks to more than this many times its packed bytes is a bomb; real exports stay below 30.
MAX_RATIO = 100
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1  # bit of `flag_bits`


def list_members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of the archive by their names, folders left out.

    Raises:
        RefusedFileError: BAD_ARCHIVE for a damaged archive, an encrypted member, a name that leaves the archive or
            comes twice, and a member that unpacks to far more than it is.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, OverflowError) as error:
        raise RefusedFileError(Refusal.BAD_ARCHIVE) from error
    members = {info.filename: info for info in infos}
    if len(members) < len(infos) or len(infos) > MAX_MEMBERS or not all(map(_is_harmless, infos)):
        raise RefusedFileError(Refusal.BAD_ARCHIVE)
    return members


def read_member(path: Path, info: zipfile.ZipInfo, max_bytes: int) -> bytes:
    """Return what the member holds.

    Raises:
        RefusedFileError: TOO_LARGE beyond `max_bytes`, BAD_ARCHIVE for a damaged member.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as member:
            content = member.read(max_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise RefusedFileError(Refusal.BAD_ARCHIVE) from error
    if len(content) > max_bytes:
        raise RefusedFileError(Refusal.TOO_LARGE)
    return content


def _is_harmless(info: zipfile.ZipInfo) -> bool:
    return (
        info.compress_type in _METHODS
        and not info.flag_bits & _ENCRYPTED
        and info.file_size <= max(info.compress_size, 1) * MAX_RATIO
        and _stays_inside(info.filename)
    )


def _stays_inside(name: str) -> bool:
    return not name.startswith("/") and not {"\\", ":"} & set(name) and ".." not in name.split("/")
