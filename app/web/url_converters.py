"""Converters for parts of URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

from app.core.periods import FIRST_DATE, LAST_DATE, Month, NotAMonthError
from app.models.types import MAX_ID

if TYPE_CHECKING:
    from werkzeug.routing import Map


class RowIdConverter(IntegerConverter):
    """The number of a row; 404 if it does not fit 64 bits."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ID)


class MonthConverter(BaseConverter):
    """A calendar month such as `2026-11`."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        """Return the month; 404 if there is none."""
        try:
            return Month.parse(value)
        except NotAMonthError as error:
            raise ValidationError from error

    def to_url(self, value: Month) -> str:
        return str(value)


class YearConverter(IntegerConverter):
    """A year of four digits."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, fixed_digits=4, min=FIRST_DATE.year, max=LAST_DATE.year)
