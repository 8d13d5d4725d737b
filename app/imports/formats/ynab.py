"""YNAB: the register of a budget on the web, alone or in the ZIP, and of YNAB 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.records import Kind
from app.imports.rows import Draft

if TYPE_CHECKING:
    from app.imports.files import Content, SourceFile
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker

_TRANSFER = "Transfer : "


class Ynab(PlainProgram):
    """Money out and money in have a column each."""

    source, title = "ynab", "YNAB"
    columns = frozenset({"account", "date", "payee", "category", "memo", "outflow", "inflow"})
    amount_columns = ("outflow", "inflow")
    category_columns = ("category group", "category")

    def content(self, file: SourceFile) -> Content:
        return file.find("*Register.csv") or file

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        is_inflow = not make.cents(record["outflow"] or "0")
        draft = Draft(
            record.line,
            record["date"],
            record["inflow" if is_inflow else "outflow"],
            merchant=record["payee"],
            note=record["memo"],
            category=self._category(make, record),
        )
        if record["payee"].startswith(_TRANSFER):
            return make.make(draft, Kind.TRANSFER)
        return make.make(draft, Kind.INCOME) if is_inflow else make.spent(draft)

    def _category(self, make: RowMaker, record: Record) -> str:
        return make.category(record["category group"], record["category"])


class Ynab4(Ynab):
    """The older program for desktops: its column `Category` has group and name in one."""

    columns = frozenset({"account", "date", "payee", "master category", "sub category", "memo", "outflow", "inflow"})
    category_columns = ("master category", "sub category")

    def _category(self, make: RowMaker, record: Record) -> str:
        return make.category(record["master category"], record["sub category"])
