"""Deciding about recurring payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.extensions import db
from app.models import RecurringDecision

if TYPE_CHECKING:
    from app.models import User
    from app.recurring.detection import Recurring


def decide(user: User, payment: Recurring, *, is_confirmed: bool) -> RecurringDecision:
    """Confirm or dismiss what the merchant gets in the rhythm, whatever was decided before."""
    own = (
        RecurringDecision.user_id == user.id,
        RecurringDecision.merchant_key == payment.merchant_key,
        RecurringDecision.rhythm == payment.rhythm.value,
    )
    decision = db.session.scalar(select(RecurringDecision).where(*own)) or RecurringDecision(
        user_id=user.id, merchant_key=payment.merchant_key, rhythm=payment.rhythm.value
    )
    decision.is_confirmed = is_confirmed
    db.session.add(decision)
    db.session.flush()  # the number of a new decision is part of the way back
    return decision


def withdraw(decision: RecurringDecision) -> None:
    """Take a decision back: the payment is again one that was found."""
    db.session.delete(decision)
