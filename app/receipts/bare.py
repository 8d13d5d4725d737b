"""Telling an image that is nothing but an image, as ours are stored, from one that carries more. Pure.

The containers of JPEG (ITU-T T.81), PNG (ISO 15948) and WebP (RFC 9649) are walked; nothing is decoded.
"""

from __future__ import annotations

import re
import struct

_JFIF = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"  # the beginning, with a segment of 16 bytes: no room for a thumbnail
_JFIF_ENDS_AT = 20
_TABLES_AND_FRAMES = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD}  # baseline and progressive frames, and what decoding them needs
_SCAN = 0xDA
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7]")  # after 0xff, a zero is data, and the eight are marks within it
_END = b"\xff\xd9"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP_CHUNKS = ([b"VP8 "], [b"VP8L"], [b"VP8X", b"ALPH", b"VP8 "])
_HAS_ALPHA = b"\x10"  # the only flag of VP8X that our images may have


def is_bare(content: bytes) -> bool:
    """Tell whether the bytes are one image without metadata, comments, previews, and without anything behind it."""
    try:
        return _is_bare_jpeg(content) or _is_bare_png(content) or _is_bare_webp(content)
    except (IndexError, struct.error):  # it ends too early
        return False


def _is_bare_jpeg(content: bytes) -> bool:
    if not content.startswith(_JFIF):
        return False
    place = _JFIF_ENDS_AT
    while content[place] == _END[0] and content[place + 1] in {*_TABLES_AND_FRAMES, _SCAN}:
        is_scan = content[place + 1] == _SCAN
        place += 2 + struct.unpack_from(">H", content, place + 2)[0]
        if is_scan:
            end = _SCAN_ENDS.search(content, place)
            place = end.start() if end else len(content)
    return content[place:] == _END


def _is_bare_png(content: bytes) -> bool:
    if not content.startswith(_PNG_SIGNATURE):
        return False
    place, kind = len(_PNG_SIGNATURE), b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", content, place)
        if kind not in _PNG_CHUNKS:
            return False
        place += 12 + size  # the size, the kind, the data, a checksum
    return place == len(content)


def _is_bare_webp(content: bytes) -> bool:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return False
    if struct.unpack_from("<I", content, 4)[0] != len(content) - 8:
        return False
    place, kinds = 12, []
    while place < len(content):
        kind, size = struct.unpack_from("<4sI", content, place)
        kinds.append(kind)
        if kind == b"VP8X" and content[place + 8 : place + 9] != _HAS_ALPHA:
            return False
        place += 8 + size + size % 2
    return place == len(content) and kinds in _WEBP_CHUNKS
