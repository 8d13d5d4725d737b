"""Reading recurring payments: what can be one is chosen by the index, and only that is read and judged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.core.periods import Month
from app.core.statistics import average_cents
from app.database.engine import db
from app.expenses.filtering import ExpenseFilter, matching
from app.models import Category, Expense, RecurringDecision
from app.recurring.decisions import Decision, match_decisions
from app.recurring.detection import Payment, find_series
from app.recurring.rhythms import FEWEST_TIMES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Select

    from app.models import User
    from app.recurring.detection import Recurring

_MONTHS_READ = 37  # in three years a yearly payment comes three times, and a month for one that came late
_MOST_TIMES = 170  # 161 weeks and some: a merchant that is paid more often is a shop
_MAX_ROWS = 20_000  # the newest; more than anybody's bills, read in less than half a second


@dataclass(frozen=True)
class Listed:
    """A recurring payment, with the number of the decision about it if there is one."""

    payment: Recurring
    decision_id: int | None


@dataclass(frozen=True)
class Overview:
    """The recurring payments that were found, by what was decided, the most expensive first."""

    confirmed: tuple[Listed, ...]
    undecided: tuple[Listed, ...]
    dismissed: tuple[Listed, ...]

    @property
    def counted(self) -> tuple[Listed, ...]:
        """What counts in the sums: all but the dismissed ones."""
        return self.confirmed + self.undecided

    @property
    def found(self) -> tuple[Listed, ...]:
        """All of it, also what is dismissed."""
        return self.counted + self.dismissed

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found, also nothing that is dismissed."""
        return not self.found

    @property
    def yearly_cents(self) -> int:
        """What they cost in a year, in cents."""
        return sum(listed.payment.yearly_cents for listed in self.counted)

    @property
    def monthly_cents(self) -> int:
        """A twelfth of it, in cents."""
        return average_cents(self.yearly_cents, 12)


def get_overview(user: User, today: dt.date) -> Overview:
    """Find the user's recurring payments up to today, and what was decided about them."""
    decided = find_decided(user, _read_payments(user, today), today)
    groups: dict[bool | None, list[Listed]] = {True: [], None: [], False: []}
    for payment in sorted(decided, key=_dearest_first):
        decision = decided[payment]
        listed = Listed(payment, decision.decision_id if decision else None)
        groups[decision.is_confirmed if decision else None].append(listed)
    return Overview(tuple(groups[True]), tuple(groups[None]), tuple(groups[False]))


def find_decided(
    user: User, merchants: Iterable[tuple[str, Iterable[Payment]]], today: dt.date
) -> dict[Recurring, Decision | None]:
    """Return what recurs, and has not ended, among the payments by merchant, with what the user decided about each."""
    decisions = _read_decisions(user)
    decided: dict[Recurring, Decision | None] = {}
    for merchant_key, payments in merchants:
        series = find_series(merchant_key, payments)
        decided |= match_decisions(decisions.get(merchant_key, ()), series, today)
    return decided


def first_day_read(today: dt.date) -> dt.date:
    """Return the day from which on expenses are looked at."""
    return Month.containing(today).shifted(-_MONTHS_READ).begin


def get_decision(user: User, decision_id: int) -> RecurringDecision | None:
    """Return the user's own decision, or none."""
    own = (RecurringDecision.user_id == user.id, RecurringDecision.id == decision_id)
    return db.session.scalar(select(RecurringDecision).where(*own))


def _read_decisions(user: User) -> dict[str, list[Decision]]:
    """Return the user's decisions by the key of their merchant."""
    found: dict[str, list[Decision]] = {}
    for row in db.session.scalars(select(RecurringDecision).where(RecurringDecision.user_id == user.id)):
        decision = Decision(row.id, row.is_confirmed, row.rhythm, row.amount_cents, row.created_at.date())
        found.setdefault(row.merchant_key, []).append(decision)
    return found


def _dearest_first(payment: Recurring) -> tuple[int, str]:
    return -payment.yearly_cents, payment.merchant_key


def _read_payments(user: User, today: dt.date) -> Iterator[tuple[str, list[Payment]]]:
    """Yield the key of each merchant that may be recurring with its newest payments."""
    wanted = ExpenseFilter(begin=first_day_read(today), last=today)
    statement = (
        select(
            Expense.merchant_key,
            Expense.spent_on,
            Expense.amount_cents,
            Expense.merchant,
            Category.name,
            Category.color,
        )
        .join(Category, (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id))
        .where(*matching(user, wanted), Expense.merchant_key.in_(_candidates(user, wanted)))
        .order_by(Expense.spent_on.desc(), Expense.id.desc())
        .limit(_MAX_ROWS)
    )
    rows = db.session.execute(statement).all()
    if len(rows) == _MAX_ROWS:  # the oldest day may be cut: without it, a list of days shows what was read
        rows = [row for row in rows if row.spent_on > rows[-1].spent_on]
    for merchant_key, own in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)):
        yield merchant_key, [Payment(row[1], row[2], row[3], row[4], row[5]) for row in own]


def _candidates(user: User, wanted: ExpenseFilter) -> Select[str]:
    """Return the merchants that were paid neither too seldom nor too often, chosen by their own index alone.

    The days are counted, not searched: a condition on them would lead to the index by day, and to sorting.
    """
    is_counted = Expense.spent_on.between(wanted.begin, wanted.last) & (Expense.amount_cents > 0)
    return (
        select(Expense.merchant_key)
        .where(*matching(user, ExpenseFilter()), Expense.merchant_key > "")
        .group_by(Expense.merchant_key)
        .having(func.count().filter(is_counted).between(FEWEST_TIMES, _MOST_TIMES))
    )
