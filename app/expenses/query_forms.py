"""Forms in URLs: filters of the list, and values that a link fills into a new expense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, IntegerField, SelectMultipleField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import SearchInput

from app.core.periods import Month, NotAMonthError
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import SortOrder
from app.expenses.search import read_search
from app.models import Expense
from app.models.expense import MERCHANT_MAX_LENGTH
from app.models.types import MAX_ID
from app.web.form_fields import AmountField, ChoiceField, DayField, TextField, optional_int
from app.web.formatting import weekday_names
from app.web.forms import QueryForm
from app.web.localization import money_format
from app.web.validators import max_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import Category

ALL_MONTHS = "all"
_SEARCH_MAX_LENGTH = 100


class PeriodField(Field):
    """A month as in a URL; "all", like nothing, is None."""

    data: Month | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the month.

        Raises:
            ValueError: it is not one.
        """
        self.data = None
        if not valuelist or valuelist[0] in {"", ALL_MONTHS}:
            return
        try:
            self.data = Month.parse(valuelist[0])
        except NotAMonthError as error:
            raise ValueError(gettext("There is no such month.")) from error


class FilterForm(QueryForm):
    """The filters of the list; all optional. `expenses_url` builds URLs with the same names.

    Without any, the list has `this_month`; with any but `month`, with `page` or `all`, it has all months. Days from and
    to go before a month.
    """

    q = TextField(lazy_gettext("Search"), validators=[max_length(_SEARCH_MAX_LENGTH)], widget=SearchInput())
    category_id = ChoiceField(lazy_gettext("Category"), coerce=optional_int)
    month = PeriodField()
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
    checked = ChoiceField(
        lazy_gettext("Checked"), choices=[("", ""), ("no", lazy_gettext("To be checked"))], default=""
    )
    sort = ChoiceField(
        lazy_gettext("Sort"),
        choices=[
            (SortOrder.NEWEST.value, lazy_gettext("Newest first")),
            (SortOrder.OLDEST.value, lazy_gettext("Oldest first")),
            (SortOrder.LARGEST.value, lazy_gettext("Largest first")),
            (SortOrder.SMALLEST.value, lazy_gettext("Smallest first")),
            (SortOrder.BY_MERCHANT.value, lazy_gettext("Merchants from A")),
            (SortOrder.BY_MERCHANT_REVERSED.value, lazy_gettext("Merchants from Z")),
            (SortOrder.BY_CATEGORY.value, lazy_gettext("Categories from A")),
            (SortOrder.BY_CATEGORY_REVERSED.value, lazy_gettext("Categories from Z")),
        ],
        default=SortOrder.NEWEST.value,
        coerce=lambda order: order or SortOrder.NEWEST.value,
    )

    def __init__(self, categories: Sequence[Category], this_month: Month, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.this_month = this_month
        self.category_names = {item.id: item.name for item in categories}
        self.category_id.choices = [("", gettext("All")), *self.category_names.items()]
        self.weekday.choices = [("", gettext("Any")), *enumerate(weekday_names())]
        if not self.url_values:
            is_bare = not any(kwargs["formdata"].get(name) for name in ("page", "all"))
            self.month.data = this_month if is_bare else None
            self.month.raw_data = [str(this_month) if is_bare else ALL_MONTHS]

    def validate_to_date(self, field: Field) -> None:
        if self.from_date.data and field.data and field.data < self.from_date.data:
            raise ValidationError(gettext("The end date is before the start date."))

    def validate_max_amount(self, field: Field) -> None:
        if self.min_amount.data is not None and field.data is not None and field.data < self.min_amount.data:
            raise ValidationError(gettext("The upper limit is below the lower one."))

    @property
    def has_days(self) -> bool:
        return bool(self.from_date.data or self.to_date.data)

    @property
    def shown_month(self) -> Month | None:
        """The month that the list shows, also where the days from and to are a month; None if it is another period."""
        first_day = self.this_month.first_day
        if self.errors:
            return None
        if not self.has_days:
            return self.month.data.beginning_on(first_day) if self.month.data else None
        if not self.from_date.data:
            return None
        month = Month.containing(self.from_date.data, first_day)
        is_whole = (month.begin, month.days.last) == (self.from_date.data, self.to_date.data)
        return month if is_whole else None

    @property
    def has_all_months(self) -> bool:
        return not (self.errors or self.has_days or self.month.data)

    @property
    def wanted(self) -> ExpenseFilter:
        """The filter; one that filters nothing if a field is wrong."""
        if self.errors:
            return ExpenseFilter()
        days = self.shown_month.days if self.shown_month else None
        return ExpenseFilter(
            search=read_search(self.q.data or "", money_format(), self.category_names),
            category_id=self.category_id.data,
            begin=days.begin if days else self.from_date.data,
            last=days.last if days else self.to_date.data,
            min_cents=self.min_amount.data,
            max_cents=self.max_amount.data,
            has_receipt={"with": True, "without": False}.get(self.receipt.data),
            merchant=self.merchant.data or "",
            weekday=self.weekday.data,
            is_unchecked=self.checked.data == "no",
        )

    @property
    def order(self) -> SortOrder:
        return SortOrder.NEWEST if self.errors else SortOrder(self.sort.data)

    @property
    def url_values(self) -> dict[str, Any]:
        """The query parameters of this list, without the page number."""
        return {field.name: str(field.raw_data[0]) for field in self if field.raw_data and field.raw_data[0]}

    def in_month(self, month: Month | None) -> dict[str, Any]:
        """Return the query parameters of the same filters in another month, or in all months."""
        values = {name: value for name, value in self.url_values.items() if name not in {"from", "to"}}
        return {**values, "month": ALL_MONTHS if month is None else str(month)}

    def sorted_by(self, column: str) -> dict[str, Any]:
        """Return the query parameters of the list sorted by a column, the other way round if it is already.

        Days begin with the newest and amounts with the largest, names with the first.
        """
        is_down = not self.order.is_descending if self.order.column == column else column in {"date", "amount"}
        return {**self.url_values, "sort": f"-{column}" if is_down else column}


class PrefillForm(QueryForm):
    """Values that a link fills into the form of a new expense; wrong ones are ignored."""

    category_id = IntegerField()
    spent_on = DayField(None)
    repeat = IntegerField(validators=[Optional(), NumberRange(1, MAX_ID)])
    waiting = SelectMultipleField(coerce=optional_int, validate_choice=False)

    @property
    def repeated_id(self) -> int | None:
        """The number of the expense that is to be repeated."""
        return self.repeat.data if self.repeat.validate(self) else None

    def to_expense(self, repeated: Expense | None = None) -> Expense:
        """Return a new expense, with the values of the one that it repeats but for its day and receipts."""
        self.validate()
        if repeated is not None:
            names = ("amount_cents", "category_id", "merchant", "note")
            return Expense(**{name: getattr(repeated, name) for name in names})
        wrong = self.errors
        return Expense(
            category_id=None if "category_id" in wrong else self.category_id.data,
            spent_on=None if "spent_on" in wrong else self.spent_on.data,
        )


class SelectedForm(QueryForm):
    """The expense that a list shows beside it; a wrong number is none."""

    selected = IntegerField(validators=[NumberRange(1, MAX_ID)])
