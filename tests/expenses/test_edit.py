from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.factories import entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Expense, User
    from tests.support.client import Client
    from tests.support.factories import Factory


def test_the_form_shows_what_is_stored(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice, 123450, spent_on=dt.date(2026, 3, 7), merchant="Dućan", note="a\nb")
    page = client.page(f"/expenses/{expense.id}/edit")
    assert page.attributes("#amount", "value") == ["1234.50"]
    assert page.attributes("[name=category_id][checked]", "value") == [str(expense.category_id)]
    assert page.attributes("#spent_on", "value") == ["2026-03-07"]
    assert page.attributes("#merchant", "value") == ["Dućan"]
    assert page.texts("textarea#note") == ["a b"]


def test_the_form_shows_the_receipts_that_are_there(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    receipt = make.receipt(expense)
    page = client.page(f"/expenses/{expense.id}/edit")
    assert page.attributes(".previews a", "href") == [f"/receipts/{receipt.id}"]
    assert page.attributes(".previews img", "src") == [f"/receipts/{receipt.id}/thumbnail"]


@pytest.mark.parametrize(
    ("preferences", "cents", "shown"),
    [
        ({"language": "hr"}, 123450, "1234,50"),
        ({"language": "en"}, -5, "-0.05"),
        ({"language": "hr", "currency": "JPY"}, 1234, "1234"),
    ],
)
def test_saving_the_form_as_it_is_changes_nothing(
    guest: Client, make: Factory, preferences: dict[str, str], cents: int, shown: str
) -> None:
    user = make.user(**preferences)
    expense = make.expense(user, cents)
    client = guest.signed_in(user)
    assert client.page(f"/expenses/{expense.id}/edit").attributes("#amount", "value") == [shown]
    client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category, amount=shown))
    make.session.refresh(expense)
    assert expense.amount_cents == cents


def test_everything_can_be_changed(client: Client, make: Factory, alice: User, session: Session) -> None:
    expense, other = make.expense(alice, merchant="Before"), make.category(alice, "Gifts")
    fields = entry(other, amount="3+4", spent_on="2025-12-31", merchant="After", note="changed")
    page = client.submit(f"/expenses/{expense.id}/edit", **fields)
    assert page.location == f"/expenses/{expense.id}"
    session.refresh(expense)
    assert (expense.amount_cents, expense.category_id) == (700, other.id)
    assert (expense.spent_on, expense.merchant, expense.note) == (dt.date(2025, 12, 31), "After", "changed")


def test_the_amount_is_echoed_as_understood(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id)
    page = client.submit(f"/expenses/{expense.id}/edit", follow=True, **entry(expense.category, amount="7,5"))
    assert "€7.50 in Food is saved." in page.text


def test_what_was_changed_is_what_search_finds(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice, merchant="Before", note="old")
    client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category, merchant="Ćevapi", note="new"))
    assert client.page("/expenses/?q=cevapi new").texts(".row-title") == ["Ćevapi"]
    assert client.page("/expenses/?q=before").texts(".row-title") == []


def test_merchant_and_note_can_be_emptied(client: Client, make: Factory, alice: User, session: Session) -> None:
    expense = make.expense(alice, merchant="Dućan", note="text")
    client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category, merchant="", note=""))
    session.refresh(expense)
    assert (expense.merchant, expense.note) == ("", "")


