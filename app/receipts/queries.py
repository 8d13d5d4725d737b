"""Reading receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.extensions import db
from app.models import Receipt

if TYPE_CHECKING:
    from app.models import User


def get_receipt(user: User, receipt_id: int) -> Receipt | None:
    """Return the user's own receipt, or none."""
    return db.session.scalar(select(Receipt).where(Receipt.user_id == user.id, Receipt.id == receipt_id))
