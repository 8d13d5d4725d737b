"""What is measured: each page's name and request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.expenses.queries import PAGE_SIZE
from benchmarks.measure import Request
from benchmarks.rows import COMMON_WORD, RARE_WORD

if TYPE_CHECKING:
    from benchmarks.data import DataSet

_MIDDLE_PAGE, _LAST_PAGE = 200, 2_000


@dataclass(frozen=True)
class Page:
    """A page to measure; what writes is measured less often, and what stores photos is not replayed.

    `is_kept` says that a page is made once while nothing changes.
    """

    name: str
    request: Request
    is_kept: bool = False
    can_replay: bool = True
    rounds_share: float = 1.0


def list_pages(data: DataSet, photo: bytes) -> list[Page]:
    """Return all pages that the data set has; `photo` is what is uploaded."""
    return [*_expense_lists(data), *_summaries(data), *_pictures(data), *_writes(data, photo)]


def _expense_lists(data: DataSet) -> list[Page]:
    last_month = data.exact_months.get(100)
    days = last_month.days if last_month else None
    dates = {"from": days.begin.isoformat(), "to": days.last.isoformat()} if days else {}
    narrowed = {"category_id": data.category_id, **dates}
    numbers = [number for number in (_MIDDLE_PAGE, _LAST_PAGE) if (number - 1) * PAGE_SIZE < data.size.own]
    return [
        _page("expenses", "/expenses/"),
        *(_page(f"expenses, page {number:,}", "/expenses/", page=number) for number in numbers),
        _page("expenses by a common text", "/expenses/", q=COMMON_WORD),
        _page("expenses by a rare text", "/expenses/", q=RARE_WORD),
        _page("expenses by category and dates", "/expenses/", **narrowed),
    ]


def _summaries(data: DataSet) -> list[Page]:
    months = [(f"one month, {count:,} expenses", f"/months/{month}") for count, month in data.exact_months.items()]
    return [
        _page("home", "/"),
        *(_page(name, url) for name, url in months),
        _page("all months", "/months/"),
        _page("year", f"/years/{data.today.year - 1}"),
        _page("goals", "/goals/"),
        _page("category", f"/categories/{data.category_id}"),
        _page("habits", "/habits/"),
        _page("recurring", "/recurring/"),
        Page("form", Request("/expenses/new")),  # each showing is another one
    ]


def _pictures(data: DataSet) -> list[Page]:
    return [
        Page("receipt thumbnail", Request(f"/receipts/{data.receipt_id}/thumbnail")),
        Page("receipt image", Request(f"/receipts/{data.receipt_id}/image")),
    ]


def _writes(data: DataSet, photo: bytes) -> list[Page]:
    upload = Request(f"/expenses/{data.expense_id}/receipts", photo=photo)
    return [
        Page("adding an expense", add_expense(data)),
        Page("uploading a receipt", upload, can_replay=False, rounds_share=0.2),
    ]


def add_expense(data: DataSet) -> Request:
    """Return the form of an expense as a person fills it in."""
    fields = {
        "amount": "12,50",
        "category_id": str(data.category_id),
        "spent_on": data.today.isoformat(),
        "merchant": "Pekara Mlinar Ilica",
        "note": "",
    }
    return Request("/expenses/new", fields=tuple(fields.items()))


def _page(name: str, path: str, **query: object) -> Page:
    return Page(name, Request(f"{path}?{urlencode(query)}" if query else path), is_kept=True)
