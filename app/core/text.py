"""Text as people type it: tidied for storing, folded for comparing and searching. Pure."""

from __future__ import annotations

import unicodedata

# Letters that have no decomposition in Unicode, as people write them who have no key for them. A migration makes the
# stored keys anew when this changes.
_DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"
_SINGLE = dict(zip(f"đðøłħŧ{_DOTLESS_I}", "ddolhti", strict=True))
_LETTERS = str.maketrans({**_SINGLE, "æ": "ae", "œ": "oe", "þ": "th"})

# Marks that turn the direction of the text around them; a stored one would turn the rest of the page.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy_line(text: str) -> str:
    """Return the text in Unicode's NFC, trimmed, each run of white space as one space; nothing when nothing is seen."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if tidy.isascii():
        return tidy  # where nothing is invisible
    return tidy if any(unicodedata.category(character) != "Cf" for character in tidy.replace(" ", "")) else ""


def tidy_lines(text: str) -> str:
    """Return the text in Unicode's NFC with Unix line ends, trimmed; lines stay lines."""
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).splitlines()).strip()


def has_control_characters(text: str) -> bool:
    """Tell whether the text holds a character that cannot be stored or drawn.

    These are NUL and other controls, lone surrogates, marks that turn the direction of text, and the two noncharacters
    that XML, and so SVG, forbids.
    """
    return not text.isprintable() and any(map(_is_control, text))


def strip_control_characters(text: str) -> str:
    """Return the text without the characters that cannot be stored or drawn."""
    return text if text.isprintable() else "".join(character for character in text if not _is_control(character))


def same_name_key(name: str) -> str:
    """Return what two names have in common that differ by case or by Unicode form alone.

    The database compares this key: SQLite's own `lower()` knows ASCII only.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tidy_line(name)).casefold())


def search_key(text: str) -> str:
    """Return the text as search sees it: without case and without diacritics, so that `cevapi` finds `Ćevapi`."""
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
