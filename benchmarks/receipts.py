"""Receipts with text, one for each expense of a person."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, MetaData, insert, select

from benchmarks.data import COLLECTOR, Row

WORD_OF_RECEIPTS = "marelica"  # in one of 1,000 texts, and in nothing that people typed
_GOODS = (
    "kruh",
    "mlijeko",
    "sir",
    "maslac",
    "jogurt",
    "jaja",
    "riba",
    "meso",
    "voda",
    "kava",
    "secer",
    "sol",
    "ulje",
    "luk",
)
_LINES = 25  # of a text: some 500 characters
_ONE_OF = 1_000
_ROWS_AT_ONCE = 5_000
_NO_FILE = {"original_name": "photo.jpg", "media_type": "image/jpeg", "byte_size": 300_000, "sha256": "0" * 64}
_PICTURE = {"width": 1_500, "height": 2_000, "page_count": 1, "position": 0, "sent_sha256": ""}


def fill_receipts(connection: Connection) -> None:
    """Give each expense of the collector a receipt whose text was read; there are no files."""
    tables = MetaData()
    tables.reflect(connection, resolve_fks=False)
    user, expense = tables.tables["user"], tables.tables["expense"]
    owned = select(expense.c.id, expense.c.user_id).join_from(expense, user, user.c.id == expense.c.user_id)
    rows = _list_receipts(connection.execute(owned.where(user.c.username == COLLECTOR).order_by(expense.c.id)).all())
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        for place, name in enumerate(("receipt", "receipt_reading")):
            connection.execute(insert(tables.tables[name]), [pair[place] for pair in some])
    connection.commit()


def _list_receipts(expenses: Sequence[tuple[int, int]]) -> Iterator[tuple[Row, Row]]:
    """Yield a row of each table."""
    rng = random.Random(len(expenses))
    for number, (expense_id, user_id) in enumerate(expenses, start=1):
        common: Row = {"user_id": user_id, "created_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
        receipt: Row = {"id": number, "expense_id": expense_id, "storage_key": f"{number}.jpg", **_NO_FILE, **_PICTURE}
        text = _write_text(rng)
        reading: Row = {"receipt_id": number, "state": "read", "attempts": 0, "text": text, "search_text": text}
        yield {**common, **receipt}, {**common, **reading}


def _write_text(rng: random.Random) -> str:
    lines = [f"{rng.choice(_GOODS)} {rng.choice(_GOODS)} {rng.randint(100, 9_999) / 100:.2f}" for _ in range(_LINES)]
    if rng.randrange(_ONE_OF) == 0:
        lines.append(WORD_OF_RECEIPTS)
    return "\n".join([*lines, "ukupno eur"])
