"""The pages of an archive, which open without a server: an overview, and each month with its photos."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import stream_template

from app.core.periods import Month
from app.exports import queries
from app.exports.zip_stream import joined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from app.exports.paths import Paths
    from app.exports.queries import StoredExpense, StoredReceipt
    from app.models import User

_APP = Path(__file__).parent.parent
_STYLES = (_APP / "static" / "css" / "tokens.css", _APP / "exports" / "archive.css")
_PHOTOS_SHOWN = 12  # of each month, on the overview


@dataclass
class MonthSummary:
    """What the overview says about a month; `receipts` are its first ones."""

    month: Month
    cents: int = 0
    count: int = 0
    receipt_count: int = 0
    receipts: list[StoredReceipt] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"months/{self.month}.html"


class ArchivePages:
    """Writes the pages from a snapshot."""

    def __init__(self, connection: Connection, user: User, paths: Paths, moment: dt.datetime) -> None:
        self._connection = connection
        self._user = user
        self._paths = paths
        self._moment = moment
        self._months = self._sum_months()

    def make(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the path of each page with its pieces, the overview last."""
        yield "style.css", [path.read_bytes() for path in _STYLES]
        expenses = queries.read_expenses(self._connection, self._user)
        for month, own in groupby(expenses, key=lambda expense: self._month_of(expense.spent_on)):
            summary = self._months[month]
            yield summary.page, self._render("month", summary=summary, days=_by_day(own, summary), **self._near(month))
        yield "index.html", self._render("index", **self._overview())

    def _month_of(self, day: dt.date) -> Month:
        return Month.containing(day, self._user.month_start_day)

    def _sum_months(self) -> dict[Month, MonthSummary]:
        months: dict[Month, MonthSummary] = {}
        for day, cents, count in queries.sum_by_day(self._connection, self._user):
            month = self._month_of(day)
            summary = months.setdefault(month, MonthSummary(month))
            summary.cents += cents
            summary.count += count
        return months

    def _near(self, month: Month) -> dict[str, MonthSummary | None]:
        months = list(self._months)
        place = months.index(month)
        return {
            "previous": self._months[months[place - 1]] if place else None,
            "next": self._months[months[place + 1]] if place + 1 < len(months) else None,
        }

    def _overview(self) -> dict[str, object]:
        by_year: Counter[int] = Counter()
        for summary in self._months.values():
            by_year[summary.month.year] += summary.cents
        newest = sorted(self._months.values(), key=lambda summary: summary.month, reverse=True)
        waiting = [receipt for receipt in queries.read_waiting(self._connection, self._user) if not receipt.deleted_at]
        return {
            "years": [(year, by_year[year], list(own)) for year, own in groupby(newest, lambda item: item.month.year)],
            "most_cents": max((summary.cents for summary in newest), default=0),
            "categories": queries.sum_by_category(self._connection, self._user),
            "waiting": waiting,
        }

    def _render(self, name: str, **context: object) -> Iterator[bytes]:
        pages = {"user": self._user, "moment": self._moment, "months": self._months, "href_of": self._href_of}
        return joined(
            stream_template(f"exports/archive/{name}.html", thumbnail_of=self._paths.of_thumbnail, **pages, **context)
        )

    def _href_of(self, receipt: StoredReceipt, expense: StoredExpense | None = None) -> str:
        return quote(self._paths.of_receipt(receipt, expense))


def _by_day(expenses: Iterable[StoredExpense], summary: MonthSummary) -> Iterator[tuple[dt.date, list[StoredExpense]]]:
    """Yield the days of a month with their expenses, and note its receipts for the overview."""
    for day, own in groupby(expenses, key=lambda expense: expense.spent_on):
        of_day = list(own)
        for receipt in (receipt for expense in of_day for receipt in expense.kept_receipts):
            summary.receipt_count += 1
            if len(summary.receipts) < _PHOTOS_SHOWN:
                summary.receipts.append(receipt)
        yield day, of_day
