"""What the words of a search stand for: texts, categories by their names, and amounts. Pure; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.money import AmountError, parse_terms
from app.core.text import search_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.money import MoneyFormat


@dataclass(frozen=True)
class Word:
    """A word, as search sees it, with the amounts that it may mean and the categories whose names it is part of."""

    text: str
    amounts: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Search:
    """The words of which each has to be found somewhere, unless all of them are one of the amounts: `17,74 €`."""

    words: tuple[Word, ...] = ()
    amounts: tuple[int, ...] = ()


NO_SEARCH = Search()


def read_search(text: str, style: MoneyFormat, category_names: Mapping[int, str]) -> Search:
    """Return what a person searches for; `category_names` are the person's own, by number."""
    keys = {category_id: search_key(name) for category_id, name in category_names.items()}
    found = {
        word: Word(word, _amounts_of(typed, style), tuple(number for number, key in keys.items() if word in key))
        for typed in text.split()
        for word in search_key(typed).split()
    }
    return Search(tuple(found.values()), _amounts_of(text, style))


def _amounts_of(text: str, style: MoneyFormat) -> tuple[int, ...]:
    """Return the amounts that are written so: without a minus an expense or a refund; a sum is no amount."""
    try:
        terms = parse_terms(text, style)
    except AmountError:
        return ()
    if len(terms) != 1 or not terms[0]:
        return ()
    return (terms[0],) if terms[0] < 0 else (terms[0], -terms[0])
