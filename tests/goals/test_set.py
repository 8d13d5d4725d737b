from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.budgets import NOVEMBER, limits

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def test_a_total_limit_is_set(client: Client, session: Session) -> None:
    page = client.submit("/goals/", follow=True, amount="1.200,50", category_id="", valid_from="2026-11")
    assert page.texts(".flash") == ["At most €1,200.50 in total, each month from November 2026 on."]
    assert limits(session) == [(None, 120_050, NOVEMBER)]


def test_a_limit_of_a_category_is_set(client: Client, make: Factory, alice: User, session: Session) -> None:
    food = make.category(alice, "Food")
    page = client.submit("/goals/", follow=True, amount="300", category_id=food.id, valid_from="2027-01")
    assert page.texts(".flash") == ["At most €300.00 for Food, each month from January 2027 on."]
    assert limits(session) == [(food.id, 30_000, dt.date(2027, 1, 1))]


@pytest.mark.parametrize("month", ["2026-11", "2026-11-01", "2026-11-22", " 2026-11 "])
def test_a_month_is_read_from_any_of_its_days(client: Client, session: Session, month: str) -> None:
    client.submit("/goals/", amount="1", category_id="", valid_from=month)
    assert limits(session) == [(None, 100, NOVEMBER)]


def test_the_same_month_again_replaces_and_another_one_does_not(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    food = make.category(alice)
    for amount, category_id, month in (
        ("100", "", "2026-10"),
        ("1", "", "2026-11"),
        ("9", food.id, "2026-11"),
        ("2", "", "2026-11"),
        ("8", food.id, "2026-11"),
    ):
        client.submit("/goals/", amount=amount, category_id=category_id, valid_from=month)
    assert sorted(limits(session), key=str) == sorted(
        [(None, 10_000, dt.date(2026, 10, 1)), (None, 200, NOVEMBER), (food.id, 800, NOVEMBER)], key=str
    )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("amount", "", "Enter an amount, for example 12.50."),
        ("amount", "0", "The amount cannot be zero."),
        ("amount", "-5", "Enter an amount above zero."),
        ("amount", "1e9", "This is not an amount. Write for example 12.50 or 12+3."),
        ("amount", "99999999999999", "The amount is too large. At most €9,999,999,999.99."),
        ("category_id", "x", "Choose a category, or the total."),
        ("category_id", "0", "Choose a category, or the total."),
        ("category_id", "9" * 30, "Choose a category, or the total."),
        ("valid_from", "", "Choose a month."),
        ("valid_from", "2026-13", "Write the month as year-month, from 1900-01 to 2099-12."),
        ("valid_from", "2026-11-31", "Write the month as year-month, from 1900-01 to 2099-12."),
        ("valid_from", "1899-12", "Write the month as year-month, from 1900-01 to 2099-12."),
        ("valid_from", "2100-01", "Write the month as year-month, from 1900-01 to 2099-12."),
        ("valid_from", "x", "Write the month as year-month, from 1900-01 to 2099-12."),
        ("valid_from", "9" * 300, "Write the month as year-month, from 1900-01 to 2099-12."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_stays(
    client: Client, session: Session, field: str, value: str, message: str
) -> None:
    fields: dict[str, Any] = {"amount": "5", "category_id": "", "valid_from": "2026-11", field: value}
    page = client.submit("/goals/", **fields)
    assert (page.status, page.error_of(field)) == (400, message)
    assert limits(session) == []
    if field != "category_id":
        assert page.attributes(f"#{field}", "value") == [value]


def test_an_amount_is_read_in_croatian_too(client: Client, alice: User, session: Session) -> None:
    alice.language = "hr"
    session.flush()
    client.submit("/goals/", amount="1200,50", category_id="", valid_from="2026-11")
    assert limits(session) == [(None, 120_050, NOVEMBER)]
    assert client.page("/goals/").status == 200


@pytest.mark.parametrize("month", ["1900-01", "2099-12"])
def test_the_first_and_the_last_month_are_taken(client: Client, month: str) -> None:
    assert client.submit("/goals/", amount="5", category_id="", valid_from=month).status == 302
    assert client.page("/goals/").status == 200


def test_the_largest_limit_is_taken(client: Client, session: Session) -> None:
    client.submit("/goals/", amount="9999999999.99", category_id="", valid_from="2026-11")
    assert limits(session) == [(None, 10**12 - 1, NOVEMBER)]
    assert client.page("/goals/").status == 200


def test_a_category_of_somebody_else_is_refused(client: Client, make: Factory, charlie: User, session: Session) -> None:
    category = make.category(charlie, "Secret")
    page = client.submit("/goals/", amount="5", category_id=category.id, valid_from="2026-11")
    assert (page.status, page.error_of("category_id")) == (400, "Choose a category, or the total.")
    assert limits(session) == []
    assert "Secret" not in page.text


def test_a_currency_without_decimals_takes_none(guest: Client, make: Factory, session: Session) -> None:
    guest.signed_in(make.user(currency="JPY"))
    fields: dict[str, Any] = {"category_id": "", "valid_from": "2026-11"}
    assert guest.submit("/goals/", amount="12.5", **fields).error_of("amount") == "This currency has no decimals."
    guest.submit("/goals/", amount="1200", **fields)
    assert limits(session) == [(None, 1200, NOVEMBER)]


def test_the_form_begins_with_the_total_and_this_month(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice)
    make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    make.category(alice, "Food")
    page = client.page("/goals/")
    assert page.texts("#category_id option") == ["Total", "Food"]
    assert page.attributes("#category_id option[selected]", "value") == [""]
    assert page.attributes("#amount, #valid_from", "value") == ["", "2026-11"]


def test_change_fills_the_form(client: Client, make: Factory, alice: User) -> None:
    food = make.category(alice, "Food", archived_at=dt.datetime.now(dt.UTC))
    make.limit(alice, 5000)
    make.limit(alice, 30_050, category_id=food.id)
    links = client.page("/goals/").attributes(".goal .buttons a", "href")
    assert links[:2] == ["/goals/?category_id=#limit", f"/goals/?category_id={food.id}#limit"]
    assert client.page("/goals/?category_id=").attributes("#amount", "value") == ["50.00"]
    page = client.page(f"/goals/?category_id={food.id}")
    assert page.attributes("#amount", "value") == ["300.50"]
    assert page.attributes("#category_id option[selected]", "value") == [str(food.id)]


@pytest.mark.parametrize("category_id", ["x", "0", "9" * 30])
def test_a_link_to_no_category_fills_nothing(client: Client, make: Factory, alice: User, category_id: str) -> None:
    make.limit(alice)
    page = client.page(f"/goals/?category_id={category_id}")
    assert (page.status, page.attributes("#amount", "value")) == (200, [""])
