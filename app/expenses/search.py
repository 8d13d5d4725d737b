"""Parsing a search into texts, categories and amounts. Pure; amounts are in cents."""

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
    """A folded word, the amounts it may mean, and the categories whose names contain it."""

    text: str
    amounts: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Search:
    """An expense matches if it has every word, or one of the amounts that the whole text means (`17,74 €`)."""

    words: tuple[Word, ...] = ()
    amounts: tuple[int, ...] = ()


NO_SEARCH = Search()


def read_search(text: str, style: MoneyFormat, category_names: Mapping[int, str]) -> Search:
    """Parse a search; `category_names` are the user's own, by id."""
    keys = {category_id: search_key(name) for category_id, name in category_names.items()}
    found = {
        word: Word(word, _amounts_of(typed, style), tuple(number for number, key in keys.items() if word in key))
        for typed in text.split()
        for word in search_key(typed).split()
    }
    return Search(tuple(found.values()), _amounts_of(text, style))


def _amounts_of(text: str, style: MoneyFormat) -> tuple[int, ...]:
    """Return the amounts that a text may mean: without a minus both signs; none for a sum or other text."""
    try:
        terms = parse_terms(text, style)
    except AmountError:
        return ()
    if len(terms) != 1 or not terms[0]:
        return ()
    return (terms[0],) if terms[0] < 0 else (terms[0], -terms[0])
