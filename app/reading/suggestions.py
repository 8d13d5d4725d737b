"""What is suggested for the form of a receipt, from its code, its text and what the person entered before. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.text import search_key
from app.reading.codes.reader import settle_total
from app.reading.rules.amounts import find_amounts
from app.reading.rules.known_merchants import find_known
from app.reading.rules.reader import CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.reading.codes.facts import CodeFacts
    from app.reading.lines import Corners
    from app.reading.rules.reader import Reading


_ONE_DAY = dt.timedelta(days=1)  # that a till abroad may be ahead


class Source(StrEnum):
    """Where a suggestion comes from; a code is exact."""

    CODE = "code"
    TEXT = "text"
    KNOWN = "known"  # a merchant that the person used before


@dataclass(frozen=True)
class KnownMerchants:
    """What a person used before: names, latest first, and those that went with a tax number each time."""

    names: Sequence[str] = ()
    by_tax_number: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SuggestedAmount:
    """An amount in cents; `box` has the corners of its text as shares of the picture's width and height."""

    cents: int
    source: Source
    box: Corners = ()


@dataclass(frozen=True)
class SuggestedMerchant:
    """A merchant's name, in the person's own spelling where it is known."""

    name: str
    source: Source


@dataclass(frozen=True)
class Suggestions:
    """At most three amounts and merchants, the likeliest first, and the day; `currency` is of the amounts."""

    amounts: tuple[SuggestedAmount, ...] = ()
    spent_on: dt.date | None = None
    day_source: Source | None = None
    merchants: tuple[SuggestedMerchant, ...] = ()
    currency: str | None = None


def suggest(code: CodeFacts | None, reading: Reading | None, known: KnownMerchants, today: dt.date) -> Suggestions:
    """Return what a receipt suggests; what its code says goes before its text."""
    spent_on, day_source = _suggest_day(code, reading, today)
    return Suggestions(
        amounts=tuple(_suggest_amounts(code, reading)[:CHOICES]),
        spent_on=spent_on,
        day_source=day_source,
        merchants=tuple(_suggest_merchants(code, reading, known)[:CHOICES]),
        currency=(code.currency if code else None) or (reading.currency if reading else None),
    )


def _suggest_amounts(code: CodeFacts | None, reading: Reading | None) -> list[SuggestedAmount]:
    read = [SuggestedAmount(total.cents, Source.TEXT, total.box) for total in reading.totals] if reading else []
    exact = settle_total(code, _amounts_in(reading.text if reading else "")) if code else None
    if exact is None:
        return read
    box = next((amount.box for amount in read if amount.cents == abs(exact)), ())
    return [SuggestedAmount(exact, Source.CODE, box), *(amount for amount in read if amount.cents != abs(exact))]


def _amounts_in(text: str) -> set[int]:
    return {amount.cents for row in text.splitlines() for amount in find_amounts(row)}


def _suggest_day(
    code: CodeFacts | None, reading: Reading | None, today: dt.date
) -> tuple[dt.date | None, Source | None]:
    if code and code.spent_on and code.spent_on <= today + _ONE_DAY:
        return code.spent_on, Source.CODE
    return (reading.dates[0], Source.TEXT) if reading and reading.dates else (None, None)


def _suggest_merchants(
    code: CodeFacts | None, reading: Reading | None, known: KnownMerchants
) -> list[SuggestedMerchant]:
    """Return names without repetition, in any spelling: what the person used before wins over what was read."""
    found: dict[str, SuggestedMerchant] = {}
    for name, source in _find_merchants(code, reading, known):
        found.setdefault(search_key(name), SuggestedMerchant(name, source))
    return list(found.values())


def _find_merchants(
    code: CodeFacts | None, reading: Reading | None, known: KnownMerchants
) -> Iterator[tuple[str, Source]]:
    for number in tax_numbers(code, reading):
        if number in known.by_tax_number:
            yield known.by_tax_number[number], Source.KNOWN
    payee, text = (code.payee or "" if code else ""), (reading.text if reading else "")
    if name := find_known(f"{payee}\n{text}", known.names):
        yield name, Source.KNOWN
    if payee:
        yield payee, Source.CODE
    for name in reading.merchants if reading else ():
        yield name, Source.TEXT


def tax_numbers(code: CodeFacts | None, reading: Reading | None) -> list[str]:
    """Return the tax numbers of a receipt; the first is the one that the seller has most likely."""
    own = [code.tax_number] if code and code.tax_number else []
    return [*own, *(reading.oibs if reading else ())]