def test_an_expense_keeps_its_archived_category(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    expense = make.expense(alice, category_id=category.id)
    page = client.page(f"/expenses/{expense.id}/edit")
    assert "Old" in page.texts("label.pick")
    assert page.attributes("[name=category_id][checked]", "value") == [str(category.id)]
    client.submit(f"/expenses/{expense.id}/edit", **entry(category, amount="5"))
    session.refresh(expense)
    assert (expense.amount_cents, expense.category_id) == (500, category.id)


def test_an_archived_category_is_not_for_other_expenses(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    category = make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    expense = make.expense(alice)
    assert "Old" not in client.page(f"/expenses/{expense.id}/edit").texts("label.pick")
    page = client.submit(f"/expenses/{expense.id}/edit", **entry(category))
    assert page.error_of("category_id") == "Choose a category."
    session.refresh(expense)
    assert expense.category_id != category.id


def test_an_expense_cannot_move_to_a_strangers_category(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    expense = make.expense(alice)
    own_id = expense.category_id
    page = client.submit(f"/expenses/{expense.id}/edit", **entry(make.category(charlie)))
    assert page.error_of("category_id") == "Choose a category."
    session.refresh(expense)
    assert expense.category_id == own_id


def test_a_wrong_field_changes_nothing_and_keeps_what_was_typed(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, merchant="Before")
    fields = entry(expense.category, amount="zero", spent_on="2026-02-30", merchant="After")
    page = client.submit(f"/expenses/{expense.id}/edit", **fields)
    assert page.status == 400
    assert page.attributes("#amount", "value") == ["zero"]
    assert page.attributes("#merchant", "value") == ["After"]
    session.refresh(expense)
    assert (expense.amount_cents, expense.merchant) == (1250, "Before")


def test_a_stranger_can_neither_see_nor_change_it(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    expense = make.expense(charlie, merchant="Secret")
    url = f"/expenses/{expense.id}/edit"
    assert client.page(url).status == 404
    assert client.submit(url, **entry(make.category(alice))).status == 404
    session.refresh(expense)
    assert (expense.user_id, expense.merchant) == (charlie.id, "Secret")


def test_what_another_tab_has_changed_is_not_replaced_unseen(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id)
    url = f"/expenses/{expense.id}/edit"
    seen = client.page(url).attributes("[name=seen]", "value")[0]
    client.submit(url, **entry(expense.category, amount="20"), seen=seen)
    page = client.submit(url, **entry(expense.category, note="mine"), seen=seen)
    assert page.status == 400
    stored = "Amount: €20.00; Note: empty"
    assert page.texts("[role=alert]") == [
        f"Since you opened this form, it was changed elsewhere. It now has: {stored}. Save again to replace that."
    ]
    assert page.texts("textarea#note") == ["mine"]
    session.refresh(expense)
    assert (expense.amount_cents, expense.note) == (2000, "")
    again = page.attributes("[name=seen]", "value")[0]
    assert client.submit(url, **entry(expense.category, note="mine"), seen=again).location == f"/expenses/{expense.id}"
    session.refresh(expense)
    assert (expense.amount_cents, expense.note) == (1250, "mine")


def refused_values(client: Client, expense: Expense, elsewhere: dict[str, Any], **typed: Any) -> list[str]:
    """Return what a form says that is stored, after another tab has saved something else."""
    url = f"/expenses/{expense.id}/edit"
    seen = client.page(url).attributes("[name=seen]", "value")[0]
    client.submit(url, **elsewhere, seen=seen)
    page = client.submit(url, **typed, seen=seen)
    assert page.status == 400
    (alert,) = page.texts("[role=alert]")
    return alert.split("It now has: ")[1].removesuffix(". Save again to replace that.").split("; ")


def test_every_field_that_another_tab_has_changed_is_named_with_what_it_has(
    client: Client, make: Factory, alice: User
) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id)
    bills = make.category(alice, "Bills")
    changed = entry(bills, amount="7.77", spent_on="2026-11-03", merchant="Konzum", note="call\nthe bank")
    assert refused_values(client, expense, changed, **entry(expense.category, merchant="Spar", note="")) == [
        *("Amount: €7.77", "Category: Bills", "Date: Nov 3, 2026", "Merchant: Konzum", "Note: call the bank")
    ]


def test_a_note_that_another_tab_has_changed_is_named_alone_and_shortened(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    changed = entry(expense.category, note="word " * 100)
    assert refused_values(client, expense, changed, **entry(expense.category, note="")) == [
        f"Note: {'word ' * 15}word…"
    ]
    session.refresh(expense)
    assert expense.note.startswith("word")


def test_a_wrong_field_is_said_beside_what_another_tab_has_changed(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    page = client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category, amount="zero"), seen="before")
    assert (page.status, len(page.texts("[role=alert]"))) == (400, 1)
    assert page.error_of("amount") != ""
    assert page.attributes("[autofocus]", "id") == ["amount"]


@pytest.mark.parametrize("seen", ["", "x", "\x00", "2"])
def test_a_new_expense_takes_no_notice_of_a_state(client: Client, make: Factory, alice: User, seen: str) -> None:
    assert client.submit("/expenses/new", **entry(make.category(alice)), seen=seen).status == 302


def test_saving_what_another_tab_has_deleted_brings_it_back(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    receipt = make.receipt(expense)
    client.submit(f"/expenses/{expense.id}/delete")
    page = client.submit(f"/expenses/{expense.id}/edit", follow=True, **entry(expense.category, merchant="After"))
    assert page.heading == "After"
    assert page.texts(".flash")[1:] == ["It had been deleted, and is back from the trash."]
    assert f"/receipts/{receipt.id}" in page.html
    session.refresh(expense)
    assert (expense.merchant, expense.deleted_at) == ("After", None)


def test_a_wrong_field_of_what_another_tab_has_deleted_keeps_what_was_typed(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, merchant="Before")
    client.submit(f"/expenses/{expense.id}/delete")
    page = client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category, amount="zero", merchant="After"))
    assert (page.status, page.attributes("#merchant", "value")) == (400, ["After"])
    assert page.attributes(".buttons a", "href") == ["/expenses/"]  # its own page is not found
    session.refresh(expense)
    assert (expense.merchant, expense.deleted_at is None) == ("Before", False)


def test_an_expense_that_is_gone_is_not_found(client: Client, make: Factory, alice: User) -> None:
    assert client.submit("/expenses/1/edit", **entry(make.category(alice))).status == 404
