"""The page of the list of expenses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from app.categories.queries import list_categories
from app.core.periods import Month
from app.expenses import queries
from app.expenses.chips import filter_chips
from app.expenses.query_forms import FilterForm, SelectedForm
from app.expenses.receipt_texts import find_excerpts
from app.expenses.urls import expenses_url, list_url
from app.web.access import signed_in_user
from app.web.localization import money_format, today_for
from app.web.paging import requested_paging

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.expenses.queries import Total
    from app.expenses.receipt_texts import Excerpt
    from app.expenses.selection_forms import SelectionForm
    from app.models import Category, Expense
    from app.web.paging import Paging


@dataclass(frozen=True)
class FoundExpenses:
    """The filters that a URL has, and what they find."""

    categories: Sequence[Category]
    filters: FilterForm
    total: Total


@dataclass(frozen=True)
class ListLinks:
    """What the rows of a list need for their links and ticks.

    A row adds its number to `page_of`, the page of the expense, and to `beside`, this list with the expense beside it.
    `next` is where a button leads back to: this list, without the path at which the application is mounted.
    `excerpts` are what a search found in receipts, by the number of the expense.
    """

    here: str
    next: str
    page_of: str
    beside: str
    selected_id: int | None
    ticked: tuple[int, ...]
    excerpts: Mapping[int, Excerpt]


def find_expenses() -> FoundExpenses:
    """Read the filters of the URL, and count what they find."""
    user = signed_in_user()
    categories = list_categories(user)
    this_month = Month.containing(today_for(user), user.month_start_day)
    filters = FilterForm(categories, this_month, formdata=request.args)
    filters.validate()
    return FoundExpenses(categories, filters, queries.total_expenses(user, filters.wanted))


def render_list(found: FoundExpenses, selection: SelectionForm) -> str:
    """Render a page of the list, grouped by day if it is sorted by day."""
    user = signed_in_user()
    filters = found.filters
    wanted, order = filters.wanted, filters.order
    selected = _find_selected()
    paging = requested_paging(found.total.count, queries.PAGE_SIZE)
    rows = queries.list_expenses(user, wanted, order, offset=paging.offset) if found.total.count else []
    sums = queries.sum_days_of(user, wanted, rows, found.total.count) if order.is_by_day else {}
    return render_template(
        "expenses/index.html",
        form=filters,
        selection=selection,
        chips=filter_chips(filters),
        total=found.total,
        rows=rows,
        days=queries.group_by_day(rows, sums) if order.is_by_day else [],
        paging=paging,
        is_new=not rows and not queries.has_expenses(user),
        selected=selected,
        pages=_list_links(filters, paging, selected, selection, find_excerpts(user, wanted.search, rows)),
        currency=user.currency,
        digits=money_format().digits,
    )


def _list_links(
    filters: FilterForm,
    paging: Paging,
    selected: Expense | None,
    selection: SelectionForm,
    excerpts: Mapping[int, Excerpt],
) -> ListLinks:
    page = {"page": paging.number} if paging.number > 1 else {}
    here = list_url({**filters.url_values, **page})
    selected_id = selected.id if selected else None
    back = here.removeprefix(request.script_root)
    return ListLinks(here, back, expenses_url(), f"{here}&selected=", selected_id, selection.expense_ids, excerpts)


def _find_selected() -> Expense | None:
    form = SelectedForm(formdata=request.args)
    if not form.validate() or form.selected.data is None:
        return None
    return queries.get_expense(signed_in_user(), form.selected.data)
