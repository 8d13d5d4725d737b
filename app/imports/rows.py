"""From the texts of a foreign row to the row as it would be saved. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from app.core.text import strip_control_characters, tidy_line, tidy_lines
from app.imports.amounts import amount_parser
from app.imports.dates import date_parser
from app.imports.records import DateOrder, Fault, ForeignRow, Kind, Unreadable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from app.imports.records import Account, Row

# As the columns of the models; a test compares them.
MERCHANT_LENGTH, NOTE_LENGTH, CATEGORY_LENGTH = 100, 2000, 50
_SHOWN_LENGTH = 60  # characters of a text at fault
_CACHE = 16_384  # texts
_NO_CURRENCY = "XXX"  # by ISO 4217
_FORMULA = frozenset("=+-@\t\n\r")


@dataclass(slots=True)
class Draft:
    """What a row says, as it stands there.

    A `day` may have been read already; an `amount` that is a number is in minor units.
    """

    line: int
    day: str | dt.date
    amount: str | int
    currency: str = ""
    merchant: str = ""
    note: str = ""
    category: str = ""
    external_id: str = ""
    receipts: tuple[str, ...] = ()


class Record(dict[str, str]):
    """The cells of a row by the names of their columns; a column that is not there is empty."""

    __slots__ = ("line",)

    def __init__(self, line: int, names: Iterable[str], cells: Iterable[str]) -> None:
        super().__init__(zip(names, cells, strict=False))
        self.line = line

    def __missing__(self, name: str) -> str:
        return ""


class RowMaker:
    """Makes the rows of one file: it knows the account, the order of dates, and the decimal mark.

    `twins` are names of categories that stand below several others, such as Insurance below Car and Home.
    """

    def __init__(
        self,
        account: Account,
        order: DateOrder = DateOrder.YMD,
        decimal_mark: str = ".",
        twins: frozenset[str] = frozenset(),
    ) -> None:
        self.currency = account.currency
        self._twins = twins
        self._parse_date = date_parser(order, account.timezone)
        self._parse_amount = amount_parser(decimal_mark, account.digits)
        self._tidy = lru_cache(_CACHE)(_tidy)  # merchants and categories come again and again

    def spent(self, draft: Draft) -> Row:
        """Return an expense, or a refund where the amount is negative."""
        return self.make(draft, Kind.EXPENSE)

    def signed(self, draft: Draft) -> Row:
        """Return an expense where the amount is negative, else money in."""
        cents = self.cents(draft.amount)
        if isinstance(cents, int) and cents < 0:
            return self._checked(draft, Kind.EXPENSE, -cents)
        return self._checked(draft, Kind.INCOME, cents)

    def category(self, group: str, name: str) -> str:
        """Return the name of a category below a group, with the group where the name alone would be ambiguous."""
        return f"{group}: {name}" if name in self._twins and group else name or group

    def cents(self, amount: str | int) -> int | Fault:
        return self._parse_amount(amount) if isinstance(amount, str) else amount

    def make(self, draft: Draft, kind: Kind) -> Row:
        """Return the row, or what is wrong with it."""
        return self._checked(draft, kind, self.cents(draft.amount))

    def _checked(self, draft: Draft, kind: Kind, cents: int | Fault) -> Row:
        currency = draft.currency.strip().upper().replace(_NO_CURRENCY, "")
        day = self._parse_date(draft.day) if isinstance(draft.day, str) else draft.day
        if currency and currency != self.currency:
            return unreadable(draft.line, Fault.OTHER_CURRENCY, f"{draft.amount} {currency}")
        if isinstance(day, Fault):
            return unreadable(draft.line, day, str(draft.day))
        if isinstance(cents, Fault) or not cents:
            return unreadable(draft.line, cents or Fault.ZERO_AMOUNT, str(draft.amount))
        return self._row(draft, kind, day, cents if kind is Kind.EXPENSE else abs(cents), currency)

    def _row(self, draft: Draft, kind: Kind, day: dt.date, cents: int, currency: str) -> ForeignRow:
        merchant, note = self._tidy(draft.merchant), _tidy_note(draft.note)
        if len(merchant) > MERCHANT_LENGTH:  # the note keeps the whole of it
            merchant, note = merchant[:MERCHANT_LENGTH].rstrip(), join_note(merchant, note)
        note = note[:NOTE_LENGTH].rstrip()
        category = self._tidy(draft.category)[:CATEGORY_LENGTH].rstrip()
        key = strip_control_characters(draft.external_id).strip()
        return ForeignRow(draft.line, day, cents, kind, currency, merchant, note, category, key, draft.receipts)


def unreadable(line: int, fault: Fault, text: str) -> Unreadable:
    return Unreadable(line, fault, _tidy(text)[:_SHOWN_LENGTH])


def join_note(*parts: str) -> str:
    """Return the parts on lines of their own, without those that are empty or come twice."""
    return "\n".join(dict.fromkeys(part for part in map(str.strip, parts) if part))


def from_units(units: int, digits: int) -> str:
    """Return an amount in units of 10^-digits as a text with a point."""
    return format(Decimal(units).scaleb(-digits), "f")


def plain(text: str) -> str:
    """Return a text without the apostrophe that keeps spreadsheets from running it as a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text


def hashtags(tags: Iterable[str]) -> str:
    """Return the tags as one line of a note: #weekly #eating-out."""
    return " ".join("#" + "-".join(tag.split()) for tag in tags if tag.strip())


def _tidy(text: str) -> str:
    """Return the text on one line, without what cannot be stored."""
    return tidy_line(strip_control_characters(text))


def _tidy_note(text: str) -> str:
    return tidy_lines("\n".join(map(strip_control_characters, text.splitlines()))) if text else ""
