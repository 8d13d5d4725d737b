"""Comparing words that an engine read, with its typical mistakes. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WITHOUT_DECOMPOSITION = str.maketrans({"đ": "d", "Đ": "D", "ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O"})
_LIKE_LETTERS = str.maketrans("015|!@", "OISIIA")
_NO_LETTER = re.compile(r"[^A-Z]")
_WORD = re.compile(r"[A-Z]+")
_MIN_LENGTH_WITH_ERROR = 6
_MAX_TEXT_LENGTH_WITH_ERROR = 60


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Return the text in capitals without marks: `Đurđevac, Čakovec` is `DURDEVAC, CAKOVEC`."""
    if text.isascii():
        return text.upper()
    decomposed = unicodedata.normalize("NFKD", text.translate(_WITHOUT_DECOMPOSITION))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).upper()


@lru_cache(maxsize=1024)
def letters(text: str) -> str:
    """Return the letters alone, with digits that look like letters turned: `T0TAL: ` is `TOTAL`."""
    return _NO_LETTER.sub("", plain(text).translate(_LIKE_LETTERS))


def words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(plain(text).translate(_LIKE_LETTERS)))


def holds(text: str, word: str) -> bool:
    """Tell whether a text of letters has the word in it; in a long one a letter may be wrong, missing or extra."""
    if word in text:
        return True
    if len(word) < _MIN_LENGTH_WITH_ERROR or not len(word) - 1 <= len(text) < _MAX_TEXT_LENGTH_WITH_ERROR:
        return False
    middle = len(word) // 2
    if word[:middle] not in text and word[middle:] not in text:  # one error leaves a half as it is
        return False
    return any(_is_near(word, part) for part in _parts(text, len(word)))


def _parts(text: str, length: int) -> set[str]:
    """Return the parts of a text that are as long as a word, one longer or one shorter."""
    return {
        text[start : start + size] for size in (length, length - 1, length + 1) for start in range(len(text) - size + 1)
    }


def _is_near(word: str, part: str) -> bool:
    """Tell whether two words differ by one letter, and begin or end alike."""
    if word[0] != part[0] and word[-1] != part[-1]:
        return False
    same = next((place for place, pair in enumerate(zip(word, part, strict=False)) if len({*pair}) > 1), len(part))
    return part[same + 1 :] == word[same + 1 :] or part[same:] == word[same + 1 :] or part[same + 1 :] == word[same:]
