"""The filters of the gallery, and its place, in URLs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from app.expenses.query_forms import FilterForm
from app.models.types import MAX_ID
from app.web.forms import QueryForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.periods import Month
    from app.expenses.filtering import ExpenseFilter
    from app.models import Category


class GalleryForm(FilterForm):
    """The filters of the list, but without any all months are shown, and only what has a receipt."""

    def __init__(self, categories: Sequence[Category], this_month: Month, **kwargs: Any) -> None:
        super().__init__(categories, this_month, **kwargs)
        if not kwargs["formdata"].get("month"):
            self.month.data, self.month.raw_data = None, []
        for unused in (self.receipt, self.weekday, self.sort):
            unused.data, unused.raw_data = unused.default, []

    @property
    def wanted(self) -> ExpenseFilter:
        """The filter; whether an expense has a receipt is no question here."""
        return replace(super().wanted, has_receipt=None)


class PlaceForm(QueryForm):
    """The receipt that a page of the gallery begins after, or ends before; a wrong number is none."""

    after = IntegerField(validators=[Optional(), NumberRange(1, MAX_ID)])
    before = IntegerField(validators=[Optional(), NumberRange(1, MAX_ID)])

    @property
    def receipt_id(self) -> int | None:
        return None if self.errors else self.after.data or self.before.data

    @property
    def is_newer(self) -> bool:
        """Whether what is newer than the receipt is wanted."""
        return not (self.errors or self.after.data) and self.before.data is not None
