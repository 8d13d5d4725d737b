from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.database.engine import db
from app.models import RecurringDecision, User
from app.models.types import utc_now
from app.recurring import queries, services
from app.recurring.rhythms import MEASURES, Rhythm
from tests.recurring.schedules import days_of
from tests.support.factories import TODAY
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import Category
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
ZVON: dict[str, Any] = {"merchant_key": "zvon", "rhythm": "monthly"}


@pytest.fixture
def bills(make: Factory, alice: User) -> Category:
    return make.category(alice, "Bills", color="indigo")


def pay_monthly(make: Factory, category: Category, merchant: str, *cents: int, month_day: int = 15) -> None:
    """Pay on a day of each of the last months; the last amount in November 2026."""
    for age, amount in enumerate(reversed(cents)):
        year, month = divmod(2026 * 12 + 10 - age, 12)
        spent_on = dt.date(year, month + 1, month_day)
        owner = make.session.get_one(User, category.user_id)
        make.expense(owner, amount, merchant=merchant, spent_on=spent_on, category_id=category.id)


def merchants(page: Page, section: str = "#payments") -> list[str]:
    return page.texts(f"{section} .row-title")


def test_a_recurring_payment_is_listed_with_its_cost_and_its_next_day(
    client: Client, make: Factory, bills: Category
) -> None:
    pay_monthly(make, bills, "Zvon", 1750, 1890, 1890)
    page = client.page("/recurring/")
    assert merchants(page) == ["Zvon"]
    assert page.texts(".payment .row-sub") == [
        "a year",
        "Bills · next on Dec 15, 2026",
        "€18.90 every month · 3 payments",
    ]
    assert page.texts(".payment-cost a") == ["€226.80"]
    assert page.attributes(".payment .tile", "class") == ["tile color-indigo"]


def test_the_sum_says_what_a_year_and_a_month_cost(client: Client, make: Factory, bills: Category) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    pay_monthly(make, bills, "Najam", 63000, 63000, 63000)
    page = client.page("/recurring/")
    assert merchants(page) == ["Najam", "Zvon"]
    assert page.cents("recurring-year") == 12 * 64890
    assert "about €648.90 a month" in page.text
    assert "€7,560.00 + €226.80 = €7,786.80" in page.texts(".explain p")[0]


def test_every_line_says_how_it_was_worked_out(client: Client, make: Factory, bills: Category) -> None:
    pay_monthly(make, bills, "Zvon", 1750, 1890, 1890)
    text = client.page("/recurring/").texts(".payment .explain p")[0]
    assert "3 payments with 30 to 31 days between them." in text
    assert "the middle one of the last three, €17.50 · €18.90 · €18.90." in text
    assert "€18.90 = €226.80" in text
    assert "Next: a month after Nov 15, 2026, on its usual day, 15." in text


@pytest.mark.parametrize(
    ("rhythm", "length"),
    [
        *((Rhythm.WEEKLY, "a week"), (Rhythm.TWO_WEEKLY, "two weeks"), (Rhythm.FOUR_WEEKLY, "four weeks")),
        *((Rhythm.QUARTERLY, "three months"), (Rhythm.HALF_YEARLY, "six months"), (Rhythm.YEARLY, "one year")),
    ],
)
def test_the_next_payment_is_told_by_the_name_of_the_rhythm(
    client: Client, make: Factory, alice: User, rhythm: Rhythm, length: str
) -> None:
    times = MEASURES[rhythm].fewest_times
    start = TODAY - dt.timedelta(days=MEASURES[rhythm].days * (times - 1) + 5)
    for date in days_of(rhythm, start, times):
        make.expense(alice, 1000, spent_on=date, merchant="Yoga")
    (text,) = client.page("/recurring/").texts(".payment .explain p")
    assert f"Next: {length} after the last one on {date:%b} {date.day}, {date.year}." in text


