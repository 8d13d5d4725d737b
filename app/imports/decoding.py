"""From bytes to text, when nobody says in which encoding they are. Pure."""

from __future__ import annotations

import codecs
from typing import cast

from app.imports.refusals import Refusal, RefusedFileError

# Beginnings of pictures, PDF, ZIP, gzip, SQLite and old Office files. Some are short enough to have no NUL byte.
_BINARY = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"PK\x03\x04", b"\x1f\x8b"),
    *(b"SQLite format 3", b"\xd0\xcf\x11\xe0"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a")
_MAX_CONTROLS = 0.01  # the share that text may have: a stray one is a typing error, many are a program's data
_ENCODINGS = ("windows-1250", "latin-1")  # the first is what banks and Excel in Croatia write
_STRAYS = "potrosnja-strays"  # the name under which Python finds how to read what is no UTF-8 within it


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text with Unix line ends, and its encoding.

    Raises:
        RefusedFileError: EMPTY without anything visible, NOT_TEXT for pictures and other binaries.
    """
    text, encoding = _decode_utf_16(raw) if raw.startswith(_UTF_16) else _decode_bytes(raw)
    if not text or text.isspace():
        raise RefusedFileError(Refusal.EMPTY)
    if "\0" in text:
        raise RefusedFileError(Refusal.NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _decode_utf_16(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("utf-16"), "utf-16"
    except UnicodeDecodeError as error:
        raise RefusedFileError(Refusal.NOT_TEXT) from error


def _decode_bytes(raw: bytes) -> tuple[str, str]:
    if raw.startswith(_BINARY) or b"\0" in raw or _count_controls(raw) > len(raw) * _MAX_CONTROLS:
        raise RefusedFileError(Refusal.NOT_TEXT)
    if _is_mostly_utf_8(raw):
        return raw.decode("utf-8-sig", _STRAYS), "utf-8"
    encoding = next(encoding for encoding in _ENCODINGS if _is_encoded(raw, encoding))
    return raw.decode(encoding), encoding


def _is_mostly_utf_8(raw: bytes) -> bool:
    """Tell whether more letters are UTF-8 than are not: parts of a file may come from somewhere else."""
    text = raw.decode("utf-8", "replace")
    stray_count = text.count("\N{REPLACEMENT CHARACTER}")
    return len(text) - len(text.encode("ascii", "ignore")) >= 2 * stray_count


def _decode_stray(error: UnicodeError) -> tuple[str, int]:
    stray = cast("UnicodeDecodeError", error)
    return stray.object[stray.start : stray.end].decode("windows-1250", "replace"), stray.end


codecs.register_error(_STRAYS, _decode_stray)


def _count_controls(raw: bytes) -> int:
    return len(raw) - len(raw.translate(None, _CONTROLS))


def _is_encoded(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
