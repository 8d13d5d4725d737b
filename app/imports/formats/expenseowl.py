"""ExpenseOwl: its CSV, and `expenses.json` of its data folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats.programs import Program
from app.imports.records import MAX_ROWS, Facts, Fault, Kind, Question, Sign
from app.imports.rows import Draft, RowMaker, hashtags, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.imports.files import Content, SourceFile
    from app.imports.records import Account, Answers, Row
    from app.imports.rows import Record
    from app.imports.tables import Table

_SOURCE, _TITLE = "expenseowl", "ExpenseOwl"
_SIGN_QUESTION = Question("sign", (Sign.POSITIVE.value, Sign.NEGATIVE.value))
_KEYS = ("name", "category", "amount", "date")
_HEAD = 2000  # characters in which a file in JSON shows its keys


class ExpenseOwl(Program):
    """The CSV. Since version 4 expenses are negative; before they were positive, and only a category told income."""

    source, title = _SOURCE, _TITLE
    columns = frozenset({"id", "name", "category", "amount", "date"})

    def sign(self, table: Table, answers: Answers) -> str:
        return answers.sign or (Sign.NEGATIVE if _has_negative(table) else Sign.POSITIVE)

    def questions(self, table: Table) -> tuple[Question, ...]:
        return () if _has_negative(table) else (_SIGN_QUESTION,)

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:
        is_negative = self.sign(table, answers) == Sign.NEGATIVE
        return lambda record: _convert(make, _draft(record), is_negative=is_negative)


class ExpenseOwlFolder:
    """`expenses.json` of the data folder, alone or in a ZIP of the folder."""

    source, title = _SOURCE, _TITLE

    def recognizes(self, file: SourceFile) -> bool:
        try:
            head = _json(file).text[:_HEAD]
        except RefusedFileError:
            return False
        return head.lstrip().startswith("[") and all(
            f'"{key}"' in head for key in ("name", "category", "amount", "date")
        )

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        entries = _entries(file)
        questions = () if _is_negative(entries) else (_SIGN_QUESTION,)
        sign = answers.sign or (Sign.NEGATIVE if _is_negative(entries) else Sign.POSITIVE)
        return Facts(encoding=_json(file).encoding, sign=sign, questions=questions)

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        entries, make = _entries(file), RowMaker(account)
        is_negative = (answers.sign == Sign.NEGATIVE) if answers.sign else _is_negative(entries)
        for number, entry in enumerate(entries, 1):
            if isinstance(entry, dict):
                yield _convert(make, _entry_draft(number, entry), is_negative=is_negative)
            else:
                yield unreadable(number, Fault.BAD_ROW, "")


def _convert(make: RowMaker, draft: Draft, *, is_negative: bool) -> Row:
    if is_negative:
        return make.signed(draft)
    return make.make(draft, Kind.INCOME) if draft.category == "Income" else make.spent(draft)


def _draft(record: Record) -> Draft:
    return Draft(
        record.line,
        record["date"],
        record["amount"],
        currency=record["currency"],
        merchant=record["name"],
        note=hashtags(record["tags"].split(",")),
        category=record["category"],
        external_id=record["id"],
    )


def _has_negative(table: Table) -> bool:
    return any("-" in cell for cell in table.column(table.names.index("amount")))


def _json(file: SourceFile) -> Content:
    return file.find("expenses.json") or file


def _entries(file: SourceFile) -> list[Any]:
    """Return what the array holds.

    Raises:
        RefusedFileError: DAMAGED, TOO_MANY_ROWS.
    """
    try:
        entries = json.loads(_json(file).text)
    except (ValueError, RecursionError) as error:
        raise RefusedFileError(Refusal.DAMAGED) from error
    if len(entries) > MAX_ROWS:
        raise RefusedFileError(Refusal.TOO_MANY_ROWS)
    return entries


def _is_negative(entries: list[Any]) -> bool:
    return any(_text(entry, "amount").startswith("-") for entry in entries if isinstance(entry, dict))


def _entry_draft(number: int, entry: dict[str, Any]) -> Draft:
    tags = entry.get("tags")
    return Draft(
        number,
        _text(entry, "date"),
        _text(entry, "amount"),
        currency=_text(entry, "currency"),
        merchant=_text(entry, "name"),
        note=hashtags(map(str, tags)) if isinstance(tags, list) else "",
        category=_text(entry, "category"),
        external_id=_text(entry, "id"),
    )


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return str(value) if isinstance(value, str | int | float) else ""
