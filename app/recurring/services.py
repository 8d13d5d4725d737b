"""Decisions about recurring payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.database.engine import db
from app.models import RecurringDecision

if TYPE_CHECKING:
    from app.models import User
    from app.recurring.detection import Recurring
    from app.recurring.queries import Listed


def decide(user: User, listed: Listed, *, is_confirmed: bool) -> RecurringDecision:
    """Confirm or dismiss a recurring payment, replacing an earlier decision."""
    decision = _find_decision(user, listed) or _new_decision(user, listed.payment)
    decision.is_confirmed = is_confirmed
    db.session.add(decision)
    db.session.flush()  # the URL of Undo has the id of a new decision
    return decision


def withdraw(decision: RecurringDecision) -> None:
    """Delete a decision, so that the payment is undecided again."""
    db.session.delete(decision)


def _find_decision(user: User, listed: Listed) -> RecurringDecision | None:
    """Return the decision about the payment, or one with the same unique key."""
    payment, decision = listed.payment, RecurringDecision
    named = (decision.merchant_key == payment.merchant_key, decision.rhythm == payment.rhythm.value)
    is_same = and_(*named, decision.amount_cents == payment.usual_cents)
    wanted = decision.id == listed.decision_id if listed.decision_id else is_same
    return db.session.scalar(select(decision).where(decision.user_id == user.id, wanted))


def _new_decision(user: User, payment: Recurring) -> RecurringDecision:
    return RecurringDecision(
        user_id=user.id,
        merchant_key=payment.merchant_key,
        rhythm=payment.rhythm.value,
        amount_cents=payment.usual_cents,
    )
