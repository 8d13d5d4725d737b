"""QIF, an old format of Quicken that GnuCash, KMyMoney, Money Manager EX and some banks still write.

A line is a letter and a value, and `^` ends a payment. It has no keys, no currency, and no order of dates.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from app.imports.amounts import guess_decimal_mark
from app.imports.dates import guess_date_orders
from app.imports.heads import head_of
from app.imports.records import MAX_ROWS, Facts, Kind, Question
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.rows import Draft, RowMaker, join_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, DateOrder, Row

_BEGIN = (b"!type:", b"!account", b"!option:", b"!clear:")
_PAYMENTS = {"!type:bank", "!type:ccard", "!type:cash", "!type:oth a", "!type:oth l"}
_PADDED_YEAR = re.compile(r"(?<=')\s(?=\d$)")  # 3/ 7' 6 is in 2006


@dataclass(slots=True)
class _Part:
    """A payment, or a part of one."""

    category: str = ""
    memo: str = ""
    amount: str = ""


@dataclass(slots=True)
class _Payment:
    line: int
    day: str = ""
    payee: str = ""
    whole: _Part = field(default_factory=_Part)
    parts: list[_Part] = field(default_factory=list)

    def take(self, letter: str, value: str) -> None:
        """Take a line; letters that mean nothing here are passed over."""
        if letter == "D":
            self.day = _PADDED_YEAR.sub("0", value)
        elif letter == "P":
            self.payee = value
        elif letter == "S":
            self.parts.append(_Part(value))
        elif letter in "E$" and self.parts:
            _fill(self.parts[-1], letter, value)
        else:
            _fill(self.whole, letter, value)

    @property
    def counted(self) -> list[_Part]:
        """The parts of a split payment, or the whole."""
        return [part for part in self.parts if part.amount] or [self.whole]


class Qif:
    """Amounts are negative for money out; a category in brackets is another account."""

    source, title = "qif", "QIF"

    def recognizes(self, file: SourceFile) -> bool:
        return head_of(file).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_BEGIN)

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        orders = _orders(_checked(file))
        return Facts(
            encoding=file.encoding,
            date_order=answers.date_order or orders[0],
            decimal_mark=answers.decimal_mark or _decimal_mark(file),
            questions=(Question("date_order", tuple(order.value for order in orders)),) if len(orders) > 1 else (),
        )

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        order = answers.date_order or _orders(_checked(file))[0]
        make = RowMaker(account, order, answers.decimal_mark or _decimal_mark(file), _twins(file))
        return chain.from_iterable(_convert(make, payment) for payment in _payments(file.text))


def _fill(part: _Part, letter: str, value: str) -> None:
    if letter == "L":
        part.category = value
    elif letter in "ME":
        part.memo = value
    elif letter in "T$" or (letter == "U" and not part.amount):
        part.amount = value


def _payments(text: str) -> Iterator[_Payment]:
    """Yield the payments of all accounts, without lists of categories, accounts and securities."""
    payment: _Payment | None = None
    is_inside = False
    for number, line in enumerate(text.split("\n"), 1):
        letter, value = line[:1], line[1:].strip()
        if letter == "!":
            is_inside = line.strip().lower() in _PAYMENTS
        elif letter == "^":
            if payment:
                yield payment
            payment = None
        elif is_inside and value:
            payment = payment or _Payment(number)
            payment.take(letter, value)
    if payment:
        yield payment


def _checked(file: SourceFile) -> SourceFile:
    """Return the file.

    Raises:
        RefusedFileError: as its text; NO_ROWS, TOO_MANY_ROWS.
    """
    count = sum(len(payment.counted) for payment in _payments(file.text))
    if not count:
        raise RefusedFileError(Refusal.NO_ROWS)
    if count > MAX_ROWS:
        raise RefusedFileError(Refusal.TOO_MANY_ROWS)
    return file


def _orders(file: SourceFile) -> tuple[DateOrder, ...]:
    return guess_date_orders(payment.day for payment in _payments(file.text))


def _decimal_mark(file: SourceFile) -> str:
    return guess_decimal_mark(part.amount for payment in _payments(file.text) for part in payment.counted) or "."


def _twins(file: SourceFile) -> frozenset[str]:
    """Return the names of categories that stand below several others."""
    pairs = {_split(part.category) for payment in _payments(file.text) for part in payment.counted}
    counts = Counter(name for _, name in pairs)
    return frozenset(name for name, count in counts.items() if count > 1)


def _split(category: str) -> tuple[str, str]:
    """Return what a category stands below, and its name: Food:Groceries; a class behind a slash is left out."""
    group, _, name = category.partition("/")[0].rpartition(":")
    return group.strip(), name.strip()


def _convert(make: RowMaker, payment: _Payment) -> Iterator[Row]:
    for part in payment.counted:
        is_transfer = part.category.startswith("[")
        draft = Draft(
            payment.line,
            payment.day,
            part.amount,
            merchant=payment.payee,
            note=join_note(part.memo, payment.whole.memo),
            category="" if is_transfer else make.category(*_split(part.category)),
        )
        yield make.make(draft, Kind.TRANSFER) if is_transfer else make.signed(draft)
