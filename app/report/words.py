"""The filters of a report in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.web.form_fields import AmountField
from app.web.formatting import amount

if TYPE_CHECKING:
    from wtforms import Field

    from app.expenses.query_forms import FilterForm

_SAID_ELSEWHERE = {"month", "from", "to", "sort"}  # by the title of the report, and by the order of its rows


def filters_in_words(form: FilterForm) -> list[tuple[str, str]]:
    """Return the names and the values of the filters that narrow more than the days."""
    if form.errors:
        return []
    names = form.url_values.keys() - _SAID_ELSEWHERE
    return [(str(field.label.text), _value_in_words(field)) for field in form if field.name in names]


def _value_in_words(field: Field) -> str:
    if isinstance(field, AmountField):
        return amount(field.data or 0)
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(field.data, field.data))
