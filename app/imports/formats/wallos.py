"""Wallos: the CSV of its subscriptions. It has no payments, so its rows are what recurs, and no expenses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.imports.amounts import currency_in
from app.imports.formats.programs import PlainProgram
from app.imports.records import Fault, Kind, Unreadable
from app.imports.rows import Draft, unreadable
from app.recurring.rhythms import Rhythm

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker

_EVERY = re.compile(r"Every (?P<count>\d{1,3}) (?P<unit>Days|Weeks|Months|Years)")
_NAMED = {"Daily": "Every 1 Days", "Weekly": "Every 1 Weeks", "Monthly": "Every 1 Months", "Yearly": "Every 1 Years"}
_RHYTHMS = {
    ("Days", 7): Rhythm.WEEKLY,
    ("Days", 14): Rhythm.TWO_WEEKLY,
    ("Days", 28): Rhythm.FOUR_WEEKLY,
    ("Weeks", 1): Rhythm.WEEKLY,
    ("Weeks", 2): Rhythm.TWO_WEEKLY,
    ("Weeks", 4): Rhythm.FOUR_WEEKLY,
    ("Months", 1): Rhythm.MONTHLY,
    ("Months", 3): Rhythm.QUARTERLY,
    ("Months", 6): Rhythm.HALF_YEARLY,
    ("Months", 12): Rhythm.YEARLY,
    ("Years", 1): Rhythm.YEARLY,
}
_DOLLAR = "$"  # of twenty countries


class Wallos(PlainProgram):
    """Subscriptions that are not disabled."""

    source, title = "wallos", "Wallos"
    columns = frozenset({"name", "payment cycle", "next payment", "category", "price"})
    date_columns = ("next payment",)
    amount_columns = ("price",)

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        if record["active"] == "No" or record["state"] == "Disabled":
            return None
        price = record["price"]
        draft = Draft(
            record.line,
            record["next payment"],
            price,
            currency="" if _DOLLAR in price else currency_in(price),
            merchant=record["name"],
            note=record["notes"],
            category=record["category"],
        )
        row, cycle = make.make(draft, Kind.RECURRING), record["payment cycle"]
        if isinstance(row, Unreadable):
            return row
        rhythm = _rhythm(cycle)
        return replace(row, rhythm=rhythm) if rhythm else unreadable(row.line, Fault.OTHER_RHYTHM, cycle)


def _rhythm(cycle: str) -> Rhythm | None:
    match = _EVERY.fullmatch(_NAMED.get(cycle, cycle))
    return _RHYTHMS.get((match["unit"], int(match["count"]))) if match else None
