from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from app.core.money import MAX_CENTS
from app.core.periods import FIRST_DATE, LAST_DATE, DateRange, Month
from app.database.engine import db
from app.expenses.filtering import ExpenseFilter, conditions_of, filter_parameters
from app.expenses.queries import (
    SortOrder,
    Total,
    find_highest_expense,
    get_expense,
    group_by_day,
    has_expenses,
    list_expenses,
    sum_days_of,
    total_expenses,
)
from app.expenses.search import Search, Word, read_search
from app.models import Expense
from app.web.localization import money_format_for

if TYPE_CHECKING:
    from app.models import User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("context")

MONDAY, TUESDAY = dt.date(2026, 11, 16), dt.date(2026, 11, 17)
EVERY_DAY = DateRange(FIRST_DATE, LAST_DATE)
EVERYTHING = ExpenseFilter()
EURO = money_format_for("en", "EUR")


def test_an_expense_is_its_owners_alone(make: Factory, alice: User, charlie: User) -> None:
    expense = make.expense(alice)
    found = get_expense(alice, expense.id)
    assert found is not None
    assert found.category.id == expense.category_id
    assert get_expense(charlie, expense.id) is None


def test_whether_somebody_has_expenses(make: Factory, alice: User, charlie: User) -> None:
    make.expense(alice)
    assert has_expenses(alice)
    assert not has_expenses(charlie)


def test_the_total_of_nothing_is_zero(alice: User) -> None:
    assert total_expenses(alice, EVERYTHING) == Total(0, 0)


def test_totals_net_refunds_and_stay_exact(make: Factory, alice: User) -> None:
    make.expenses(alice, [10, 20, -5, *[MAX_CENTS] * 3])
    assert total_expenses(alice, EVERYTHING) == Total(6, 3 * MAX_CENTS + 25)


def test_rows_carry_what_a_list_shows(make: Factory, alice: User) -> None:
    food = make.category(alice, "Food", color="red")
    expense = make.expense(alice, 700, category_id=food.id, merchant="Dućan", note="kruh")
    receipt = make.receipt(expense)
    row = list_expenses(alice, EVERYTHING)[0]
    assert (row.id, row.amount_cents, row.merchant, row.note) == (expense.id, 700, "Dućan", "kruh")
    assert (row.category_name, row.category_color, row.receipt_id) == ("Food", "red", receipt.id)


@pytest.mark.parametrize("order", SortOrder)
def test_pages_are_cut_from_one_stable_order(make: Factory, alice: User, order: SortOrder) -> None:
    make.expenses(alice, [100] * 7)
    whole = [row.id for row in list_expenses(alice, EVERYTHING, order)]
    pages = [list_expenses(alice, EVERYTHING, order, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [row.id for page in pages for row in page] == whole


@pytest.mark.parametrize("order", [SortOrder.NEWEST, SortOrder.OLDEST])
def test_a_day_on_two_pages_has_its_whole_total_on_both(make: Factory, alice: User, order: SortOrder) -> None:
    make.expenses(alice, [1, 2, 4], spent_on=MONDAY)
    make.expenses(alice, [10, 20, 40], spent_on=TUESDAY)
    pages = [list_expenses(alice, EVERYTHING, order, limit=2, offset=offset) for offset in (0, 2, 4)]
    totals = [[group.cents for group in group_by_day(page, sum_days_of(alice, EVERYTHING, page, 6))] for page in pages]
    monday, tuesday = 7, 70
    first, last = (tuesday, monday) if order is SortOrder.NEWEST else (monday, tuesday)
    assert totals == [[first], [first, last], [last]]


def test_groups_are_in_the_order_of_their_rows(make: Factory, alice: User) -> None:
    make.expenses(alice, [1], spent_on=MONDAY)
    make.expenses(alice, [2], spent_on=TUESDAY)
    for order, days in ((SortOrder.NEWEST, [TUESDAY, MONDAY]), (SortOrder.OLDEST, [MONDAY, TUESDAY])):
        rows = list_expenses(alice, EVERYTHING, order)
        groups = group_by_day(rows, sum_days_of(alice, EVERYTHING, rows, 2))
        assert [group.spent_on for group in groups] == days


def test_a_days_total_follows_the_filter_and_the_user(make: Factory, alice: User, charlie: User) -> None:
    make.expenses(alice, [1, 2, 4], spent_on=MONDAY)
    make.expenses(charlie, [1], spent_on=MONDAY)
    wanted = ExpenseFilter(max_cents=2)
    assert sum_days_of(alice, wanted, list_expenses(alice, wanted), 2) == {MONDAY: 3}
    assert sum_days_of(alice, wanted, list_expenses(alice, wanted, limit=1), 2) == {MONDAY: 3}


def test_no_rows_make_no_groups(alice: User) -> None:
    assert (sum_days_of(alice, EVERYTHING, [], 0), group_by_day([], {})) == ({}, [])


def test_a_range_of_days_leaves_its_end_out(make: Factory, alice: User) -> None:
    for day in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"):
        make.expense(alice, spent_on=dt.date.fromisoformat(day))
    rows = list_expenses(alice, ExpenseFilter.of_days(Month(2026, 11).days))
    assert [row.spent_on.day for row in rows] == [30, 1]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("straße", True),
        ("STRASSE", True),
        ("stra", True),
        ("trout", False),
        ("ﬁsh", True),
        ("FISH", True),
        ("fi sh", True),
    ],
)
def test_search_folds_both_sides(make: Factory, alice: User, text: str, *, is_found: bool) -> None:
    make.expense(alice, merchant="Straße", note="fish and chips")
    assert bool(list_expenses(alice, ExpenseFilter(search=read_search(text, EURO, {})))) == is_found


