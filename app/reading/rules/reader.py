"""All that the lines of a receipt say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reading.rules.currencies import find_currency, names_kuna_and_euro, put_own_currency_first
from app.reading.rules.dates import find_dates
from app.reading.rules.merchants import find_merchants
from app.reading.rules.oibs import find_oibs
from app.reading.rules.rows import find_rows
from app.reading.rules.totals import find_totals

if TYPE_CHECKING:
    import datetime as dt

    from app.reading.lines import Corners, Page
    from app.reading.rules.totals import ScoredTotal

CHOICES = 3


@dataclass(frozen=True)
class ReadTotal:
    """An amount that may be the total, how much speaks for it, and the corners of the text that it was read from.

    The corners are shares of the picture's width and height; there are none in a text without places.
    """

    cents: int
    score: float
    box: Corners


@dataclass(frozen=True)
class Reading:
    """What the text of a receipt says, the likeliest first; totals in hundredths of `currency` (ISO 4217)."""

    text: str
    totals: tuple[ReadTotal, ...] = ()
    dates: tuple[dt.date, ...] = ()
    merchants: tuple[str, ...] = ()
    oibs: tuple[str, ...] = ()
    currency: str | None = None


def read_page(page: Page, today: dt.date, *, is_day_first: bool = True) -> Reading:
    """Return what the lines of a page say; of ambiguous days such as 03/04/2026 the day comes first but in the US."""
    rows = find_rows(page.lines)
    texts = [row.text for row in rows]
    dates = find_dates(rows, today, is_day_first=is_day_first)
    currency = find_currency(texts, dates[0] if dates else None)
    totals = find_totals(rows)
    if names_kuna_and_euro(texts):
        totals = put_own_currency_first(totals, currency)
    return Reading(
        text="\n".join(texts),
        totals=tuple(_read_total(total, page) for total in totals[:CHOICES]),
        dates=tuple(dates[:CHOICES]),
        merchants=tuple(merchant.name for merchant in find_merchants(rows)[:CHOICES]),
        oibs=tuple(find_oibs(texts)),
        currency=currency,
    )


def _read_total(total: ScoredTotal, page: Page) -> ReadTotal:
    corners = total.candidate.piece.line.corners if page.has_places else ()
    return ReadTotal(total.cents, round(total.score, 2), tuple(map(page.share, corners)))
