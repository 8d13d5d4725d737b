"""Reading recurring payments: the index selects merchants that may recur, and only their payments are read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, exists, func, null, or_, select

from app.core.periods import DateRange, Month
from app.core.statistics import LARGER_PARTS, LEAST_CENTS, SMALLER_PARTS, average_cents
from app.database.engine import db
from app.expenses.filtering import IS_OWN_IN_DAYS, parameters_of
from app.expenses.merchants import MERCHANTS, figure_of_merchant
from app.models import Category, Expense, RecurringDecision
from app.recurring.decisions import Decision, match_decisions
from app.recurring.detection import Payment, find_series
from app.recurring.fixed_costs import FixedCosts
from app.recurring.rhythms import FEWEST_TIMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Row

    from app.models import User
    from app.recurring.detection import Recurring

_MONTHS_READ = 37  # three years for three yearly payments, and a month for a late one
_MOST_TIMES = 170  # 161 weeks and a bit: a merchant paid more often is a shop
_MOST_TIMES_IN_MONTHS = 40  # 31 weeks and a bit, of seven months
_MAX_ROWS = 10_000  # the newest; more than anybody's bills


# The merchants that were paid neither too seldom nor too often.
_CANDIDATES = select(MERCHANTS.c.key).where(
    figure_of_merchant(func.count(), IS_OWN_IN_DAYS, Expense.amount_cents > 0).between(FEWEST_TIMES, _MOST_TIMES)
)
_COUNT = select(func.count()).where(IS_OWN_IN_DAYS)
# Covered by the index by merchant. Many rows are read by the connection: the session takes a fifth longer for 10,000.
_PAYMENTS = select(Expense.merchant_key, Expense.spent_on, Expense.amount_cents, Expense.id).where(
    IS_OWN_IN_DAYS, Expense.merchant_key.in_(_CANDIDATES)
)
# Ordered by the plain column, SQLite would use the index by day and look up every expense of these years.
_NEWEST_PAYMENTS = _PAYMENTS.order_by(func.coalesce(Expense.spent_on, null()).desc()).limit(_MAX_ROWS)
# The same of a few months, by merchant.
_IS_PAID = and_(IS_OWN_IN_DAYS, Expense.amount_cents >= LEAST_CENTS)
_CANDIDATES_OF_MONTHS = select(MERCHANTS.c.key).where(
    figure_of_merchant(func.count(), _IS_PAID).between(FEWEST_TIMES, _MOST_TIMES_IN_MONTHS)
)
PAYMENTS_OF_MONTHS = (
    select(Expense.merchant_key, Expense.spent_on, Expense.amount_cents, Expense.id)
    .where(_IS_PAID, Expense.merchant_key.in_(_CANDIDATES_OF_MONTHS))
    .order_by(Expense.merchant_key)
)
_IS_DISMISSED = exists().where(
    RecurringDecision.user_id == Expense.user_id,
    RecurringDecision.merchant_key == Expense.merchant_key,
    RecurringDecision.is_confirmed.is_(False),
    or_(
        RecurringDecision.amount_cents == 0,
        and_(
            RecurringDecision.amount_cents * SMALLER_PARTS <= Expense.amount_cents * LARGER_PARTS,
            Expense.amount_cents * SMALLER_PARTS <= RecurringDecision.amount_cents * LARGER_PARTS,
        ),
    ),
)
_FIXED_PAYMENTS = PAYMENTS_OF_MONTHS.where(~_IS_DISMISSED)
# The words of payments, and the decisions about their merchants: a row for each decision, or one without.
_WORDS = (
    select(
        Expense.id,
        Expense.merchant_key,
        Expense.merchant,
        Category.name,
        Category.color,
        Category.icon,
        RecurringDecision.id.label("decision_id"),
        RecurringDecision.is_confirmed,
        RecurringDecision.rhythm,
        RecurringDecision.amount_cents,
        RecurringDecision.created_at,
    )
    .join(Category, (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id))
    .outerjoin(
        RecurringDecision,
        (RecurringDecision.user_id == Expense.user_id) & (RecurringDecision.merchant_key == Expense.merchant_key),
    )
    .where(Expense.user_id == bindparam("user_id"), Expense.id.in_(bindparam("ids", expanding=True)))
    .order_by(RecurringDecision.id)
)


class _Words(NamedTuple):
    merchant: str
    category_name: str
    category_color: str
    category_icon: str


@dataclass(frozen=True)
class Listed:
    """A recurring payment, with the id of the decision about it, if any."""

    payment: Recurring
    decision_id: int | None


@dataclass(frozen=True)
class Overview:
    """The found recurring payments by decision, most expensive first."""

    confirmed: tuple[Listed, ...]
    undecided: tuple[Listed, ...]
    dismissed: tuple[Listed, ...]

    @property
    def counted(self) -> tuple[Listed, ...]:
        """All but the dismissed ones; these are summed."""
        return self.confirmed + self.undecided

    @property
    def found(self) -> tuple[Listed, ...]:
        """All of them, including dismissed ones."""
        return self.counted + self.dismissed

    @property
    def is_empty(self) -> bool:
        return not self.found

    @property
    def yearly_cents(self) -> int:
        return sum(listed.payment.yearly_cents for listed in self.counted)

    @property
    def monthly_cents(self) -> int:
        return average_cents(self.yearly_cents, 12)


def get_overview(user: User, today: dt.date) -> Overview:
    """Find the user's recurring payments up to today, and the decisions about them."""
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
    """Find current recurring payments among payments by merchant, with the user's decision about each."""
    series = {merchant_key: find_series(merchant_key, payments) for merchant_key, payments in merchants}
    current = [one for found in series.values() for one in found if not one.has_ended(today)]
    words, decisions = _read_words(user, current)
    decided: dict[Recurring, Decision | None] = {}
    for merchant_key, found in series.items():
        decided |= match_decisions(decisions[merchant_key].values(), found, today)
    return {
        _with_latest(one, words[one.latest.expense_id]): decision
        for one, decision in decided.items()
        if one.latest.expense_id in words  # unless it was deleted meanwhile
    }


