"""What a waiting receipt suggests for the form of its expense."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

from flask_babel import format_currency

from app.models.expense import MERCHANT_MAX_LENGTH, merchant_key
from app.models.receipt_reading import ReadingState
from app.reading.queries import suggest_for

if TYPE_CHECKING:
    import datetime as dt

    from app.expenses.forms import ExpenseForm
    from app.models import ReceiptReading, User
    from app.reading.suggestions import Source, SuggestedAmount, Suggestions

Value = TypeVar("Value")
_READ_DIGITS = 2  # amounts are read in hundredths
_BEING_READ = {ReadingState.WAITING, ReadingState.LATER, ReadingState.READING}


@dataclass(frozen=True)
class Choice(Generic[Value]):
    """A value for a field, and where it comes from.

    `points` are the corners of its words on the picture, for an SVG polygon where the picture is 1 wide and 1 high.
    """

    value: Value
    source: Source
    points: str = ""


@dataclass(frozen=True)
class Suggested:
    """The choices for each field, the likeliest first; amounts are in the minor unit of the account.

    `abroad` is the amount in words, where its currency is not that of the account.
    """

    amount: tuple[Choice[int], ...] = ()
    merchant: tuple[Choice[str], ...] = ()
    spent_on: tuple[Choice[dt.date], ...] = ()
    abroad: str = ""
    is_being_read: bool = False


def suggest_for_form(user: User, reading: ReceiptReading | None, today: dt.date, digits: int) -> Suggested:
    """Return what a receipt suggests; `digits` are those of the account's currency behind the decimal mark."""
    found = suggest_for(user, reading, today)
    is_own = found.currency in {None, user.currency}
    return Suggested(
        amount=_amount_choices(found, digits, has_places=not is_being_read(reading)) if is_own else (),
        merchant=tuple(Choice(item.name[:MERCHANT_MAX_LENGTH], item.source) for item in found.merchants),
        spent_on=(Choice(found.spent_on, found.day_source),) if found.spent_on and found.day_source else (),
        abroad="" if is_own else _write_abroad(found),
        is_being_read=is_being_read(reading),
    )


def is_being_read(reading: ReceiptReading | None) -> bool:
    """Tell whether the text of a receipt waits to be read, or is read right now."""
    return reading is not None and reading.state in _BEING_READ


def fill_in(form: ExpenseForm, suggested: Suggested) -> None:
    """Fill the likeliest values in, but where a link has filled the field; the category follows the merchant."""
    if suggested.amount and form.expense.amount_cents is None:
        form.amount.data = suggested.amount[0].value
    if suggested.spent_on and form.expense.spent_on is None:
        form.spent_on.data = suggested.spent_on[0].value
    if suggested.merchant and not form.expense.merchant:
        form.merchant.data = suggested.merchant[0].value
        if form.expense.category_id is None:
            form.category_id.data = usual_category_id(form)


def usual_category_id(form: ExpenseForm) -> int | None:
    """Return the category last used at the merchant of the form, None if there is none."""
    key = merchant_key(form.merchant.data or "")
    return next((item.category_id for item in form.merchants if key and merchant_key(item.name) == key), None)


def _amount_choices(found: Suggestions, digits: int, *, has_places: bool) -> tuple[Choice[int], ...]:
    """Return the amounts; their places are unknown while a rotated picture is read again."""
    return tuple(
        Choice(_to_minor_units(item.cents, digits), item.source, _points(item) if has_places else "")
        for item in found.amounts
    )


def _to_minor_units(hundredths: int, digits: int) -> int:
    """Return an amount in the minor unit of a currency; a yen has no parts, a dinar of Kuwait has a thousand."""
    if digits >= _READ_DIGITS:
        return int(hundredths * 10 ** (digits - _READ_DIGITS))
    return round(hundredths / 10 ** (_READ_DIGITS - digits))


def _points(item: SuggestedAmount) -> str:
    return " ".join(f"{x},{y}" for x, y in item.box)


def _write_abroad(found: Suggestions) -> str:
    """Return the amount to the cent, also where its currency has no coins: a Serbian receipt says 1.499,99."""
    if not found.amounts:
        return ""
    cents = found.amounts[0].cents
    return str(format_currency(Decimal(cents) / 100, found.currency, currency_digits=cents % 100 == 0))