def test_more_words_and_categories_than_a_statement_may_bind_can_be_searched(make: Factory, alice: User) -> None:
    make.expense(alice, merchant="letters")
    names = {number: "".join(map(chr, range(97, 123))) for number in range(1000)}
    search = read_search(" ".join(names[0]) + " 1 2 3 4 5 6 7 8 9", EURO, names)
    assert sum(len(word.category_ids) for word in search.words) == 26_000
    assert list_expenses(alice, ExpenseFilter(search=search)) == []


def test_a_receipt_of_somebody_else_does_not_count(make: Factory, alice: User, charlie: User) -> None:
    make.expense(alice)
    make.receipt(make.expense(charlie))
    assert list_expenses(alice, ExpenseFilter(has_receipt=True)) == []
    assert len(list_expenses(alice, ExpenseFilter(has_receipt=False))) == 1


def test_the_highest_expense_is_the_largest_number(make: Factory, alice: User, charlie: User) -> None:
    make.expenses(alice, [950, 10000, 1000, 100, -50000])
    make.expenses(charlie, [77700])
    highest = find_highest_expense(alice, EVERY_DAY)
    assert highest is not None
    assert highest.amount_cents == 10000


def test_of_equally_high_expenses_the_latest_is_meant(make: Factory, alice: User) -> None:
    make.expense(alice, 500)
    latest = make.expense(alice, 500)
    highest = find_highest_expense(alice, EVERY_DAY)
    assert highest is not None
    assert highest.id == latest.id


def test_refunds_alone_have_no_highest_expense(make: Factory, alice: User) -> None:
    make.expenses(alice, [-100, -1])
    assert find_highest_expense(alice, EVERY_DAY) is None


def test_the_highest_expense_of_some_days(make: Factory, alice: User) -> None:
    make.expenses(alice, [5], spent_on=MONDAY)
    make.expenses(alice, [9], spent_on=TUESDAY)
    highest = find_highest_expense(alice, DateRange(MONDAY, TUESDAY))
    assert highest is not None
    assert highest.amount_cents == 5


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (EVERYTHING, "ix_expense_by_day"),
        (ExpenseFilter(search=Search((Word("kava"),))), "ix_expense_by_text"),
        (ExpenseFilter(search=Search((Word("17,74", (1774, -1774), (1, 2)),), (1774,))), "ix_expense_by_text"),
    ],
)
def test_a_total_is_read_from_one_index_alone(alice: User, wanted: ExpenseFilter, index: str) -> None:
    conditions = conditions_of(wanted.shape, wanted.search)
    found = select(func.count(), func.sum(Expense.amount_cents)).where(*conditions)
    found = found.params(filter_parameters(alice, wanted))
    sql = found.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}")).all()
    assert f"COVERING INDEX {index} (" in str(plan)
