from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.periods import Month, months_between
from tests.support.factories import TODAY
from tests.support.page_lint import attribute, text_of
from tests.support.reading import read_cents, read_cents_behind
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask
    from time_machine import TimeMachineFixture

    from app.models import Category, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
MAX_QUERIES = 8


def names(page: Page) -> list[str]:
    return page.texts(".goal-title")


def words(page: Page) -> str:
    """The text of a page; commas stand close to the links before them."""
    return page.text.replace(" ,", ",")


def states(page: Page) -> list[str]:
    return page.attributes(".strip a", "class")


def test_an_empty_account_reads_what_will_be_here(client: Client) -> None:
    page = client.page("/goals/")
    assert "No limit is set for this month." in page.text
    assert "Suggestions come after three full months of expenses; you have 0." in page.text
    assert "set a total limit first" in page.text
    assert names(page) == ["Savings"]


def test_six_days_of_data_say_how_much_is_left(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 5000, spent_on=TODAY - dt.timedelta(days=5))
    make.limit(alice, 30_000)
    page = client.page("/goals/")
    assert "€50.00 of €300.00, €250.00 left, €27.77 a day for 9 days" in words(page)
    assert "Estimates start on day five, after three full months." in page.text
    assert "Each full month with this limit will be here, kept or missed." in page.text
    assert "you have 0." in page.text


def test_a_goal_says_how_it_stands(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 30_000, category_id=food.id, valid_from=dt.date(2026, 11, 1))
    page = client.page("/goals/")
    assert names(page) == ["Food", "Savings"]
    assert "€84.00 of €300.00, €216.00 left, €24.00 a day for 9 days" in words(page)
    assert "The end is what you spent" not in page.text  # the card says nothing about it


def test_the_bar_is_filled_by_what_is_spent_and_marked_by_today(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice, 16_800, category_id=food.id)
    page = client.page("/goals/")
    assert page.attributes(".meter .used", "width") == ["50.0%"]
    assert float(page.attributes(".meter .mark", "x")[0].rstrip("%")) == pytest.approx(2200 / 30, abs=1)


def test_a_goal_that_is_over_says_by_how_much(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 7200, category_id=food.id)
    page = client.page("/goals/")
    assert "€84.00 of €72.00, €12.00 over" in words(page)
    assert "you will be" not in page.text
    assert page.attributes(".goal .meter", "class")[0].endswith("is-over")


def test_a_goal_that_will_be_over_says_so(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 16_400, category_id=food.id)
    page = client.page("/goals/")
    assert "At the usual pace, you will be about €20 over." in page.text
    assert "Likely end: €84.00 so far + €100.00, the median of these. Together €184.00." in page.text


@pytest.mark.usefixtures("food")
@pytest.mark.parametrize(("cents", "left"), [(8400, "nothing left"), (8401, "€0.01 left, €0.00 a day for 9 days")])
def test_the_last_cents_are_told(client: Client, make: Factory, alice: User, cents: int, left: str) -> None:
    make.limit(alice, cents)
    assert left in client.page("/goals/").text


