"""A form that is sent twice, at one moment or again later, saves once; two tabs lose nothing of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session as OrmSession

from app.models import Category, Expense, Receipt
from tests.support.at_once import post_at_once
from tests.support.factories import entry, files_in, picture, upload

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

NEW = "/expenses/new"
BLUE = picture(size=(61, 91))


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


def hidden(page: Page) -> dict[str, Any]:
    """Return what a form brings along unseen."""
    names = page.attributes("main form[enctype] input[type=hidden]", "name")
    return dict(zip(names, page.attributes("main form[enctype] input[type=hidden]", "value"), strict=True))


def amounts(session: Session) -> list[int]:
    return list(session.scalars(select(Expense.amount_cents).order_by(Expense.id)))


def receipts(session: Session) -> list[tuple[int | None, str]]:
    session.expire_all()
    return [(receipt.expense_id, receipt.sha256) for receipt in session.scalars(select(Receipt).order_by(Receipt.id))]


def test_a_form_sent_twice_at_one_moment_makes_one_expense(
    client: Client, food: Category, session: Session, upload_folder: Path
) -> None:
    fields = {**entry(food), **hidden(client.page(NEW))}
    answers = post_at_once(client, *((NEW, {**fields, "receipts": upload()}) for _ in range(2)))
    assert [(page.status, page.location) for page in answers] == [(302, "/")] * 2
    assert amounts(session) == [1250]
    assert len(receipts(session)) == 1
    assert len(files_in(upload_folder)) == 2  # the image and its thumbnail


def test_a_form_sent_again_after_a_time_out_is_answered_alike(
    client: Client, food: Category, session: Session, upload_folder: Path
) -> None:
    fields = {**entry(food, spent_on="2026-10-05"), **hidden(client.page(NEW))}
    pages = [client.submit(NEW, follow=True, **fields, receipts=upload()) for _ in range(2)]
    assert pages[0].texts(".flash") == pages[1].texts(".flash") == ["€12.50 in Food is saved."]
    assert pages[0].response.request.path == pages[1].response.request.path == "/months/2026-10"
    assert (amounts(session), len(receipts(session)), len(files_in(upload_folder))) == ([1250], 1, 2)


def test_what_the_second_one_brings_in_addition_is_kept(
    client: Client, food: Category, make: Factory, alice: User, session: Session
) -> None:
    fields = {**entry(food), **hidden(client.page(NEW))}
    client.submit(NEW, **fields, receipts=upload())
    waiting = make.waiting(alice)
    client.submit(NEW, **fields, receipts=[upload(), upload(BLUE)], waiting=waiting.id)
    expense_id = session.scalars(select(Expense.id)).one()
    assert [owner for owner, _ in receipts(session)] == [expense_id] * 3


def test_each_showing_of_the_form_is_another_one(client: Client, food: Category, session: Session) -> None:
    for _ in range(2):
        client.submit(NEW, **entry(food), **hidden(client.page(NEW)))
    assert amounts(session) == [1250, 1250]


def test_save_and_add_another_begins_another_one(client: Client, food: Category, session: Session) -> None:
    first = hidden(client.page(NEW))
    next_page = client.submit(NEW, follow=True, **entry(food), **first, add_another="1")
    assert hidden(next_page)["key"] != first["key"]
    client.submit(NEW, **entry(food), **hidden(next_page))
    assert amounts(session) == [1250, 1250]


def test_a_form_with_errors_goes_on_with_its_key(client: Client, food: Category, session: Session) -> None:
    first = hidden(client.page(NEW))
    wrong = client.submit(NEW, **entry(food, amount="zero"), **first, receipts=upload())
    assert hidden(wrong)["key"] == first["key"]
    ticked = wrong.attributes("[name=waiting][checked]", "value")
    for _ in range(2):
        client.submit(NEW, **entry(food), **hidden(wrong), waiting=ticked, receipts=upload())
    assert amounts(session) == [1250]
    assert len(receipts(session)) == 1


def test_receipts_of_a_wrong_form_sent_twice_at_one_moment_are_kept_once(
    client: Client, food: Category, session: Session
) -> None:
    fields = {**entry(food, amount="zero"), **hidden(client.page(NEW))}
    answers = post_at_once(client, *((NEW, {**fields, "receipts": upload()}) for _ in range(2)))
    assert [page.status for page in answers] == [400, 400]
    assert [len(page.attributes("[name=waiting][checked]", "value")) for page in answers] == [1, 1]
    assert len(receipts(session)) == 1


def test_a_used_form_with_other_values_asks_first_and_keeps_what_was_typed(
    client: Client, food: Category, session: Session
) -> None:
    first = hidden(client.page(NEW))
    client.submit(NEW, **entry(food), **first)
    page = client.submit(NEW, **entry(food, amount="3", note="typed"), **first, receipts=upload())
    assert page.status == 400
    assert page.texts("[role=alert]") == [
        "You have saved this form already: €12.50 in Food. Save again to add one more expense."
    ]
    assert page.attributes(".buttons a", "href") == [f"/expenses/{session.scalars(select(Expense.id)).one()}"]
    assert (page.attributes("#amount", "value"), page.texts("textarea#note")) == (["3"], ["typed"])
    assert amounts(session) == [1250]
    ticked = page.attributes("[name=waiting][checked]", "value")
    assert client.submit(NEW, **entry(food, amount="3"), **hidden(page), waiting=ticked).status == 302
    assert amounts(session) == [1250, 300]
    assert len(receipts(session)) == 1


def test_a_form_whose_expense_lies_in_the_trash_makes_a_new_one(
    client: Client, food: Category, session: Session
) -> None:
    fields = {**entry(food), **hidden(client.page(NEW))}
    client.submit(NEW, **fields, receipts=upload())
    client.submit(f"/expenses/{session.scalars(select(Expense.id)).one()}/delete")
    assert client.submit(NEW, **fields, receipts=upload()).status == 302
    assert amounts(session) == [1250, 1250]
    assert len({owner for owner, _ in receipts(session)}) == 2


@pytest.mark.parametrize("key", ["", "short", "\x00" * 22, "ž" * 22, "x" * 500])
def test_what_comes_without_a_key_that_a_form_can_have_is_saved_each_time(
    client: Client, food: Category, session: Session, key: str
) -> None:
    for _ in range(2):
        assert client.submit(NEW, **entry(food), key=key).status == 302
    assert amounts(session) == [1250, 1250]


def test_what_comes_without_a_key_gets_one_with_its_errors(client: Client, food: Category) -> None:
    assert len(hidden(client.submit(NEW, **entry(food, amount="zero")))["key"]) == 22


def test_a_key_belongs_to_its_user(client: Client, food: Category, make: Factory, charlie: User) -> None:
    key = hidden(client.page(NEW))["key"]
    client.submit(NEW, **entry(food), key=key)
    theirs = client.application.test_client().signed_in(charlie)  # type: ignore[attr-defined]
    assert theirs.submit(NEW, **entry(make.category(charlie)), key=key).status == 302


def test_receipts_added_twice_at_one_moment_are_there_once(
    client: Client, make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    expense = make.expense(alice)
    url, fields = f"/expenses/{expense.id}/receipts", hidden(client.page(f"/expenses/{expense.id}"))
    answers = post_at_once(client, *((url, {**fields, "receipts": [upload(), upload(BLUE)]}) for _ in range(2)))
    assert [(page.status, page.location) for page in answers] == [(302, f"/expenses/{expense.id}")] * 2
    assert [owner for owner, _ in receipts(session)] == [expense.id] * 2
    assert len(files_in(upload_folder)) == 4


def test_a_receipt_can_be_added_to_each_of_two_expenses(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expenses = [make.expense(alice), make.expense(alice)]
    for expense in expenses:
        fields = hidden(client.page(f"/expenses/{expense.id}"))
        content = picture(size=(60 + expense.id % 2, 90))
        client.submit(f"/expenses/{expense.id}/receipts", **fields, receipts=upload(content))
    assert [owner for owner, _ in receipts(session)] == [expense.id for expense in expenses]


def test_a_receipt_that_was_deleted_meanwhile_comes_back_when_it_is_sent_again(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    url, fields = f"/expenses/{expense.id}/receipts", hidden(client.page(f"/expenses/{expense.id}"))
    client.submit(url, **fields, receipts=upload())
    client.submit(f"/receipts/{session.scalars(select(Receipt.id)).one()}/delete")
    client.submit(url, **fields, receipts=upload())
    assert session.scalars(select(Receipt.deleted_at)).all() == [None]


def test_of_two_tabs_at_one_moment_the_second_one_is_asked(
    client: Client, make: Factory, alice: User, food: Category, session: Session
) -> None:
    expense = make.expense(alice, category_id=food.id)
    url = f"/expenses/{expense.id}/edit"
    tabs = [hidden(client.page(url)) for _ in range(2)]
    answers = post_at_once(
        client,
        (url, {**entry(food, amount="20", note="first"), **tabs[0]}),
        (url, {**entry(food, amount="30", note="second"), **tabs[1], "receipts": upload()}),
    )
    assert sorted(page.status for page in answers) == [302, 400]
    session.refresh(expense)
    refused = next(page for page in answers if page.status == 400)
    saved = f"Amount: €{expense.amount_cents // 100}.00; Note: {expense.note}"
    assert refused.texts("[role=alert]") == [
        f"Since you opened this form, it was changed elsewhere. It now has: {saved}. Save again to replace that."
    ]
    typed = refused.texts("textarea#note")[0]
    assert {typed, expense.note} == {"first", "second"}
    again = {**entry(food, amount="40", note=typed), **hidden(refused)}
    assert client.submit(url, **again).status == 302
    session.refresh(expense)
    assert (expense.amount_cents, expense.note) == (4000, typed)


def test_a_change_sent_twice_at_one_moment_is_no_conflict(
    client: Client, make: Factory, alice: User, food: Category, session: Session
) -> None:
    expense = make.expense(alice, category_id=food.id)
    url = f"/expenses/{expense.id}/edit"
    fields = {**entry(food, amount="20", note="mine"), **hidden(client.page(url))}
    answers = post_at_once(client, *((url, {**fields, "receipts": upload()}) for _ in range(2)))
    assert [(page.status, page.location) for page in answers] == [(302, f"/expenses/{expense.id}")] * 2
    session.refresh(expense)
    assert (expense.amount_cents, expense.note, len(receipts(session))) == (2000, "mine", 1)


def test_deleting_and_saving_at_one_moment_loses_neither(
    client: Client, make: Factory, alice: User, food: Category, session: Session
) -> None:
    expense = make.expense(alice, category_id=food.id)
    fields = {**entry(food, note="typed"), **hidden(client.page(f"/expenses/{expense.id}/edit"))}
    url = f"/expenses/{expense.id}"
    answers = post_at_once(client, (f"{url}/edit", fields), (f"{url}/delete", fields))
    assert [page.status for page in answers] == [302, 302]
    session.refresh(expense)
    assert expense.note == "typed"


def test_a_category_that_goes_at_the_same_moment_is_a_wrong_field(
    client: Client, food: Category, session: Session
) -> None:
    def delete_category(*_arguments: object) -> None:
        session.execute(delete(Category).where(Category.id == food.id))

    event.listen(OrmSession, "before_flush", delete_category, once=True)
    page = client.submit(NEW, **entry(food, note="typed"))
    assert (page.status, page.error_of("category_id")) == (400, "Choose a category.")
    assert page.texts("textarea#note") == ["typed"]
    assert amounts(session) == []


def test_an_expense_moved_with_its_category_is_not_replaced_unseen(
    client: Client, make: Factory, alice: User, food: Category, session: Session
) -> None:
    expense, fun = make.expense(alice, category_id=food.id), make.category(alice, "Fun")
    fields = hidden(client.page(f"/expenses/{expense.id}/edit"))
    client.submit(f"/categories/{food.id}/delete", move_to=fun.id)
    page = client.submit(f"/expenses/{expense.id}/edit", **entry(fun, amount="1"), **fields)
    (alert,) = page.texts("[role=alert]")
    assert (page.status, alert.split("It now has: ")[1]) == (400, "Amount: €12.50. Save again to replace that.")
    session.refresh(expense)
    assert expense.amount_cents == 1250
