"""Finding a merchant that the person used before, anywhere in a text. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING

from app.reading.rules.letters import letters, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_SIMILARITY = 0.85
_MIN_LETTERS_OF_SIMILAR = 6  # shorter names have to be there as they are
_MIN_LETTERS = 2
_MAX_WORDS = 8  # that a name is looked for in
_BEGINNING = 4  # letters: what a name begins with tells more than the trade that it ends in
_MIN_SHARED = 2  # letters of the beginning
_WORD = re.compile(r"[A-Z0-9|!@]+")
_LEGAL_FORM = re.compile(r"\W+(?:J?\.?D\.?\s?O\.?\s?O|D\.?\s?D|K\.?\s?D|OBRT|GMBH|LTD|LLC|S\.?R\.?L|SDN\.?\s?BHD)\b.*$")


def find_known(text: str, names: Iterable[str]) -> str | None:
    """Return the name that stands in a text, with at least MIN_SIMILARITY; None without one.

    Of several names the one that begins highest counts, and of those the longest. Names that come first in `names` win
    ties.
    """
    parts = _Parts(text)
    found = [
        (place, -len(key), number, name)
        for number, name in enumerate(names)
        for key in _keys(name)
        if (place := parts.find(key)) is not None
    ]
    return min(found)[-1] if found else None


def _keys(name: str) -> set[str]:
    """Return the letters of a name, with and without its legal form."""
    keys = {letters(name), letters(_LEGAL_FORM.sub("", plain(name)))}
    return {key for key in keys if len(key) >= _MIN_LETTERS}


class _Parts:
    """The letters of each run of words in a text, with the number of the row in which it first begins."""

    def __init__(self, text: str) -> None:
        self._places: dict[str, int] = {}
        self._by_ends: dict[str, set[str]] = defaultdict(set)
        for place, part in _runs(text):
            self._places.setdefault(part, place)
            self._by_ends[part[0]].add(part)
            self._by_ends[f"-{part[-1]}"].add(part)

    def find(self, key: str) -> int | None:
        """Return the row of a name, None if it is not there."""
        if key in self._places:
            return self._places[key]
        if len(key) < _MIN_LETTERS_OF_SIMILAR:
            return None
        near = self._by_ends[key[0]] | self._by_ends[f"-{key[-1]}"]
        return min((self._places[part] for part in _similar_parts(key, near)), default=None)


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the letters of all runs of words; a name may go on in the next row."""
    rows = enumerate(text.splitlines())
    words = [(place, part) for place, row in rows for word in _WORD.findall(plain(row)) if (part := letters(word))]
    for start, (place, _word) in enumerate(words):
        for run in accumulate(part for _place, part in words[start : start + _MAX_WORDS]):
            yield place, run


def _similar_parts(key: str, parts: Iterable[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, "", key, autojunk=False)  # it prepares its second text once
    beginning = set(key[:_BEGINNING])
    for part in parts:
        is_as_long = 2 * min(len(key), len(part)) >= MIN_SIMILARITY * (len(key) + len(part))
        if is_as_long and len(beginning.intersection(part[:_BEGINNING])) >= _MIN_SHARED:
            matcher.set_seq1(part)
            if matcher.quick_ratio() >= MIN_SIMILARITY <= matcher.ratio():
                yield part