def test_on_the_last_day_all_that_is_left_is_for_today(
    client: Client, make: Factory, alice: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
    make.limit(alice, 30_000)
    assert "€300.00 left, all of it for today" in client.page("/goals/").text


@pytest.mark.usefixtures("food")
def test_the_total_counts_every_category(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 1600)
    make.limit(alice, 30_000)
    page = client.page("/goals/")
    assert names(page) == ["Total", "Savings"]
    assert "€100.00 of €300.00" in page.text


def test_goals_stand_by_name_after_the_total(client: Client, make: Factory, alice: User) -> None:
    for name in ("Zoo", "čaj", "Dog"):
        make.limit(alice, category_id=make.category(alice, name).id)
    make.limit(alice)
    assert names(client.page("/goals/"))[:-1] == ["Total", "čaj", "Dog", "Zoo"]


def test_the_strip_tells_each_of_the_last_twelve_months(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice, 32_000, category_id=food.id)
    page = client.page("/goals/")
    assert states(page) == ["uncounted"] * 6 + ["kept"] * 3 + ["missed"] * 3
    assert page.attributes(".strip a", "aria-label")[8:10] == [
        "July 2026: kept, €320.00",
        "August 2026: missed, €330.00",
    ]
    assert "Missed last month." in page.text


def test_past_months_keep_their_own_limit(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 31_000, category_id=food.id)
    make.limit(alice, 34_000, category_id=food.id, valid_from=dt.date(2026, 9, 1))
    make.limit(alice, 1, category_id=food.id, valid_from=dt.date(2026, 11, 1))
    assert states(client.page("/goals/"))[6:] == ["kept", "kept", "missed", "missed", "kept", "missed"]


@pytest.mark.usefixtures("food")
@pytest.mark.parametrize(("cents", "told"), [(35_000, "Kept for 6 months in a row."), (100, "Missed last month.")])
def test_a_streak_is_told(client: Client, make: Factory, alice: User, cents: int, told: str) -> None:
    make.limit(alice, cents)
    make.limit(alice, 1, valid_from=dt.date(2026, 11, 1))
    assert told in client.page("/goals/").text


def test_a_whole_year_kept_is_told(client: Client, make: Factory, alice: User, food: Category) -> None:
    for month in months_between(Month(2025, 10), Month(2026, 3)):
        make.expense(alice, 1, spent_on=month.begin)  # on something else: the limit was kept
    make.limit(alice, 100_000, category_id=food.id, valid_from=dt.date(2025, 1, 1))
    page = client.page("/goals/")
    assert states(page) == ["kept"] * 12
    assert "Kept in each of the last twelve months." in page.text


def test_a_pause_in_the_records_keeps_nothing(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100, spent_on=dt.date(2025, 10, 1))
    make.limit(alice, 100_000, valid_from=dt.date(2025, 1, 1))
    page = client.page("/goals/")
    assert states(page) == []
    assert "Each full month with this limit will be here, kept or missed." in page.text
    assert "you have 0." in page.text


def test_a_pause_ends_a_streak(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 100, spent_on=dt.date(2026, 1, 1), category_id=food.id)  # and nothing in February and March
    make.limit(alice, 100_000, category_id=food.id, valid_from=dt.date(2025, 1, 1))
    page = client.page("/goals/")
    assert states(page)[2:6] == ["kept", "uncounted", "uncounted", "kept"]
    assert "Kept for 7 months in a row." in page.text


def test_every_amount_leads_to_its_expenses(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 32_000, category_id=food.id)
    page = client.page("/goals/")
    assert read_cents_behind(client, page.attributes(".goal a.amount", "href")[0]) == 8400
    months = page.attributes(".strip a", "href")
    assert [read_cents_behind(client, url) for url in months[6:]] == list(range(30_000, 36_000, 1000))
    usual = page.attributes(".suggestion a.amount", "href")
    assert [read_cents_behind(client, url) for url in usual] == [195_000]


@pytest.mark.usefixtures("food")
def test_what_is_usual_is_suggested_and_less(client: Client) -> None:
    page = client.page("/goals/")
    assert page.texts(".suggestion .goal-name") == ["Total", "Food"]
    assert page.texts(".suggestion button") == ["Set €330", "About 10% less: €290"] * 2
    assert page.texts(".suggestion small") == [f"kept in {count} of your last 6 full months" for count in (4, 0, 4, 0)]
    amounts = [words.split(": ")[1] for words in page.texts(".explain .values li")]
    assert amounts[-6:] == ["€300.00", "€310.00", "€320.00", "€330.00", "€340.00", "€350.00"]


def test_a_suggestion_is_never_below_what_is_fixed(client: Client, make: Factory, alice: User) -> None:
    home = make.category(alice, "Home")
    for month in range(5, 11):
        make.expense(alice, 63_050, spent_on=dt.date(2026, month, 5), category_id=home.id, merchant="Landlord")
        make.expense(alice, 1000 * month, spent_on=dt.date(2026, month, 1), category_id=make.category(alice).id)
    make.expense(alice, 63_050, spent_on=dt.date(2026, 11, 5), category_id=home.id, merchant="Landlord")
    page = client.page("/goals/")
    offers = dict(zip(page.texts(".suggestion .goal-name"), page.texts(".suggestion .buttons"), strict=True))
    assert offers["Home"] == "Set €640 kept in 6 of your last 6 full months"
    assert "About 10% less: €640" in offers["Total"]
    assert "Home, recurring payments: about €630.50 a month" in page.text


def test_what_has_a_limit_is_archived_or_pays_back_gets_no_suggestion(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice, category_id=food.id)
    old = make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    for category in (old, make.category(alice, "Refunds")):
        for month in range(5, 11):
            cents = 100 if category is old else -100
            make.expense(alice, cents, category_id=category.id, spent_on=dt.date(2026, month, 3))
    assert client.page("/goals/").texts(".suggestion .goal-name") == ["Total"]


def test_a_suggestion_is_set_by_its_button(client: Client, food: Category) -> None:
    page = client.page("/goals/")
    forms = [
        dict(zip(form.names, form.values, strict=True))
        for form in [_Hidden(page, index) for index in range(len(page.texts(".suggestion button")))]
    ]
    assert [form["category_id"] for form in forms] == ["", "", str(food.id), str(food.id)]
    page = client.submit("/goals/", follow=True, **{name: forms[3][name] for name in forms[3] if name != "csrf_token"})
    assert page.texts(".flash") == ["At most €290.00 for Food, each month from November 2026 on."]
    assert names(page) == ["Food", "Savings"]


class _Hidden:
    """The hidden fields of one of the small forms."""

    def __init__(self, page: Page, index: int) -> None:
        names, values = (page.attributes(".suggestion input", name) for name in ("name", "value"))
        self.names, self.values = names[4 * index : 4 * index + 4], values[4 * index : 4 * index + 4]


def test_everything_with_a_limit_leaves_nothing_to_suggest(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice)
    make.limit(alice, category_id=food.id)
    assert (
        "There is nothing to suggest: what you usually spend money on has a limit already."
        in client.page("/goals/").text
    )


def test_a_limit_ahead_is_told(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 10_000, valid_from=dt.date(2026, 12, 1))
    page = client.page("/goals/")
    assert "€100.00 each month from December 2026 on." in page.text
    assert page.attributes(".meter .track", "width") == []


def test_the_end_of_a_limit_ahead_is_told(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 10_000)
    make.limit(alice, None, valid_from=dt.date(2026, 12, 1))
    assert "No limit from December 2026 on." in client.page("/goals/").text


@pytest.mark.parametrize(("language", "cents"), [("en", "€10.00"), ("hr", "10,00")])
def test_with_21_days_left_it_is_not_the_last_day(
    guest: Client, make: Factory, clock: TimeMachineFixture, language: str, cents: str
) -> None:
    clock.move_to(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC))
    user = make.user(language=language)
    make.limit(user, 21_000)
    progress = guest.signed_in(user).page("/goals/").texts(".goal p")[0]
    assert cents in progress.replace("210,00", "")


