"""Parts of URLs that are more than text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

from app.core.periods import FIRST_DATE, LAST_DATE, Month, NotAMonthError
from app.models.types import MAX_ID

if TYPE_CHECKING:
    from werkzeug.routing import Map


class RowIdConverter(IntegerConverter):
    """The number of a row; one that no database can hold leads nowhere."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ID)


class MonthConverter(BaseConverter):
    """A calendar month such as `2026-11`."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        """Return the month, or lead nowhere when there is none of this name."""
        try:
            return Month.parse(value)
        except NotAMonthError as error:
            raise ValidationError from error

    def to_url(self, value: Month) -> str:
        """Return the month's name in URLs."""
        return str(value)


class YearConverter(IntegerConverter):
    """A year of four digits."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, fixed_digits=4, min=FIRST_DATE.year, max=LAST_DATE.year)
