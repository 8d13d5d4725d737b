"""Tidying typed text, and folding it for comparing and searching. Pure."""

from __future__ import annotations

import unicodedata

# Letters without a decomposition in Unicode, as they are written on other keyboards. When this changes, a migration has
# to compute the stored keys again.
_DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"
_SINGLE = dict(zip(f"đðøłħŧ{_DOTLESS_I}", "ddolhti", strict=True))
_LETTERS = str.maketrans({**_SINGLE, "æ": "ae", "œ": "oe", "þ": "th"})

# Marks that change the direction of text; a stored one would affect the rest of the page.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy_line(text: str) -> str:
    """Return the text in NFC, trimmed, with single spaces; empty if nothing in it is visible."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if tidy.isascii():
        return tidy  # where nothing is invisible
    return tidy if any(unicodedata.category(character) != "Cf" for character in tidy.replace(" ", "")) else ""


def tidy_lines(text: str) -> str:
    """Return the text in NFC, trimmed, with Unix line ends."""
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).splitlines()).strip()


def has_control_characters(text: str) -> bool:
    """Tell whether the text has a character that cannot be stored or drawn.

    These are control characters, lone surrogates, marks that change the direction of text, and the two noncharacters
    that XML, and so SVG, forbids.
    """
    return not text.isprintable() and any(map(_is_control, text))


def strip_control_characters(text: str) -> str:
    return text if text.isprintable() else "".join(character for character in text if not _is_control(character))


def same_name_key(name: str) -> str:
    """Return the key by which names are compared: names that differ only by case or Unicode form have the same.

    It is stored, because SQLite's `lower()` handles ASCII only.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tidy_line(name)).casefold())


def search_key(text: str) -> str:
    """Return the text without case and diacritics, so that `cevapi` finds `Ćevapi`."""
    tidy = tidy_line(text)
    if tidy.isascii():
        return tidy.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", tidy).casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(_LETTERS)


def _is_control(character: str) -> bool:
    return (
        character in "\ufffe\uffff"
        or character in _DIRECTION_MARKS
        or (unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\r\n")
    )
