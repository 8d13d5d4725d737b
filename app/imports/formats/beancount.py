"""Beancount and Fava: ledgers in plain text.

A payment is a line with a day, a flag, a payee and a narration; below it stand its postings, each with an account and
an amount. One of them may lack the amount, which then is what the others leave.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from app.imports.heads import head_of
from app.imports.records import MAX_ROWS, Facts, Fault, Kind
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.rows import Draft, RowMaker, hashtags, join_note, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, Row

_DIRECTIVE = re.compile(
    rb'^(option "(title|operating_currency)"'
    rb'|\d{4}-\d\d-\d\d (open (assets|expenses|liabilities|income|equity):|([*!]|txn) "))',
    re.MULTILINE,
)
_MAX_LINE = 2000  # characters of a line that are read
_PAYMENT = re.compile(r"(?P<day>\d{4}[-/]\d\d[-/]\d\d)\s+(?:[*!]|txn)(?:\s+(?P<rest>.*))?")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TAG = re.compile(r"(?:^|\s)#([\w./-]+)")
_POSTING = re.compile(
    r"\s+(?:[*!]\s+)?(?P<account>[A-Z][\w-]*(?::[\w-]+)+)(?:\s+(?P<amount>[-+]?\s?[\d.,]+)\s+(?P<currency>[A-Z][\w.'-]*))?"
    r"\s*(?P<price>[{@].*)?"
)
_EXPENSES, _INCOME = "Expenses", "Income"


@dataclass(slots=True)
class _Posting:
    line: int
    account: str
    amount: str | int  # an empty text where it is left out
    currency: str
    has_price: bool

    @property
    def root(self) -> str:
        return self.account.partition(":")[0]


@dataclass(slots=True)
class _Payment:
    day: str
    payee: str
    note: str
    postings: list[_Posting] = field(default_factory=list)


class Beancount:
    """What is posted to accounts below Expenses is spent; their names are the categories."""

    source, title = "beancount", "Beancount / Fava"

    def recognizes(self, file: SourceFile) -> bool:
        return _DIRECTIVE.search(head_of(file)) is not None

    def describe(self, file: SourceFile, answers: Answers) -> Facts:  # noqa: ARG002 - a ledger leaves nothing open
        count = sum(len(payment.postings) for payment in _payments(file.text))
        if not count:
            raise RefusedFileError(Refusal.NO_ROWS)
        if count > 2 * MAX_ROWS:  # each row has another side
            raise RefusedFileError(Refusal.TOO_MANY_ROWS)
        return Facts(encoding=file.encoding)

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:  # noqa: ARG002
        make = RowMaker(account, twins=_twins(file.text))
        return chain.from_iterable(_rows(make, payment) for payment in _payments(file.text))


def _payments(text: str) -> Iterator[_Payment]:
    payment: _Payment | None = None
    for number, line in enumerate((line[:_MAX_LINE] for line in text.split("\n")), 1):
        if line[:1].isspace():
            posting = _POSTING.match(line) if payment else None
            if payment and posting:
                payment.postings.append(_posting(number, posting))
            continue
        if payment:
            yield payment
        match = _PAYMENT.match(line)
        payment = _payment(match["day"], match["rest"] or "") if match else None
    if payment:
        yield payment


def _payment(day: str, rest: str) -> _Payment:
    """Return the payment of a line: one text is the narration, of two the first is the payee."""
    texts = [text.replace('\\"', '"') for text in _TEXT.findall(rest)]
    tags = hashtags(_TAG.findall(_TEXT.sub("", rest)))
    payee, *narration = texts or [""]
    return _Payment(day, payee, join_note(*narration, tags))


def _posting(line: int, match: re.Match[str]) -> _Posting:
    amount = (match["amount"] or "").replace(",", "")
    return _Posting(line, match["account"], amount, match["currency"] or "", bool(match["price"]))


def _rows(make: RowMaker, payment: _Payment) -> Iterator[Row]:
    """Yield a row for each posting to expenses or income; a transfer where there is none."""
    _complete(make, payment.postings)
    found = [posting for posting in payment.postings if posting.root in {_EXPENSES, _INCOME}]
    kinds = {_EXPENSES: Kind.EXPENSE, _INCOME: Kind.INCOME}
    for posting in found or payment.postings[:1]:
        yield _row(make, payment, posting, kinds.get(posting.root, Kind.TRANSFER))


def _complete(make: RowMaker, postings: list[_Posting]) -> None:
    """Give the only posting without an amount what the others leave, if they have one currency and no prices."""
    empty = [posting for posting in postings if posting.amount == ""]
    others = [posting for posting in postings if posting.amount != ""]
    currencies = {posting.currency for posting in others}
    cents = [value for posting in others if isinstance(value := make.cents(posting.amount), int)]
    if len(empty) == len(currencies) == 1 and len(cents) == len(others) and not any(p.has_price for p in others):
        empty[0].amount, empty[0].currency = -sum(cents), currencies.pop()


def _row(make: RowMaker, payment: _Payment, posting: _Posting, kind: Kind) -> Row:
    if posting.amount == "":
        return unreadable(posting.line, Fault.NO_AMOUNT, posting.account)
    draft = Draft(
        posting.line,
        payment.day,
        posting.amount,
        currency=posting.currency,
        merchant=payment.payee,
        note=payment.note,
        category="" if kind is Kind.TRANSFER else make.category(*_category(posting.account)),
    )
    return make.make(draft, kind)


def _category(account: str) -> tuple[str, str]:
    """Return what the name of a category stands below, and the name: Expenses:Food:EatingOut."""
    group, _, name = account.partition(":")[2].rpartition(":")
    return group, name


def _twins(text: str) -> frozenset[str]:
    """Return the names of categories that stand below several others."""
    pairs = {_category(posting.account) for payment in _payments(text) for posting in payment.postings}
    counts = Counter(name for _, name in pairs)
    return frozenset(name for name, count in counts.items() if count > 1)
