"""The queue: waiting receipts become expenses, one after the other."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from tests.support.factories import TODAY, entry, picture
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
MAX_QUERIES = 8
BOX = [[0.5, 0.4], [0.7, 0.4], [0.7, 0.45], [0.5, 0.45]]


@pytest.fixture
def category(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


def read(make: Factory, receipt: Receipt, *cents: int, **overrides: Any) -> None:
    """Stand in for the reader: keep amounts, the merchant Konzum and yesterday as what a receipt says."""
    facts = {
        "totals": [{"cents": amount, "score": 1.0, "box": BOX} for amount in cents],
        "dates": [(TODAY - dt.timedelta(days=1)).isoformat()],
        "merchants": ["Konzum"],
        "oibs": [],
        "currency": "EUR",
        **overrides,
    }
    make.reading(receipt, state="read", text="KONZUM", facts=facts)


def url_of(receipt: Receipt, sub_page: str = "") -> str:
    return f"/receipts/queue/{receipt.id}{sub_page}"


def value_of(page: Page, name: str) -> str:
    return page.attributes(f"[name={name}]", "value")[0]


def save(client: Client, receipt: Receipt, category: Category, **fields: Any) -> Page:
    return client.submit(url_of(receipt), **entry(category, waiting=receipt.id, **fields))


def test_the_first_waiting_receipt_comes_first_and_after_each_the_next(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    first, second = make.waiting(alice), make.waiting(alice)
    assert client.page("/receipts/next").location == url_of(first)
    assert save(client, first, category).location == f"/receipts/next?after={first.id}"
    assert client.page(f"/receipts/next?after={first.id}").location == url_of(second)


def test_what_was_skipped_comes_again_at_the_end_of_the_round(client: Client, make: Factory, alice: User) -> None:
    first, second = make.waiting(alice), make.waiting(alice)
    skip = client.page(url_of(first)).attributes(".save a", "href")[0]
    assert client.page(skip).location == url_of(second)
    assert client.page(f"/receipts/next?after={second.id}").location == url_of(first)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, ""])
def test_after_a_number_that_no_receipt_has_comes_the_first(
    client: Client, make: Factory, alice: User, after: str
) -> None:
    receipt = make.waiting(alice)
    assert client.page(f"/receipts/next?after={after}").location == url_of(receipt)


def test_when_none_waits_the_queue_leads_to_where_receipts_are_added(client: Client) -> None:
    assert client.page("/receipts/next").location == "/receipts/"


def test_saving_makes_an_expense_with_its_receipt(
    client: Client, make: Factory, alice: User, category: Category, session: Session
) -> None:
    receipt = make.waiting(alice)
    save(client, receipt, category, merchant="Konzum", note="for the cake")
    expense = session.scalars(select(Expense)).one()
    assert (expense.amount_cents, expense.merchant, expense.note) == (1250, "Konzum", "for the cake")
    assert [kept.id for kept in expense.receipts] == [receipt.id]
    assert "€12.50 in Food is saved." in client.page("/receipts/").text


def test_an_error_keeps_what_was_typed_and_the_receipt_waits(
    client: Client, make: Factory, alice: User, category: Category, session: Session
) -> None:
    receipt = make.waiting(alice)
    read(make, receipt, 1250)
    page = save(client, receipt, category, amount="nan", merchant="Lidl")
    assert (page.status, value_of(page, "amount"), value_of(page, "merchant")) == (400, "nan", "Lidl")
    assert (page.error_of("amount") != "", session.scalars(select(Expense)).all()) == (True, [])
    assert page.texts("#merchant-source") == [""]


def test_a_form_sent_twice_makes_one_expense(
    client: Client, make: Factory, alice: User, category: Category, session: Session
) -> None:
    receipt = make.waiting(alice)
    key = value_of(client.page(url_of(receipt)), "key")
    answers = [save(client, receipt, category, key=key) for _ in range(2)]
    assert [answer.location for answer in answers] == [f"/receipts/next?after={receipt.id}"] * 2
    assert len(session.scalars(select(Expense)).all()) == 1


def test_a_receipt_that_another_tab_has_used_is_passed(
    client: Client, make: Factory, alice: User, category: Category, session: Session
) -> None:
    receipt = make.receipt(make.expense(alice))
    assert client.page(url_of(receipt)).location == f"/receipts/next?after={receipt.id}"
    assert save(client, receipt, category).location == f"/receipts/next?after={receipt.id}"
    client.submit(url_of(receipt, "/delete"))
    assert len(session.scalars(select(Expense)).all()) == 1
    assert session.scalars(select(Receipt.deleted_at)).all() == [None]
    assert "That receipt belongs to an expense already." in client.page("/receipts/").text


def test_what_was_read_is_filled_in_marked_and_shown_on_the_picture(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    make.expense(alice, merchant="Konzum", category_id=category.id)
    receipt = make.waiting(alice)
    read(make, receipt, 2310, 3000)
    page = client.page(url_of(receipt))
    assert (value_of(page, "amount"), value_of(page, "merchant")) == ("23.10", "Konzum")
    assert page.attributes("[name=category_id][checked]", "value") == [str(category.id)]
    assert page.attributes("[name=day][checked]", "value") == [(TODAY - dt.timedelta(days=1)).isoformat()]
    assert page.texts(".from") == ["from the receipt", "from the receipt", "as last time", "from the receipt"]
    assert page.texts("[data-choices=amount] button") == ["23.10", "30.00"]
    assert page.attributes("polygon", "points")[0] == "0.5,0.4 0.7,0.4 0.7,0.45 0.5,0.45"
    assert page.attributes("polygon.is-on", "data-value") == ["23.10"]


def test_a_receipt_is_rotated_in_the_queue_and_what_was_typed_stays(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    receipt = make.waiting(alice, picture(size=(60, 90)))
    page = client.submit(url_of(receipt), rotate="right", amount="12,5x", merchant="Tisak")
    assert page.status == 200
    assert (value_of(page, "amount"), value_of(page, "merchant")) == ("12,5x", "Tisak")
    session.refresh(receipt)
    assert (receipt.width, receipt.height, receipt.expense_id) == (90, 60, None)


def test_a_code_is_named_as_the_source(client: Client, make: Factory, alice: User) -> None:
    receipt = make.waiting(alice)
    payload = "https://porezna.gov.hr/rn?jir=12345678-1234-1234-1234-123456789012&datv=20261121_1200&izn=1250"
    make.reading(receipt, code_payload=payload)
    page = client.page(url_of(receipt))
    assert value_of(page, "amount") == "12.50"
    assert page.texts(".from.is-sure") == ["from its code", "from its code"]


def test_an_amount_in_another_currency_is_said_and_not_filled_in(client: Client, make: Factory, alice: User) -> None:
    receipt = make.waiting(alice)
    read(make, receipt, 149_999, currency="RSD")
    page = client.page(url_of(receipt))
    assert value_of(page, "amount") == ""
    assert "1,499.99" in page.texts("[data-foreign]")[0]


@pytest.mark.parametrize(("currency", "amount"), [("EUR", "12.50"), ("JPY", "12"), ("KWD", "12.500")])
def test_amounts_have_the_decimals_of_the_account(
    client: Client, make: Factory, alice: User, currency: str, amount: str
) -> None:
    alice.currency = currency
    receipt = make.waiting(alice)
    read(make, receipt, 1250, currency=None)
    assert value_of(client.page(url_of(receipt)), "amount") == amount


def test_without_a_reading_the_form_is_empty_and_says_nothing(client: Client, make: Factory, alice: User) -> None:
    page = client.page(url_of(make.waiting(alice)))
    assert (value_of(page, "amount"), page.texts(".from"), page.texts(".reading-state")) == ("", [""] * 4, [""])


@pytest.mark.parametrize("state", ["waiting", "reading", "read"])
def test_whether_a_receipt_is_being_read_can_be_asked(client: Client, make: Factory, alice: User, state: str) -> None:
    is_being_read = state != "read"
    receipt = make.waiting(alice)
    make.reading(receipt, state=state)
    assert client.get(f"/receipts/{receipt.id}/reading").json == {"is_being_read": is_being_read}
    assert client.page(url_of(receipt)).texts(".reading-state") == ["Reading…" if is_being_read else ""]


def test_expenses_of_that_amount_and_day_are_offered_first(
    client: Client, make: Factory, alice: User, charlie: User, category: Category
) -> None:
    receipt = make.waiting(alice)
    read(make, receipt, 1250)
    days = {"Near": 0, "Same amount": 5, "Both": 1, "Too old": 90}
    for merchant, ago in days.items():
        cents = 1250 if merchant in {"Same amount", "Both"} else 999
        spent_on = TODAY - dt.timedelta(days=ago)
        make.expense(alice, cents, merchant=merchant, spent_on=spent_on, category_id=category.id)
    make.expense(charlie, 1250, merchant="Secret")
    assert client.page(url_of(receipt)).texts(".belongs .row-title") == ["Both", "Same amount", "Near"]


def test_a_receipt_is_added_to_the_expense_it_belongs_to(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    receipt, expense = make.waiting(alice), make.expense(alice)
    page = client.submit(url_of(receipt, "/expense"), expense_id=expense.id)
    assert page.location == f"/receipts/next?after={receipt.id}"
    assert session.scalars(select(Receipt.expense_id)).all() == [expense.id]


def test_a_receipt_is_never_added_to_an_expense_of_somebody_else(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    receipt = make.waiting(alice)
    assert client.submit(url_of(receipt, "/expense"), expense_id=make.expense(charlie).id).status == 404
    assert client.submit(url_of(receipt, "/expense"), expense_id="x").status == 400
    assert session.scalars(select(Receipt.expense_id)).all() == [None]


def test_what_is_no_receipt_goes_to_the_trash_and_comes_back(client: Client, make: Factory, alice: User) -> None:
    receipt = make.waiting(alice)
    page = client.submit(url_of(receipt, "/delete"), follow=True)
    assert page.response.request.path == "/receipts/"
    client.submit(page.attributes("form.flash", "action")[0])
    assert client.page("/receipts/next").location == url_of(receipt)


@pytest.mark.parametrize("address", ["/receipts/queue/{id}", "/expenses/new?waiting={id}"])
def test_a_page_asks_few_questions(app: Flask, client: Client, make: Factory, alice: User, address: str) -> None:
    receipt, category = make.waiting(alice), make.category(alice)
    read(make, receipt, 1250, oibs=["62226620908"])
    for merchant in ("Konzum", "Lidl", "dm"):
        make.expense(alice, merchant=merchant, category_id=category.id)
    with counted_statements(app) as statements:
        assert client.get(address.format(id=receipt.id)).status_code == 200
    assert len(statements) <= MAX_QUERIES, statements


def test_the_form_of_an_expense_is_filled_from_its_waiting_receipt(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    receipt = make.waiting(alice)
    read(make, receipt, 2310)
    page = client.page(f"/expenses/new?waiting={receipt.id}&category_id={category.id}&spent_on=2026-11-02")
    assert (value_of(page, "amount"), value_of(page, "merchant")) == ("23.10", "Konzum")
    assert page.attributes("[name=spent_on]", "value") == ["2026-11-02"]
    assert page.texts("#spent_on-source") == [""]
    assert not any(client.page("/expenses/new").texts(".from"))


def test_home_says_how_many_wait(client: Client, make: Factory, alice: User) -> None:
    assert client.page("/").attributes(".actions a", "href") == []
    make.waiting(alice)
    assert client.page("/").texts(".actions a") == ["1 receipt waits"]
    make.expense(alice)
    make.waiting(alice)
    page = client.page("/")
    assert (page.texts(".actions a"), page.attributes(".actions a", "href")) == (
        ["2 receipts wait"],
        ["/receipts/next"],
    )


def test_a_photo_that_an_expense_has_is_named_beside_it_and_can_be_thrown_away(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    saved = make.expense(alice, category_id=category.id)
    make.receipt(saved)
    receipt = make.waiting(alice)
    page = client.page(url_of(receipt))
    assert page.texts(".alike h2") == ["This looks like your expense of Nov 22, 2026, €12.50"]
    assert page.attributes("[name=told_apart]", "value") == [str(saved.id)]
    assert page.attributes(".alike [formaction]", "formaction") == [url_of(receipt, "/delete")]
    assert save(client, receipt, category, told_apart=saved.id).status == 302


def test_naming_what_looks_alike_asks_few_questions_too(
    app: Flask, client: Client, make: Factory, alice: User, category: Category
) -> None:
    make.receipt(make.expense(alice, merchant="Konzum", category_id=category.id))
    receipt = make.waiting(alice)
    read(make, receipt, 1250, oibs=["62226620908"])
    with counted_statements(app) as statements:
        assert len(client.page(url_of(receipt)).texts(".alike h2")) == 1
    assert len(statements) <= MAX_QUERIES, statements


def test_saving_a_photo_that_an_expense_has_is_asked_about_once(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    saved = make.expense(alice, category_id=category.id)
    make.receipt(saved)
    receipt = make.waiting(alice)
    page = save(client, receipt, category, note="typed")
    assert (len(page.texts(".alike h2")), page.texts("textarea#note")) == (1, ["typed"])
    assert page.attributes("[name=told_apart]", "value") == [str(saved.id)]


def test_of_two_photos_that_wait_the_later_names_the_earlier_and_saving_tells_them_apart(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    first, second = make.waiting(alice), make.waiting(alice)
    assert client.page(url_of(first)).texts(".alike h2") == []
    page = client.page(url_of(second))
    assert page.texts(".alike h2") == ["This looks like a photo that waits already"]
    twins = page.attributes("[name=twins]", "value")
    assert twins == [str(first.id)]
    save(client, second, category, twins=twins)
    assert client.page(url_of(first)).texts(".alike h2") == []
    assert save(client, first, category, amount="3").status == 302
