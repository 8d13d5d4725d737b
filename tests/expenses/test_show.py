from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


def test_an_expense_shows_all_it_has(client: Client, make: Factory, alice: User) -> None:
    food = make.category(alice, "Food")
    details = {"spent_on": dt.date(2026, 3, 7), "merchant": "Dućan", "note": "bread and milk"}
    page = client.page(f"/expenses/{make.expense(alice, 123450, category_id=food.id, **details).id}")
    assert page.heading == "Dućan"
    assert page.texts(".hero .amount") == ["€1,234.50"]
    assert page.texts("main dd") == ["Food", "Saturday, March 7, 2026", "Dućan", "bread and milk"]


def test_an_expense_is_shown_in_croatian(guest: Client, make: Factory) -> None:
    ana = make.user("ana", language="hr")
    expense = make.expense(ana, 123450, spent_on=dt.date(2026, 3, 7))
    page = guest.signed_in(ana).page(f"/expenses/{expense.id}")
    assert page.texts(".hero .amount") == ["1.234,50 €"]
    assert "subota, 7. ožujka 2026." in page.text


def test_an_expense_without_merchant_is_headed_by_its_category(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id)
    assert client.page(f"/expenses/{expense.id}").heading == "Food"


def test_a_refund_is_named_so(client: Client, make: Factory, alice: User) -> None:
    page = client.page(f"/expenses/{make.expense(alice, -500).id}")
    assert page.texts(".hero .amount") == ["−€5.00"]  # noqa: RUF001
    assert page.texts(".hero .muted") == ["Refund"]


def test_what_was_typed_stays_text(client: Client, make: Factory, alice: User) -> None:
    script = "<script>alert(1)</script>"
    expense = make.expense(alice, merchant=script, note=script)
    page = client.page(f"/expenses/{expense.id}")
    assert page.heading == script
    assert "alert" not in "".join(page.texts("script"))


def test_receipts_are_seen_on_the_page_and_lead_to_their_own(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    second, first = make.receipt(expense, position=1), make.receipt(expense, position=0)
    page = client.page(f"/expenses/{expense.id}")
    assert page.attributes(".receipts a", "href") == [f"/receipts/{first.id}", f"/receipts/{second.id}"]
    assert page.attributes(".receipts img", "src") == [f"/receipts/{receipt.id}/image" for receipt in (first, second)]
    assert page.attributes(".receipts img", "height") == ["90", "90"]


def test_no_receipt_means_no_picture(client: Client, make: Factory, alice: User) -> None:
    page = client.page(f"/expenses/{make.expense(alice).id}")
    assert page.attributes("main img", "src") == []
    assert "No receipt yet." in page.text


def test_the_page_leads_to_changing_and_deleting(client: Client, make: Factory, alice: User) -> None:
    url = f"/expenses/{make.expense(alice).id}"
    page = client.page(url)
    assert f"{url}/edit" in page.attributes(".actions a", "href")
    assert page.attributes("main form[action$='/delete']", "action") == [f"{url}/delete"]


def test_the_page_leads_to_repeating(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    links = client.page(f"/expenses/{expense.id}").attributes(".actions a", "href")
    assert f"/expenses/new?repeat={expense.id}" in links


def test_a_stranger_sees_nothing(client: Client, make: Factory, charlie: User) -> None:
    page = client.page(f"/expenses/{make.expense(charlie, merchant='Secret').id}")
    assert page.status == 404
    assert "Secret" not in page.html