def test_payments_always_as_far_apart_say_so(client: Client, make: Factory, alice: User, bills: Category) -> None:
    for week in range(6):
        days = {"spent_on": TODAY - dt.timedelta(weeks=week), "merchant": "Yoga", "category_id": bills.id}
        make.expense(alice, 1000, **days)
    page = client.page("/recurring/")
    assert page.texts(".payment .row-sub")[2] == "€10.00 every week · 6 payments"
    assert "6 payments with 7 days between them." in page.texts(".payment .explain p")[0]


@pytest.mark.parametrize(
    ("weeks", "shown"),
    [
        (2, ["Bills · next on Dec 6, 2026", "€10.00 every two weeks · 5 payments", "€260.00"]),
        (4, ["Bills · next on Dec 20, 2026", "€10.00 every four weeks · 5 payments", "€130.00"]),
    ],
)
def test_weeks_are_counted_as_weeks(
    client: Client, make: Factory, bills: Category, weeks: int, shown: list[str]
) -> None:
    for number in range(5):
        days = {"spent_on": TODAY - dt.timedelta(weeks=weeks * number), "merchant": "Yoga", "category_id": bills.id}
        make.expense(make.session.get_one(User, bills.user_id), 1000, **days)
    page = client.page("/recurring/")
    assert [*page.texts(".payment p.row-sub"), *page.texts(".payment-cost a")] == shown
    reason = "Four weeks lie between them, so there are 13 a year."
    assert (reason in page.texts(".payment .explain p")[0]) == (weeks == 4)


def test_half_a_year_is_said(client: Client, make: Factory, alice: User, bills: Category) -> None:
    for day in ("2025-11-15", "2026-05-15", "2026-11-15"):
        make.expense(alice, 9000, spent_on=dt.date.fromisoformat(day), merchant="Insurance", category_id=bills.id)
    page = client.page("/recurring/")
    assert page.texts(".payment p.row-sub") == [
        "Bills · next on May 15, 2027",
        "€90.00 every six months · 3 payments",
    ]


def test_two_subscriptions_of_one_merchant_are_two(client: Client, make: Factory, bills: Category) -> None:
    pay_monthly(make, bills, "Zvon", 989, 989, 999, 999)
    pay_monthly(make, bills, "Zvon", 1199, 1199, 1199, 1199, month_day=20)
    page = client.page("/recurring/")
    assert page.texts(".payment-cost a") == ["€143.88", "€119.88"]
    assert page.cents("recurring-year") == 12 * (999 + 1199)
    assert "only those from €9.89 to €9.99 belong here." in page.texts(".payment .explain p")[1]
    how = "This merchant gets similar amounts at the same time; only those of €11.99 belong here."
    assert how in page.texts(".payment .explain p")[0]
    assert page.attributes(".payment button", "aria-label") == [
        *("Confirm Zvon, €11.99", "Dismiss Zvon, €11.99", "Confirm Zvon, €9.99", "Dismiss Zvon, €9.99")
    ]
    links = page.attributes(".payment a", "href")
    assert [client.page(link).cents("list-total") for link in links[2::3]] == [4 * 1199, 2 * 989 + 2 * 999]


@pytest.mark.parametrize("language", ["en", "hr"])
def test_each_link_leads_to_exactly_the_expenses_behind_it(
    client: Client, make: Factory, alice: User, bills: Category, language: str
) -> None:
    alice.language = language
    make.session.flush()
    pay_monthly(make, bills, "Žuti & Co", 150_000, 150_000, 163_050, 163_050, 163_050)
    pay_monthly(make, bills, "žuti & co", 299, 299, 299, 299, 299, month_day=3)
    make.expense(alice, 999_999, merchant="Žuti & Co", spent_on=dt.date(2026, 9, 20), category_id=bills.id)
    make.expense(alice, -163_050, merchant="Žuti & Co", spent_on=dt.date(2026, 9, 20), category_id=bills.id)
    page = client.page("/recurring/")
    links = page.attributes(".payment a", "href")
    expected = [*(3 * 163_050, 3 * 163_050, 789_150), *(3 * 299, 3 * 299, 5 * 299)]
    assert [client.page(link).cents("list-total") for link in links] == expected


