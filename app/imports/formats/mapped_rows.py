"""From the cells of a table whose columns have roles to rows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.imports.amounts import currency_in
from app.imports.formats.fees import without_fee
from app.imports.records import Fault, Role, Sign
from app.imports.rows import Draft, join_note, unreadable

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import RowMaker

_NUMBER = "0123456789.,+- \N{NO-BREAK SPACE}\N{MINUS SIGN}"


@dataclass(frozen=True)
class Reading:
    """How rows are read: the numbers of the columns that have each role, and what all rows have in common.

    `currency` is that of the amounts, where a column's name says it. Where ids are not unique, day and amount are part
    of the key.
    """

    columns: dict[Role, tuple[int, ...]]
    sign: Sign
    currency: str
    has_unique_ids: bool
    debits_are_negative: bool


def convert(make: RowMaker, reading: Reading, line: int, cells: list[str]) -> Row:
    """Return the row, or what is wrong with it: BAD_ROW with money both out and in."""
    found = {role: [cells[index].strip() for index in indexes] for role, indexes in reading.columns.items()}
    amount = _amount(make, reading, found)
    if amount is None:
        return unreadable(line, Fault.BAD_ROW, " ".join(cells))
    day = _first(found, Role.DATE) or _first(found, Role.VALUE_DATE)
    merchants, notes = found.get(Role.MERCHANT, []), found.get(Role.NOTE, [])
    merchant, *texts = [*filter(None, (*merchants[:1], *notes, *merchants[1:])), ""]
    draft = Draft(
        line,
        day,
        amount,
        currency=_currency(make, reading, found),
        merchant=merchant,
        note=join_note(*texts),
        category=_first(found, Role.CATEGORY),
        external_id=_key(reading, _first(found, Role.ID), day, amount),
    )
    return make.signed(draft)


def is_negative(amount: str) -> bool:
    """Tell whether an amount has a minus on either side, or brackets."""
    plain = amount.strip().replace("\N{MINUS SIGN}", "-")
    return plain.startswith(("-", "(")) or plain.endswith("-")


def _first(found: dict[Role, list[str]], role: Role) -> str:
    return next(filter(None, found.get(role, ())), "")


def _amount(make: RowMaker, reading: Reading, found: dict[Role, list[str]]) -> str | int | None:
    """Return what the row changes, negative for money out with its fee; None if both money out and in are there."""
    amount, debit, credit = (_first(found, role) for role in (Role.AMOUNT, Role.DEBIT, Role.CREDIT))
    if amount:
        change = _opposite(make, amount) if reading.sign is Sign.POSITIVE else amount
    elif debit and make.cents(debit):
        if credit and make.cents(credit):
            return None
        change = debit if reading.debits_are_negative else _opposite(make, debit)
    else:
        return _absolute(make, credit or debit)
    return _with_fee(make, change, _first(found, Role.FEE))


def _opposite(make: RowMaker, amount: str) -> str | int:
    """Return the amount with the other sign; as it stands if it cannot be read."""
    cents = make.cents(amount)
    return amount if isinstance(cents, Fault) else -cents


def _absolute(make: RowMaker, amount: str) -> str | int:
    cents = make.cents(amount)
    return amount if isinstance(cents, Fault) else abs(cents)


def _with_fee(make: RowMaker, change: str | int, fee: str) -> str | int:
    """Return money out with its fee, whatever the sign of that."""
    cents = make.cents(change)
    if not fee or isinstance(cents, Fault) or cents >= 0:
        return change
    return without_fee(make, cents, fee.lstrip("-"))


def _currency(make: RowMaker, reading: Reading, found: dict[Role, list[str]]) -> str:
    """Return the currency that the row names, in a column of its own or beside its amount; dollars may be one's own."""
    named = _first(found, Role.CURRENCY)
    if named:
        return currency_in(named) or named
    amount = next((cell for role in (Role.AMOUNT, Role.DEBIT, Role.CREDIT) if (cell := _first(found, role))), "")
    if not amount.strip(_NUMBER):
        return reading.currency
    return "" if "$" in amount and make.currency.endswith("D") else currency_in(amount) or reading.currency


def _key(reading: Reading, key: str, day: str, amount: str | int) -> str:
    return key if reading.has_unique_ids or not key else f"{key}:{day}:{amount}"