def test_a_payday_moves_the_months_of_a_goal(guest: Client, make: Factory) -> None:
    user = make.user(month_start_day=23)
    food = make.category(user, "Food")
    for day, cents in ((22, 100), (23, 1000)):
        make.expense(user, cents, category_id=food.id, spent_on=dt.date(2026, 10, day))
    make.limit(user, 5000, category_id=food.id, valid_from=dt.date(2026, 10, 1))
    page = guest.signed_in(user).page("/goals/")
    assert "Oct 23, 2026 – Nov 22, 2026." in page.text  # noqa: RUF001 - ranges are written with an en dash
    assert "€10.00 of €50.00, €40.00 left, all of it for today" in words(page)
    assert page.attributes("#valid_from", "value") == ["2026-10"]


def test_a_currency_without_decimals_has_none(guest: Client, make: Factory) -> None:
    user = make.user(currency="JPY")
    make.expense(user, 100)
    make.limit(user, 1000)
    assert "¥100 of ¥1,000, ¥900 left, ¥100 a day for 9 days" in words(guest.signed_in(user).page("/goals/"))


def pay_rent(make: Factory, user: User, category: Category, months: range = range(5, 11)) -> None:
    for month in months:
        make.expense(user, 63_000, spent_on=dt.date(2026, month, 28), category_id=category.id, merchant="Landlord")


