"""The budgets that the database holds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models import Budget

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOVEMBER = dt.date(2026, 11, 1)
Row = tuple[int | None, int | None, dt.date]


def limits(session: Session) -> list[Row]:
    statement = select(Budget.category_id, Budget.amount_cents, Budget.valid_from)
    return [(row[0], row[1], row[2]) for row in session.execute(statement.order_by(Budget.valid_from))]