def _read_words(user: User, payments: Sequence[Recurring]) -> tuple[dict[int, _Words], dict[str, dict[int, Decision]]]:
    """Return the words of the latest payments by expense, and the decisions about their merchants by key and number."""
    ids = [one.latest.expense_id for one in payments]
    words: dict[int, _Words] = {}
    decisions: dict[str, dict[int, Decision]] = defaultdict(dict)
    for row in db.session.execute(_WORDS, {"user_id": user.id, "ids": ids}) if ids else ():
        words[row.id] = _Words(row.merchant, row.name, row.color, row.icon)
        if row.decision_id:
            decision = Decision(row.decision_id, row.is_confirmed, row.rhythm, row.amount_cents, row.created_at.date())
            decisions[row.merchant_key][row.decision_id] = decision
    return words, decisions


def _with_latest(one: Recurring, words: _Words) -> Recurring:
    return replace(one, payments=(*one.payments[:-1], one.latest._replace(**words._asdict())))


def find_fixed_costs(user: User, days: DateRange) -> FixedCosts:
    """Find what recurs in a few months, also what has ended meanwhile, in one query."""
    merchants = group_by_merchant(db.session.connection().execute(_FIXED_PAYMENTS, parameters_of(user, days)))
    return FixedCosts(tuple(one for key, payments in merchants for one in find_series(key, payments)))


def group_by_merchant(rows: Iterable[Row[str, dt.date, int, int]]) -> Iterator[tuple[str, list[Payment]]]:
    """Yield each merchant key with its payments; a row has the key, the day, the cents and the expense's id."""
    merchants: dict[str, list[Payment]] = {}
    for merchant_key, spent_on, cents, expense_id in rows:
        merchants.setdefault(merchant_key, []).append(Payment(spent_on, cents, expense_id))
    yield from merchants.items()


def first_day_read(today: dt.date) -> dt.date:
    """Return the first day whose expenses are read."""
    return Month.containing(today).shifted(-_MONTHS_READ).begin


def get_decision(user: User, decision_id: int) -> RecurringDecision | None:
    own = (RecurringDecision.user_id == user.id, RecurringDecision.id == decision_id)
    return db.session.scalar(select(RecurringDecision).where(*own))


def _dearest_first(payment: Recurring) -> tuple[int, str]:
    return -payment.yearly_cents, payment.merchant_key


def _read_payments(user: User, today: dt.date) -> Iterator[tuple[str, list[Payment]]]:
    """Return each merchant key that may recur, with its newest payments."""
    days = DateRange(first_day_read(today), today + dt.timedelta(days=1))
    parameters = parameters_of(user, days)
    if (db.session.scalar(_COUNT, parameters) or 0) < _MAX_ROWS:  # most people: nothing has to be sorted
        return group_by_merchant(db.session.connection().execute(_PAYMENTS, parameters))
    rows = db.session.connection().execute(_NEWEST_PAYMENTS, parameters).all()
    if len(rows) == _MAX_ROWS:  # the oldest day may be incomplete, and a list of these days would show more
        rows = [row for row in rows if row.spent_on > rows[-1].spent_on]
    return group_by_merchant(rows)