def test_what_is_free_a_day_leaves_the_recurring_payments_to_come(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    pay_rent(make, alice, food)
    make.limit(alice, 100_000, category_id=food.id)
    make.limit(alice, 100_000, category_id=make.category(alice, "Fun").id)
    page = client.page("/goals/")
    assert "€916.00 left, €31.77 a day for 9 days after recurring payments" in words(page)
    assert "are taken off first: €916.00 − €630.00 = €286.00." in page.text  # noqa: RUF001 - as it is read
    assert "Landlord, Nov 28, 2026: €630.00" in page.text
    assert "€1,000.00 left, €111.11 a day for 9 days" in words(page)
    assert "No recurring payment is still to come this month." in page.text


def test_what_is_booked_is_not_taken_off_twice(client: Client, make: Factory, alice: User, food: Category) -> None:
    pay_rent(make, alice, food, range(5, 12))
    make.limit(alice, 100_000)
    assert "€286.00 left, €31.77 a day for 9 days" in words(client.page("/goals/"))


def test_what_is_booked_is_explained_in_sentences(client: Client, make: Factory, alice: User, food: Category) -> None:
    pay_rent(make, alice, food, range(5, 12))
    make.expense(alice, 4000, spent_on=dt.date(2026, 11, 30), merchant="Dentist")
    make.limit(alice, 80_000)
    explained = "€40.00 is booked after today on top. €630.00 of what is booked comes in most months anyway."
    assert explained in client.page("/goals/").text


def test_what_is_dismissed_is_not_taken_off(client: Client, make: Factory, alice: User, food: Category) -> None:
    pay_rent(make, alice, food)
    make.decision(alice, "landlord", is_confirmed=False)
    make.limit(alice, 100_000)
    assert "€916.00 left, €101.77 a day for 9 days" in words(client.page("/goals/"))


def test_the_payments_of_somebody_else_are_not_taken_off(
    client: Client, make: Factory, alice: User, charlie: User
) -> None:
    pay_rent(make, charlie, make.category(charlie))
    make.limit(alice, 90_000)
    assert "€900.00 left, €100.00 a day for 9 days" in words(client.page("/goals/"))


def test_what_is_dated_ahead_counts(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 1000, spent_on=dt.date(2026, 11, 29))
    make.limit(alice, 5000)
    assert "€10.00 of €50.00" in client.page("/goals/").text


def test_nobody_sees_the_goals_of_somebody_else(guest: Client, make: Factory, alice: User, charlie: User) -> None:
    make.limit(alice)
    make.limit(alice, category_id=make.category(alice, "Secret").id)
    make.savings_goal(alice, name="Secret")
    page = guest.signed_in(charlie).page("/goals/")
    assert names(page) == ["Savings"]
    assert "Secret" not in page.text


def test_the_number_of_queries_is_small_and_does_not_depend_on_the_data(
    app: Flask, client: Client, make: Factory, alice: User, food: Category
) -> None:
    counts = []
    for _ in range(3):
        with counted_statements(app) as statements:
            client.page("/goals/")
            client.page("/goals/savings")
        counts.append(len(statements))
        for _ in range(5):
            make.limit(alice, category_id=make.category(alice).id)
            make.expense(alice, category_id=food.id)
    make.expense(alice, spent_on=dt.date(2026, 11, 29), merchant="Dentist")  # one question more: how usual is it
    with counted_statements(app) as statements:
        client.page("/goals/")
    assert len(statements) <= MAX_QUERIES
    assert len(set(counts)) == 1


def test_every_value_of_the_explanations_leads_to_its_expenses(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice, 16_400, category_id=food.id)
    links = client.page("/goals/").tree.css(".explain .values a")
    assert len(links) == 12  # six rests of the limit's months, and six months of the total that is suggested
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(text_of(link))
