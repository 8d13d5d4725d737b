"""The filters of a list as words, each with the URL of the list without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.expenses.query_forms import ALL_MONTHS
from app.expenses.urls import list_url
from app.web.formatting import amount, day, near_day, weekday_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from app.expenses.query_forms import FilterForm

_DAYS = ("from", "to")
_ORDER = {"sort"}  # what narrows no list


@dataclass(frozen=True)
class FilterChip:
    """A filter in use, and the URL of the list without it."""

    label: str
    href: str


def filter_chips(form: FilterForm, url_of: Callable[[Mapping[str, Any]], str] = list_url) -> list[FilterChip]:
    """Return a chip for each filter in use, but for the month, which has its own place."""
    if form.errors:
        return []
    return [FilterChip(label, url_of(_without(form, names))) for label, names in _labels(form) if label]


def labels_beside_days(form: FilterForm) -> list[str]:
    """Return what each filter in use says, but for the days."""
    return [] if form.errors else [label for label, names in _labels(form) if label and names != _DAYS]


def _without(form: FilterForm, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the list's query parameters without a filter; where none is left, those of all months."""
    values = {name: value for name, value in form.url_values.items() if name not in names}
    return values if values.keys() - _ORDER else {**values, "month": ALL_MONTHS}


def _labels(form: FilterForm) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what each filter says, empty if it is not in use, and the names of its parameters."""
    receipts = {"with": gettext("With receipt"), "without": gettext("Without receipt")}
    yield gettext("“%(text)s”", text=form.q.data) if form.q.data else "", ("q",)
    yield form.category_names.get(form.category_id.data, ""), ("category_id",)
    yield form.merchant.data or "", ("merchant",)
    if not form.shown_month:
        yield _days_label(form.from_date.data, form.to_date.data), _DAYS
    yield "" if form.weekday.data is None else weekday_names()[form.weekday.data], ("weekday",)
    yield _amounts_label(form.min_amount.data, form.max_amount.data), ("min", "max")
    yield receipts.get(form.receipt.data, ""), ("receipt",)
    yield gettext("To be checked") if form.checked.data else "", ("checked",)


def _days_label(begin: dt.date | None, last: dt.date | None) -> str:
    if begin and last:
        return near_day(begin) if begin == last else f"{day(begin)} – {day(last)}"  # noqa: RUF001 - an en dash is meant
    if begin:
        return gettext("from %(day)s", day=day(begin))
    return gettext("until %(day)s", day=day(last)) if last else ""


def _amounts_label(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"{amount(least)} – {amount(most)}"  # noqa: RUF001 - an en dash is meant
    if least is not None:
        return gettext("from %(amount)s", amount=amount(least))
    return "" if most is None else gettext("up to %(amount)s", amount=amount(most))
