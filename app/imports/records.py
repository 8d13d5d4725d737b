"""What a file holds, in words that do not depend on who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.recurring.rhythms import Rhythm

MAX_ROWS = 100_000


class Kind(StrEnum):
    """What a row is: only expenses are saved by themselves."""

    EXPENSE = "expense"
    INCOME = "income"  # money in; a person may take it as a refund
    TRANSFER = "transfer"  # between the person's own accounts
    PENDING = "pending"  # not booked yet, or taken back: it comes again
    RECURRING = "recurring"  # no payment, but the promise of some: a subscription


class Fault(StrEnum):
    """Why a row cannot be read."""

    NO_DATE = "no_date"
    BAD_DATE = "bad_date"
    DAY_OUT_OF_RANGE = "day_out_of_range"
    NO_AMOUNT = "no_amount"
    BAD_AMOUNT = "bad_amount"
    ZERO_AMOUNT = "zero_amount"
    AMOUNT_TOO_LARGE = "amount_too_large"
    OTHER_CURRENCY = "other_currency"
    BAD_ROW = "bad_row"
    BAD_BALANCE = "bad_balance"  # the amount does not lead from the balance before to the one after
    OTHER_RHYTHM = "other_rhythm"  # something recurs more seldom or more often than what is known here


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """A row as it would be saved.

    `line` counts the lines or records of the file from 1. `amount_cents` is positive for money spent and negative for a
    refund; for income and transfers it is positive. `currency` is an ISO 4217 code, or empty where the file names none.
    `external_id` is the key that the source gave the row, or empty. `receipts` are paths of pictures inside the file.
    `rhythm` stands with what recurs; its `spent_on` is then the next payment.
    """

    line: int
    spent_on: dt.date
    amount_cents: int
    kind: Kind = Kind.EXPENSE
    currency: str = ""
    merchant: str = ""
    note: str = ""
    category: str = ""
    external_id: str = ""
    receipts: tuple[str, ...] = ()
    rhythm: Rhythm | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be saved: its line, why, and the text at fault, shortened."""

    line: int
    fault: Fault
    text: str = ""


Row = ForeignRow | Unreadable


class Role(StrEnum):
    """What a column means."""

    NONE = ""
    DATE = "date"
    VALUE_DATE = "value_date"  # taken where the date is empty
    AMOUNT = "amount"
    DEBIT = "debit"
    CREDIT = "credit"
    CURRENCY = "currency"
    FEE = "fee"
    MERCHANT = "merchant"
    NOTE = "note"
    CATEGORY = "category"
    ID = "id"


class Sign(StrEnum):
    """Which amounts are money spent."""

    NEGATIVE = "negative"
    POSITIVE = "positive"


class DateOrder(StrEnum):
    """The order of day, month and year."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True)
class Answers:
    """What a person said about a file, or what was guessed and nobody changed; empty is "as guessed".

    `roles` has one role for each column. `person` is the member of a shared account whose share counts, and with
    `whole_bill` the whole amounts count.
    """

    date_order: DateOrder | None = None
    decimal_mark: str = ""
    sign: Sign | None = None
    roles: tuple[Role, ...] = ()
    person: str = ""
    whole_bill: bool = False


@dataclass(frozen=True)
class Account:
    """What readers have to know of the account: ISO 4217 code, decimals of the currency, and the IANA time zone."""

    currency: str
    digits: int
    timezone: str


@dataclass(frozen=True)
class Question:
    """What the file does not say: the name of a field of Answers, and its possible answers, the best first.

    Those of `whole_bill` are yes and no.
    """

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column that a person may give another role: its name in the file, its role so far, and some of its cells."""

    name: str
    role: Role
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What was recognized, to be shown: all empty where it means nothing for the format.

    `columns` are there where nothing but a table was recognized, one for each column of the file; their roles are those
    of the answers, or guessed.
    """

    encoding: str = ""
    separator: str = ""
    date_order: str = ""
    decimal_mark: str = ""
    sign: str = ""
    questions: tuple[Question, ...] = ()
    columns: tuple[Column, ...] = ()


class Format(Protocol):
    """A reader. `source` is its key, in keys of rows and in the database; `title` the name that people know."""

    source: str
    title: str

    def recognizes(self, file: SourceFile) -> bool:
        """Tell whether the file has the marks of this format; cheap, and never an error."""

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        """Return what was recognized, and what has to be asked."""

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        """Yield every row, in the file's order. No content of a file is an error beyond an Unreadable row."""
