from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from app.models import Expense, ExpenseChange
from app.models.expense import merchant_key, search_text
from app.models.types import utc_now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

ALL = "/expenses/selection/?month=all"


def read(session: Session, *columns: Any) -> list[Any]:
    """Return columns of all expenses, in the order in which they were made."""
    session.expire_all()
    return [tuple(row) for row in session.execute(select(*columns).order_by(Expense.id))]


def merchants(session: Session) -> list[str]:
    return [name for (name,) in read(session, Expense.merchant)]


def select_everything(client: Client, url: str = "/expenses/?month=all") -> dict[str, Any]:
    """Return what the tick for everything found sends."""
    return {"everything": "1", "seen": client.page(url).attributes("[name=seen]", "value")[0]}


def undo(client: Client, page: Page) -> Page:
    return client.submit(page.attributes("form.flash", "action")[0], follow=True)


def test_some_expenses_move_to_another_category_and_back(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    food, fun = make.category(alice, "Food").id, make.category(alice, "Fun").id
    first, _, third = (make.expense(alice, category_id=food) for _ in range(3))
    fields = {"expense": [first.id, third.id], "action": "category", "new_category": fun}
    page = client.submit(f"{ALL}&min=5", follow=True, **fields)
    assert page.texts(".flash span") == ["2 expenses are in Fun now."]
    assert page.texts(".chip.is-on") == ["from €5.00"]
    assert read(session, Expense.category_id) == [(fun,), (food,), (fun,)]
    page = undo(client, page)
    assert page.texts(".flash") == ["2 expenses are as they were."]
    assert page.texts(".chip.is-on") == ["from €5.00"]
    assert read(session, Expense.category_id) == [(food,)] * 3


@pytest.mark.parametrize("field", ["category", "merchant"])
def test_what_was_changed_is_checked_until_it_is_undone(
    client: Client, make: Factory, alice: User, session: Session, field: str
) -> None:
    food, fun = make.category(alice, "Food").id, make.category(alice, "Fun").id
    arrived = utc_now()
    changed = make.expense(alice, category_id=food, merchant="Konzum", unchecked_since=arrived)
    same = make.expense(alice, category_id=fun, merchant="Lidl", unchecked_since=arrived)
    fields = {"expense": [changed.id, same.id], "action": field, "new_category": fun, "new_merchant": "Lidl"}
    page = client.submit(ALL, follow=True, **fields)
    assert read(session, Expense.unchecked_since) == [(None,), (arrived,)]
    undo(client, page)
    assert read(session, Expense.unchecked_since, Expense.merchant) == [(arrived, "Konzum"), (arrived, "Lidl")]


def test_a_change_that_an_earlier_version_kept_is_undone(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    food, expense = make.category(alice, "Food"), make.expense(alice)
    rows = [(expense.id, expense.version, food.id)]  # without the mark
    session.add(change := ExpenseChange(user_id=alice.id, field="category_id", rows=rows))
    session.flush()
    page = client.submit(f"/expenses/selection/{change.id}/undo", follow=True)
    assert page.texts(".flash") == ["1 expense is as it was."]
    assert read(session, Expense.category_id) == [(food.id,)]


def test_a_new_merchant_is_found_and_the_old_one_comes_back(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    ids = [make.expense(alice, merchant=name, note=f"š {name}").id for name in ("Konzum", "Lidl")]
    keys = read(session, Expense.merchant_key, Expense.search_text)
    page = client.submit(ALL, follow=True, expense=ids, action="merchant", new_merchant="  Dućan ")
    assert page.texts(".flash span") == ["2 expenses have the merchant Dućan now."]
    assert merchants(session) == ["Dućan", "Dućan"]
    expected = [(merchant_key("Dućan"), search_text("Dućan", f"š {name}")) for name in ("Konzum", "Lidl")]
    assert read(session, Expense.merchant_key, Expense.search_text) == expected
    undo(client, page)
    assert merchants(session) == ["Konzum", "Lidl"]
    assert read(session, Expense.merchant_key, Expense.search_text) == keys


def test_deleted_ones_lie_in_the_trash_and_come_back_together(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expenses = [make.expense(alice, merchant="Konzum") for _ in range(2)]
    make.receipt(expenses[0])
    page = client.submit(ALL, follow=True, expense=[expense.id for expense in expenses], action="delete")
    assert page.texts(".flash span") == ["2 expenses are deleted."]
    assert page.texts(".row-title") == []
    assert client.page("/trash/").texts(".row-title") == ["Konzum", "Konzum"]
    page = undo(client, page)
    assert page.texts(".row-title") == ["Konzum", "Konzum"]
    assert len(page.attributes(".row-thumbnail", "src")) == 1
    assert read(session, Expense.deleted_at) == [(None,), (None,)]


def test_everything_found_is_changed_also_what_is_on_other_pages(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    make.expenses(alice, [100] * 120, merchant="Konzum", merchant_key="konzum", search_text="konzum", note="")
    make.expense(alice, 900, merchant="Lidl")
    query = "?month=all&max=5"
    fields = {**select_everything(client, f"/expenses/{query}"), "action": "merchant", "new_merchant": "Spar"}
    page = client.submit(f"/expenses/selection/{query}", follow=True, **fields)
    assert page.texts(".flash span") == ["120 expenses have the merchant Spar now."]
    assert merchants(session) == ["Spar"] * 120 + ["Lidl"]
    undo(client, page)
    assert merchants(session) == ["Konzum"] * 120 + ["Lidl"]


def test_a_search_selects_as_well(client: Client, make: Factory, alice: User, session: Session) -> None:
    for merchant in ("Konzum", "Lidl"):
        make.expense(alice, merchant=merchant)
    fields = select_everything(client, "/expenses/?q=konz")
    client.submit("/expenses/selection/?q=konz", **fields, action="delete")
    assert [bool(deleted_at) for (deleted_at,) in read(session, Expense.deleted_at)] == [True, False]


def test_a_list_that_has_changed_is_not_changed_as_a_whole(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    make.expense(alice, merchant="Konzum")
    fields = select_everything(client)
    make.expense(alice, merchant="Lidl")
    page = client.submit(ALL, **fields, action="delete")
    assert (page.status, page.texts(".alert")) == (
        400,
        ["The list has changed meanwhile. Look at it and choose again."],
    )
    assert read(session, Expense.deleted_at) == [(None,), (None,)]


def test_what_was_changed_elsewhere_is_not_undone(client: Client, make: Factory, alice: User, session: Session) -> None:
    ids = [make.expense(alice, merchant="Konzum").id for _ in range(2)]
    page = client.submit(ALL, follow=True, expense=ids, action="merchant", new_merchant="Spar")
    edited = session.get_one(Expense, ids[0], populate_existing=True)
    edited.note = "from another tab"
    session.commit()
    page = undo(client, page)
    assert page.texts(".flash") == ["1 expense is as it was.", "1 was changed meanwhile and stays."]
    assert merchants(session) == ["Spar", "Konzum"]


def test_an_expense_does_not_come_back_into_a_category_that_is_gone(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    food, fun = make.category(alice, "Food"), make.category(alice, "Fun")
    expense = make.expense(alice, category_id=food.id)
    page = client.submit(ALL, follow=True, expense=expense.id, action="category", new_category=fun.id)
    session.delete(food)
    session.commit()
    page = undo(client, page)
    assert page.texts(".flash") == ["1 was changed meanwhile and stays."]
    assert read(session, Expense.category_id) == [(fun.id,)]


def test_a_change_is_undone_once(client: Client, make: Factory, alice: User) -> None:
    page = client.submit(ALL, follow=True, expense=make.expense(alice).id, action="delete")
    url = page.attributes("form.flash", "action")[0]
    assert [client.submit(url).status for _ in range(2)] == [302, 404]


def test_a_change_can_be_undone_for_a_day(client: Client, make: Factory, alice: User, clock: Any) -> None:
    page = client.submit(ALL, follow=True, expense=make.expense(alice).id, action="delete")
    clock.shift(24 * 60 * 60 + 1)
    assert client.submit(page.attributes("form.flash", "action")[0]).status == 404


def test_a_change_to_what_they_have_already_changes_nothing(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, merchant="Konzum")
    page = client.submit(ALL, follow=True, expense=expense.id, action="merchant", new_merchant="Konzum")
    assert page.texts(".flash") == ["Nothing had to be changed."]
    assert read(session, Expense.version) == [(1,)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("action=delete", "Choose at least one expense."),
        ("action=delete&expense=x", "Choose at least one expense."),
        ("action=delete&expense=" + "9" * 30, "Choose at least one expense."),
        ("expense=1", "Choose what to do."),
        ("expense=1&action=burn", "Choose what to do."),
        ("expense=1&action=category", "Choose a category."),
        ("expense=1&action=category&new_category=999999", "Choose one from the list."),
        ("expense=1&action=merchant&new_merchant=+", "Enter a merchant."),
        ("expense=1&action=merchant&new_merchant=" + "x" * 101, "At most 100 characters."),
    ],
)
def test_a_wrong_change_says_what_is_missing(
    client: Client, make: Factory, alice: User, query: str, message: str
) -> None:
    make.expense(alice, merchant="Konzum")
    fields: dict[str, Any] = dict(parse_qsl(query))
    page = client.submit(ALL, **fields)
    assert page.status == 400
    assert message in " ".join(page.texts(".alert"))
    assert page.texts(".row-title") == ["Konzum"]


def test_what_was_ticked_stays_ticked_when_something_is_missing(client: Client, make: Factory, alice: User) -> None:
    ids = [make.expense(alice).id for _ in range(3)]
    page = client.submit(ALL, expense=ids[1], action="category")
    assert page.attributes("[name=expense][checked]", "value") == [str(ids[1])]


def test_expenses_of_somebody_else_stay_as_they_are(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    own, foreign = make.expense(alice, merchant="Own"), make.expense(charlie, merchant="Secret")
    client.submit(ALL, expense=[own.id, foreign.id], action="merchant", new_merchant="Spar")
    client.submit(ALL, **select_everything(client), action="delete")
    assert merchants(session) == ["Spar", "Secret"]
    assert [bool(deleted_at) for (deleted_at,) in read(session, Expense.deleted_at)] == [True, False]


def test_nobody_moves_expenses_to_a_category_of_somebody_else(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    expense, foreign = make.expense(alice), make.category(charlie)
    page = client.submit(ALL, expense=expense.id, action="category", new_category=foreign.id)
    assert page.status == 400
    assert read(session, Expense.category_id) == [(expense.category_id,)]


def test_a_deleted_account_takes_its_changes_along(client: Client, make: Factory, alice: User) -> None:
    client.submit(ALL, expense=make.expense(alice).id, action="delete")
    assert client.submit("/auth/delete", password="correct horse").status == 302