def test_a_payment_a_little_late_was_expected(
    client: Client, make: Factory, bills: Category, clock: TimeMachineFixture
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    clock.move_to(dt.datetime(2026, 12, 18, 12, tzinfo=dt.UTC))
    assert "was expected on Dec 15, 2026" in client.page("/recurring/").text
    clock.move_to(dt.datetime(2027, 1, 18, 12, tzinfo=dt.UTC))
    assert merchants(client.page("/recurring/")) == []


def test_what_lies_in_the_trash_has_no_merchant_or_is_to_come_does_not_count(
    client: Client, make: Factory, alice: User, bills: Category
) -> None:
    pay_monthly(make, bills, "", 500, 500, 500)
    pay_monthly(make, bills, "Two", 500, 500)
    own: dict[str, Any] = {"category_id": bills.id, "merchant": "Two"}
    make.expense(alice, 500, **own, spent_on=dt.date(2026, 9, 15), deleted_at=utc_now())
    make.expense(alice, 500, **own, spent_on=dt.date(2026, 12, 15))
    page = client.page("/recurring/")
    assert "Nothing of the kind was found in your expenses since Sep 15, 2026." in page.text


def test_a_confirmed_payment_moves_up_and_can_be_taken_back(client: Client, make: Factory, bills: Category) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    page = client.submit("/recurring/confirm", follow=True, **ZVON)
    assert page.texts(".flash span") == ["Zvon is confirmed."]
    assert (merchants(page, "#confirmed"), merchants(page)) == (["Zvon"], [])
    assert page.cents("recurring-year") == 12 * 1890
    page = client.submit(page.attributes("#confirmed form", "action")[0], follow=True)
    assert (merchants(page, "#confirmed"), merchants(page)) == ([], ["Zvon"])


def test_a_dismissed_payment_stays_away_when_the_next_one_costs_a_little_more(
    client: Client, make: Factory, alice: User, bills: Category, clock: TimeMachineFixture
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    page = client.submit("/recurring/dismiss", follow=True, **ZVON)
    assert (merchants(page), merchants(page, "#dismissed"), page.cents("recurring-year")) == ([], ["Zvon"], 0)
    assert not page.texts(".hero + .explain")
    make.expense(alice, 1990, merchant="ZVON", spent_on=dt.date(2026, 12, 15), category_id=bills.id)
    clock.move_to(dt.datetime(2026, 12, 16, 12, tzinfo=dt.UTC))
    page = client.page("/recurring/")
    assert (merchants(page), merchants(page, "#dismissed")) == ([], ["ZVON"])


@pytest.fixture
def two(clock: TimeMachineFixture, client: Client, make: Factory, bills: Category) -> Page:  # noqa: ARG001 - stands first
    """The page with two subscriptions of one merchant, the dearer one first."""
    pay_monthly(make, bills, "Zvon", 999, 999, 999, 999)
    pay_monthly(make, bills, "Zvon", 1199, 1199, 1199, 1199, month_day=20)
    return client.page("/recurring/")


def amounts(page: Page, section: str) -> list[str]:
    return [text.split()[0] for text in page.texts(f"{section} .row-sub") if "every" in text]


def test_each_of_two_subscriptions_has_its_own_decision(client: Client, two: Page) -> None:
    sent = two.attributes("input[name=cents]", "value")
    assert sent == ["1199", "1199", "999", "999"]
    page = client.submit("/recurring/dismiss", follow=True, **ZVON, cents=sent[2])
    assert (amounts(page, "#payments"), amounts(page, "#dismissed")) == (["€11.99"], ["€9.99"])
    assert page.cents("recurring-year") == 12 * 1199
    page = client.submit("/recurring/confirm", follow=True, **ZVON, cents=sent[0])
    assert (amounts(page, "#confirmed"), amounts(page, "#dismissed")) == (["€11.99"], ["€9.99"])
    page = client.submit(page.attributes("#dismissed form", "action")[0], follow=True)
    assert (amounts(page, "#confirmed"), amounts(page, "#payments")) == (["€11.99"], ["€9.99"])


@pytest.mark.usefixtures("two")
def test_of_two_subscriptions_the_dismissed_one_stays_away_when_its_price_rises(
    client: Client, make: Factory, alice: User, bills: Category, clock: TimeMachineFixture
) -> None:
    client.submit("/recurring/dismiss", **ZVON, cents=999)
    for month in (dt.date(2026, 12, 1), dt.date(2027, 1, 1)):
        for cents, day in ((1099, 15), (1199, 20)):
            own = {"merchant": "Zvon", "spent_on": month.replace(day=day), "category_id": bills.id}
            make.expense(alice, cents, **own)
    clock.move_to(dt.datetime(2027, 1, 21, 12, tzinfo=dt.UTC))
    page = client.signed_in(alice).page("/recurring/")
    assert (amounts(page, "#payments"), amounts(page, "#dismissed")) == (["€11.99"], ["€10.99"])


@pytest.mark.usefixtures("two")
def test_a_decision_from_before_amounts_were_kept_is_about_both(client: Client, make: Factory, alice: User) -> None:
    old = make.decision(alice, "zvon", is_confirmed=False)
    page = client.page("/recurring/")
    assert (merchants(page), amounts(page, "#dismissed")) == ([], ["€11.99", "€9.99"])
    page = client.submit(f"/recurring/{old.id}/reset", follow=True)
    assert amounts(page, "#payments") == ["€11.99", "€9.99"]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("cents", "expected"), [("1250", "€11.99"), ("1", "€9.99"), ("", "€9.99"), ("1" * 30, "€11.99")]
)
def test_a_price_that_changed_since_the_page_still_names_the_nearest(client: Client, cents: str, expected: str) -> None:
    page = client.submit("/recurring/dismiss", follow=True, **ZVON, cents=cents)
    assert amounts(page, "#dismissed") == [expected]


@pytest.mark.usefixtures("context")
def test_a_name_and_amount_that_another_decision_has_is_decided_anew(
    make: Factory, alice: User, bills: Category, session: Session
) -> None:
    pay_monthly(make, bills, "Zvon", 999, 999, 999)
    (listed,) = queries.get_overview(alice, TODAY).found
    make.decision(alice, "zvon", amount_cents=999)
    services.decide(alice, listed, is_confirmed=False)
    db.session.commit()
    assert session.scalars(select(RecurringDecision.is_confirmed)).all() == [False]


@pytest.mark.parametrize("action", ["confirm", "dismiss"])
def test_undo_takes_a_decision_back(
    client: Client, make: Factory, bills: Category, session: Session, action: str
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    page = client.submit(f"/recurring/{action}", follow=True, **ZVON)
    page = client.submit(page.attributes("form.flash", "action")[0], follow=True)
    assert merchants(page) == ["Zvon"]
    assert session.scalars(select(RecurringDecision.id)).all() == []


def test_the_buttons_send_what_they_decide_about(client: Client, make: Factory, bills: Category) -> None:
    pay_monthly(make, bills, 'Šećer "&" Ćo\'', 1890, 1890, 1890)
    page = client.page("/recurring/")
    assert page.attributes(".payment form", "action") == ["/recurring/confirm", "/recurring/dismiss"]
    sent: dict[str, Any] = {name: page.attributes(f".payment input[name={name}]", "value")[0] for name in ZVON}
    assert client.submit("/recurring/dismiss", follow=True, **sent).texts("#dismissed summary")[0] == "1 dismissed"


def test_the_last_decision_counts(client: Client, make: Factory, bills: Category, session: Session) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    for action in ("confirm", "dismiss", "dismiss", "confirm"):
        assert client.submit(f"/recurring/{action}", **ZVON).status == 302
    assert session.scalars(select(RecurringDecision.is_confirmed)).all() == [True]


def test_charlie_sees_and_decides_nothing_of_alice(
    client: Client, make: Factory, alice: User, bills: Category, charlie: User
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    decision = make.decision(alice, "zvon")
    client.signed_in(charlie)
    assert "Zvon" not in client.page("/recurring/").text
    assert client.submit("/recurring/dismiss", **ZVON).status == 400
    assert client.submit(f"/recurring/{decision.id}/reset").status == 404
    assert make.session.scalars(select(RecurringDecision.is_confirmed)).all() == [True]


def test_a_decision_of_charlie_is_not_one_of_alice(
    client: Client, make: Factory, bills: Category, charlie: User
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    make.decision(charlie, "zvon", is_confirmed=False)
    assert merchants(client.page("/recurring/")) == ["Zvon"]


@pytest.mark.parametrize(
    "fields",
    [{}, {"merchant_key": "zvon"}, {"rhythm": "monthly"}, {**ZVON, "rhythm": "yearly"}, {**ZVON, "rhythm": "\0"},
     {**ZVON, "cents": "dear"}, {**ZVON, "merchant_key": "nobody"}, {**ZVON, "merchant_key": "x" * 100_000}],
)  # fmt: skip
def test_what_was_not_found_cannot_be_decided_about(
    client: Client, make: Factory, bills: Category, session: Session, fields: dict[str, Any]
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    assert client.submit("/recurring/confirm", **fields).status == 400
    assert session.scalars(select(RecurringDecision.id)).all() == []


@given(merchant_key=st.text(), rhythm=st.text(), cents=st.text())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bad_input_is_a_bad_request(client: Client, merchant_key: str, rhythm: str, cents: str) -> None:
    fields = {"merchant_key": merchant_key, "rhythm": rhythm, "cents": cents}
    sendable: dict[str, Any] = {name: text.encode("utf-8", "replace") for name, text in fields.items()}
    assert client.submit("/recurring/dismiss", **sendable).status == 400


def test_without_expenses_the_page_says_what_will_be_here(client: Client) -> None:
    page = client.page("/recurring/")
    assert "Add expenses first." in page.text
    assert page.texts(".empty .button") == ["Add your first expense"]


def test_after_six_days_the_page_says_since_when_it_looks(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=TODAY - dt.timedelta(days=6), merchant="Zvon")
    make.expense(alice, spent_on=TODAY + dt.timedelta(days=6), merchant="Zvon")
    page = client.page("/recurring/")
    assert "Nothing of the kind was found in your expenses since Nov 16, 2026." in page.text


def test_expenses_to_come_alone_are_none_to_look_at(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=TODAY + dt.timedelta(days=6))
    assert "Add expenses first." in client.page("/recurring/").text


def test_after_many_years_the_page_looks_at_the_last_three(
    client: Client, make: Factory, alice: User, bills: Category
) -> None:
    make.expense(alice, spent_on=dt.date(2010, 1, 1), merchant="Zvon", category_id=bills.id)
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890)
    assert "since Oct 1, 2023" in client.page("/recurring/").text


def test_the_number_of_queries_does_not_depend_on_the_data(
    app: Flask, client: Client, make: Factory, bills: Category
) -> None:
    counts = []
    for number in range(3):
        with counted_statements(app) as statements:
            client.page("/recurring/")
        counts.append(len(statements))
        for merchant in range(10 * number):
            pay_monthly(make, bills, f"Merchant {number} {merchant}", 1890, 1890, 1890)
    assert counts == [4, 4, 5]  # where nothing is found, nothing more is looked up


def test_a_shop_of_every_day_is_not_even_read(
    client: Client, make: Factory, alice: User, bills: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    own: dict[str, Any] = {"merchant": "Market", "merchant_key": "market", "category_id": bills.id}
    make.expenses(alice, [500] * 171, **own, spent_on=TODAY)
    monkeypatch.setattr(queries, "find_series", lambda *_: pytest.fail("it was read"))
    assert client.page("/recurring/").status == 200


def test_where_the_oldest_day_may_be_cut_it_is_left_out(
    client: Client, make: Factory, bills: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay_monthly(make, bills, "Zvon", 1890, 1890, 1890, 1890)
    monkeypatch.setattr(queries, "_MAX_ROWS", 4)
    assert "3 payments" in client.page("/recurring/").text
