"""What is said after an expense was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from app.web.formatting import amount

if TYPE_CHECKING:
    import datetime as dt

    from app.expenses.twins import Twin
    from app.models import Expense


def named(expense: Expense) -> dict[str, str]:
    """Return the amount and the category of an expense, for a message."""
    return {"amount": amount(expense.amount_cents), "category": expense.category.name}


def back_from_trash() -> str:
    return gettext("It had been deleted, and is back from the trash.")


def twin_question(expense: Expense, twin: Twin, now: dt.datetime) -> str:
    """Return the question whether an expense and the one that was added before it shall both stay."""
    return gettext(
        "You added %(amount)s in %(category)s %(moment)s. Keep both?",
        amount=amount(expense.amount_cents),
        category=twin.category_name,
        moment=_moment(now - twin.created_at),
    )


def _moment(ago: dt.timedelta) -> str:
    """Return `a minute ago`, also for less."""
    minutes = round(ago.total_seconds() / 60)
    if minutes <= 1:
        return gettext("a minute ago")
    return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)
