"""What a new password may not be: the words that somebody tries first, and what has been stolen elsewhere."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import string
from typing import TYPE_CHECKING, BinaryIO

from app.core.text import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_APPLICATION = "potrosnja"
_APPENDED = string.digits + string.punctuation
_MOST_APPENDED = 6  # characters; with more, those are the password
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST_WORD = 3  # letters; one that short counts when it stands alone, so that Ana may have "banana" in hers
_HASH_LENGTH = 40  # hexadecimal digits of a SHA-1
_MAX_LINE_LENGTH = 100  # a hash, a colon and a count

_logger = logging.getLogger(__name__)


def is_common_password(password: str) -> bool:
    """Tell whether the password is among the 30,000 most common ones, also with a few digits or marks behind it.

    Case does not matter. The list is English: it has "lozinka", which is Croatian for password, but no "lozinka123".
    """
    # Imported late: the lists take 14 MB, and a running server rarely needs them.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415

    common, key = FREQUENCY_LISTS["passwords"], password.casefold()
    word = key.rstrip(_APPENDED)
    return key in common or (word in common and len(key) - len(word) <= _MOST_APPENDED)


def has_known_word(password: str, texts: Iterable[str]) -> bool:
    """Tell whether the password holds one of these texts, a word of them or the application's name.

    Case and diacritics do not matter.
    """
    key = search_key(password)
    keys = {search_key(text) for text in (*texts, _APPLICATION)}
    words = keys.union(*(_LETTERS.findall(text) for text in keys))
    short = {word for word in words if len(word) == _SHORTEST_WORD}
    return not short.isdisjoint(_LETTERS.findall(key)) or any(
        word in key for word in words if len(word) > _SHORTEST_WORD
    )


def is_breached(password: str, path: Path) -> bool:
    """Tell whether the password's SHA-1 stands in a file of hashes, one a line and in order.

    Have I Been Pwned gives such a file away. It is searched where it lies: of 40 GB, 36 lines are read. If it cannot be
    read, nothing counts as stolen.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with path.open("rb") as file:
            return _find_hash(file, wanted) == wanted
    except OSError as error:
        _logger.warning("BREACHED_PASSWORDS cannot be read: %s", error.strerror)
        return False


def _find_hash(file: BinaryIO, wanted: bytes) -> bytes:
    """Return the first hash that is not below the wanted one; nothing if all are."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        found = _read_hash(file, middle)
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return _read_hash(file, low)


def _read_hash(file: BinaryIO, offset: int) -> bytes:
    """Return the hash of the first line that begins at the offset or behind it."""
    file.seek(max(0, offset - 1))
    if offset:
        file.readline(_MAX_LINE_LENGTH)
    return file.readline(_MAX_LINE_LENGTH)[:_HASH_LENGTH].upper()
