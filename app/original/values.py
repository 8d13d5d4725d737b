"""What the texts of the original mean here. Pure but for the money format of euros."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from app.core import money
from app.core.periods import FIRST_DATE, LAST_DATE
from app.core.text import strip_control_characters, tidy_line
from app.models.category import CATEGORY_NAME_MAX_LENGTH
from app.models.user import PERSON_NAME_MAX_LENGTH, USERNAME_MAX_LENGTH

if TYPE_CHECKING:
    from app.core.money import MoneyFormat
    from app.original.reading import Cell

_BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}")  # up to a second or two for a log-in
_REASONS = {
    money.OtherCurrencyError: "has a word or a sign other than the euro's",
    money.TooManyDecimalsError: "has more than two decimals",
    money.AmountTooLargeError: "is too large",
}
_PLACEHOLDER = "odaberi..."  # of the list of categories, which the original took for a category


class ValueRefusedError(Exception):
    """A value cannot be taken; the message says why."""

    kind = "value"

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"the {self.kind} {text[:40]!r} {reason}")


class AmountRefusedError(ValueRefusedError):
    """An amount cannot be taken."""

    kind = "amount"


class DayRefusedError(ValueRefusedError):
    """A day cannot be taken."""

    kind = "day"


def read_text(cell: Cell) -> str:
    """Return what a cell shows, in one line."""
    text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str("" if cell is None else cell)
    return tidy_line(strip_control_characters(text))


def read_username(cell: Cell) -> str:
    """Return a username, empty if nothing in it can be one."""
    return unicodedata.normalize("NFKC", read_text(cell))[:USERNAME_MAX_LENGTH].strip()


def read_person_name(cell: Cell) -> str:
    return read_text(cell)[:PERSON_NAME_MAX_LENGTH].strip() or "-"


def read_category_name(cell: Cell) -> str:
    """Return the name of a category, empty if there is none."""
    name = read_text(cell)[:CATEGORY_NAME_MAX_LENGTH].strip()
    return "" if name == _PLACEHOLDER else name


def read_password_hash(cell: Cell) -> str:
    """Return a bcrypt hash, empty if it is none, or one that takes minutes to compare."""
    text = read_text(cell)
    return text if _BCRYPT.fullmatch(text) else ""


def read_amount(cell: Cell, style: MoneyFormat) -> int:
    """Return cents; a negative amount is a refund.

    Raises:
        AmountRefusedError: it is not an amount, or zero.
    """
    text = read_text(cell)
    try:
        cents = money.parse_amount(text, style)
    except money.AmountError as error:
        raise AmountRefusedError(text, _REASONS.get(type(error), "cannot be read")) from error
    if cents == 0:
        raise AmountRefusedError(text, "is zero")
    return cents


def read_day(cell: Cell) -> dt.date:
    """Return a day.

    Raises:
        DayRefusedError: it is not a day, or far from today.
    """
    text = read_text(cell)
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise DayRefusedError(text, "cannot be read") from error
    if not FIRST_DATE <= day <= LAST_DATE:
        raise DayRefusedError(text, f"does not lie between {FIRST_DATE} and {LAST_DATE}")
    return day
