"""Forms in URLs: filters of the list, and values that a link fills into a new expense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import SearchInput

from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import SortOrder
from app.expenses.search import read_search
from app.models import Expense
from app.models.expense import MERCHANT_MAX_LENGTH
from app.web.form_fields import AmountField, ChoiceField, DayField, TextField, optional_int
from app.web.formatting import weekday_names
from app.web.forms import QueryForm
from app.web.localization import money_format
from app.web.validators import max_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from app.models import Category

_SEARCH_MAX_LENGTH = 100


class FilterForm(QueryForm):
    """The filters of the list; all optional. `expenses_url` builds URLs with the same names."""

    q = TextField(lazy_gettext("Search"), validators=[max_length(_SEARCH_MAX_LENGTH)], widget=SearchInput())
    category_id = ChoiceField(lazy_gettext("Category"), coerce=optional_int)
    from_date = DayField(lazy_gettext("From"), name="from")
    to_date = DayField(lazy_gettext("To"), name="to")
    min_amount = AmountField(lazy_gettext("Amount from"), name="min", allows_zero=True)
    max_amount = AmountField(lazy_gettext("Amount to"), name="max", allows_zero=True)
    receipt = ChoiceField(
        lazy_gettext("Receipt"),
        choices=[
            ("", lazy_gettext("Any")),
            ("with", lazy_gettext("With receipt")),
            ("without", lazy_gettext("Without receipt")),
        ],
        default="",
    )
    merchant = TextField(lazy_gettext("Merchant"), validators=[max_length(MERCHANT_MAX_LENGTH)])
    weekday = ChoiceField(lazy_gettext("Day of the week"), coerce=optional_int)
    sort = ChoiceField(
        lazy_gettext("Sort"),
        choices=[
            (SortOrder.NEWEST.value, lazy_gettext("Newest first")),
            (SortOrder.OLDEST.value, lazy_gettext("Oldest first")),
            (SortOrder.LARGEST.value, lazy_gettext("Largest first")),
            (SortOrder.SMALLEST.value, lazy_gettext("Smallest first")),
        ],
        default=SortOrder.NEWEST.value,
        coerce=lambda order: order or SortOrder.NEWEST.value,
    )

    def __init__(self, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._category_names = {item.id: item.name for item in categories}
        self.category_id.choices = [("", gettext("All")), *self._category_names.items()]
        self.weekday.choices = [("", gettext("Any")), *enumerate(weekday_names())]

    def validate_to_date(self, field: Field) -> None:
        if self.from_date.data and field.data and field.data < self.from_date.data:
            raise ValidationError(gettext("The end date is before the start date."))

    def validate_max_amount(self, field: Field) -> None:
        if self.min_amount.data is not None and field.data is not None and field.data < self.min_amount.data:
            raise ValidationError(gettext("The upper limit is below the lower one."))

    @property
    def wanted(self) -> ExpenseFilter:
        """The filter; one that filters nothing if a field is wrong."""
        if self.errors:
            return ExpenseFilter()
        return ExpenseFilter(
            search=read_search(self.q.data or "", money_format(), self._category_names),
            category_id=self.category_id.data,
            begin=self.from_date.data,
            last=self.to_date.data,
            min_cents=self.min_amount.data,
            max_cents=self.max_amount.data,
            has_receipt={"with": True, "without": False}.get(self.receipt.data),
            merchant=self.merchant.data or "",
            weekday=self.weekday.data,
        )

    @property
    def order(self) -> SortOrder:
        return SortOrder.NEWEST if self.errors else SortOrder(self.sort.data)

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter but text and order is set, so that the filters are shown open."""
        return bool(self.errors) or bool(self.url_values.keys() - {"q", "sort"})

    @property
    def url_values(self) -> dict[str, str]:
        """The query parameters of this list, without the page number."""
        return {field.name: str(field.raw_data[0]) for field in self if field.raw_data and field.raw_data[0]}


class PrefillForm(QueryForm):
    """Values that a link fills into the form of a new expense; wrong ones are ignored."""

    category_id = IntegerField()
    spent_on = DayField(None)
    waiting = SelectMultipleField(coerce=optional_int, validate_choice=False)

    def to_expense(self) -> Expense:
        self.validate()
        wrong = self.errors
        return Expense(
            category_id=None if "category_id" in wrong else self.category_id.data,
            spent_on=None if "spent_on" in wrong else self.spent_on.data,
        )
