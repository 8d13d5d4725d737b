"""From bytes to text, when nobody says in which encoding they are. Pure."""

from __future__ import annotations

import codecs

from app.imports.refusals import Refusal, RefusedFileError

# Beginnings of pictures, PDF, ZIP, gzip, SQLite and old Office files. Some are short enough to have no NUL byte.
_BINARY = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"PK\x03\x04", b"\x1f\x8b"),
    *(b"SQLite format 3", b"\xd0\xcf\x11\xe0"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a")
_MAX_CONTROLS = 0.01  # the share that text may have: a stray one is a typing error, many are a program's data
_ENCODINGS = ("utf-8-sig", "windows-1250", "latin-1")  # windows-1250 is what banks and Excel in Croatia write


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
    encoding = next(encoding for encoding in _ENCODINGS if _is_encoded(raw, encoding))
    return raw.decode(encoding), encoding.removesuffix("-sig")


def _count_controls(raw: bytes) -> int:
    return len(raw) - len(raw.translate(None, _CONTROLS))


def _is_encoded(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
