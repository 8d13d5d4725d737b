"""Readers that tests of imports use, with the marks of two real kinds of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.imports.records import Column, Facts, Role, Sign
from app.imports.rows import Draft, Record, RowMaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, Row


class AnyTable:
    """A table whose columns a person names; it guesses by their English names."""

    source = "table"
    title = "Table"
    guesses: ClassVar[dict[str, Role]] = {"date": Role.DATE, "amount": Role.AMOUNT, "payee": Role.MERCHANT}

    def recognizes(self, file: SourceFile) -> bool:
        return bool(file.names)

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        table, roles = file.table, self._roles(file, answers)
        samples = table.first_rows(3)
        columns = [
            Column(name, role, tuple(row[index] for row in samples))
            for index, (name, role) in enumerate(zip(table.header, roles, strict=True))
        ]
        return Facts(
            encoding=table.encoding, separator=table.separator, date_order="ymd", decimal_mark=".",
            sign=answers.sign or Sign.NEGATIVE, columns=tuple(columns),
        )  # fmt: skip

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        make = RowMaker(account, *([answers.date_order] if answers.date_order else []))
        names = [role.value or str(index) for index, role in enumerate(self._roles(file, answers))]
        for line, cells in file.table.rows():
            record = Record(line, names, cells)
            draft = Draft(line, record["date"], record["amount"], merchant=record["merchant"], note=record["note"])
            yield make.spent(draft) if answers.sign is Sign.POSITIVE else make.signed(draft)

    def _roles(self, file: SourceFile, answers: Answers) -> tuple[Role, ...]:
        return answers.roles or tuple(self.guesses.get(name, Role.NONE) for name in file.table.names)
