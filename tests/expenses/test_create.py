from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.models import Expense
from tests.support.factories import TODAY, entry, upload
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


def only_expense(session: Session) -> Expense:
    return session.scalars(select(Expense)).one()


def count_expenses(session: Session) -> int:
    return session.scalar(select(func.count(Expense.id))) or 0


def test_an_expense_is_saved_with_its_receipt(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "Food")
    page = client.submit(
        "/expenses/new",
        follow=True,
        amount="12,50",
        category_id=category.id,
        spent_on="2026-11-20",
        receipts=[upload()],
    )
    assert "€12.50 in Food is saved." in page.text
    expense = session.scalars(select(Expense)).one()
    assert (expense.amount_cents, expense.spent_on.isoformat(), len(expense.receipts)) == (1250, "2026-11-20", 1)


def test_a_wrong_amount_keeps_everything_that_was_typed(client: Client, session: Session) -> None:
    page = client.submit("/expenses/new", amount="12,345,6", spent_on="2026-11-20", merchant="Dućan")
    assert page.status == 400
    assert "not an amount" in page.error_of("amount")
    assert page.attributes("#amount", "value") == ["12,345,6"]
    assert page.attributes("#merchant", "value") == ["Dućan"]
    assert session.scalar(select(func.count(Expense.id))) == 0


def test_merchant_and_note_are_saved_tidied(client: Client, make: Factory, alice: User, session: Session) -> None:
    note = "  two\r\nlines  \r\n"
    client.submit("/expenses/new", **entry(make.category(alice), merchant="  Dućan   Ana ", note=note))
    expense = only_expense(session)
    assert (expense.merchant, expense.note) == ("Dućan Ana", "two\nlines")


@pytest.mark.parametrize(
    ("typed", "cents", "echo"),
    [
        ("12,50", 1250, "€12.50"),
        ("12.50", 1250, "€12.50"),
        ("12,5", 1250, "€12.50"),
        ("12 €", 1200, "€12.00"),
        ("1.234,50", 123450, "€1,234.50"),
        ("1,234.50", 123450, "€1,234.50"),
        ("1,234", 123400, "€1,234.00"),
        ("12+3,40", 1540, "€15.40"),
        ("10 - 2.50", 750, "€7.50"),
        ("-12,50", -1250, "−€12.50"),  # noqa: RUF001 - a refund is shown with the sign for minus
        ("9999999999.99", 999_999_999_999, "€9,999,999,999.99"),
    ],
)
def test_an_amount_is_echoed_as_understood_in_english(
    client: Client, food: Category, typed: str, cents: int, echo: str
) -> None:
    page = client.submit("/expenses/new", follow=True, **entry(food, amount=typed))
    assert f"{echo} in Food is saved." in page.text
    assert client.page("/expenses/").cents("list-total") == cents


@pytest.mark.parametrize(
    ("typed", "cents", "echo"),
    [
        ("12,50", 1250, "12,50 €"),
        ("12.50", 1250, "12,50 €"),
        ("1.234", 123400, "1.234,00 €"),
        ("12+3,40", 1540, "15,40 €"),
        ("-12,50", -1250, "−12,50 €"),  # noqa: RUF001
        ("5 eura + 3,- €", 800, "8,00 €"),
    ],
)
def test_an_amount_is_echoed_as_understood_in_croatian(
    guest: Client, make: Factory, typed: str, cents: int, echo: str
) -> None:
    ana = make.user("ana", language="hr")
    client = guest.signed_in(ana)
    page = client.submit("/expenses/new", follow=True, **entry(make.category(ana, "Hrana"), amount=typed))
    assert echo in page.texts(".flash")[0]
    assert client.page("/expenses/").cents("list-total") == cents


@pytest.mark.parametrize(("language", "typed"), [("en", "1.234"), ("hr", "1,234")])
def test_three_decimals_of_the_own_notation_are_too_many(
    guest: Client, make: Factory, session: Session, language: str, typed: str
) -> None:
    user = make.user(language=language)
    page = guest.signed_in(user).submit("/expenses/new", **entry(make.category(user), amount=typed))
    assert page.status == 400
    assert "2" in page.error_of("amount")
    assert count_expenses(session) == 0


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "“kn” is not EUR, the currency of your account. Write the amount in EUR."),
        ("hr", "„kn” nije EUR, valuta vašeg profila. Upišite iznos u valuti EUR."),
    ],
)
def test_another_currency_is_refused_by_its_name(guest: Client, make: Factory, language: str, message: str) -> None:
    user = make.user(language=language)
    page = guest.signed_in(user).submit("/expenses/new", **entry(make.category(user), amount="12 kn"))
    assert (page.status, page.error_of("amount")) == (400, message)
    assert page.attributes("#amount", "value") == ["12 kn"]


def test_a_decimal_comma_counts_to_the_cent(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice)
    for amount in ("12,50", "0,10", "0,20", "115"):
        client.submit("/expenses/new", **entry(category, amount=amount))
    assert client.page("/").status == 200
    assert client.page("/expenses/").cents("list-total") == 12780


def test_a_currency_without_decimals_has_none(guest: Client, make: Factory, session: Session) -> None:
    yuki = make.user("yuki", currency="JPY")
    client, category = guest.signed_in(yuki), make.category(yuki, "Food")
    page = client.submit("/expenses/new", follow=True, **entry(category, amount="1,250"))
    assert "¥1,250 in Food is saved." in page.text
    assert only_expense(session).amount_cents == 1250
    page = client.submit("/expenses/new", **entry(category, amount="12,50"))
    assert page.error_of("amount") == "This currency has no decimals."


def test_save_and_add_another_keeps_date_and_category(client: Client, make: Factory, alice: User) -> None:
    make.category(alice, "Bills")
    category = make.category(alice, "Food")
    fields = entry(category, amount="5", spent_on="2026-03-07", merchant="Dućan", add_another="1")
    page = client.submit("/expenses/new", follow=True, **fields)
    assert page.heading == "Add expense"
    assert "€5.00 in Food is saved." in page.text
    assert page.attributes("#spent_on", "value") == ["2026-03-07"]
    assert page.attributes("[name=category_id][checked]", "value") == [str(category.id)]
    assert page.attributes("#amount", "value") + page.attributes("#merchant", "value") == ["", ""]


@pytest.mark.parametrize(("spent_on", "location"), [("2026-11-01", "/"), ("2026-10-31", "/months/2026-10")])
@pytest.mark.usefixtures("clock")
def test_after_saving_comes_the_month_of_the_expense(
    client: Client, make: Factory, alice: User, spent_on: str, location: str
) -> None:
    assert client.submit("/expenses/new", **entry(make.category(alice), spent_on=spent_on)).location == location


@pytest.mark.parametrize(
    ("timezone", "today"),
    [
        ("Europe/Zagreb", "2026-11-01"),
        ("UTC", "2026-10-31"),
        ("America/New_York", "2026-10-31"),
        ("Pacific/Kiritimati", "2026-11-01"),
    ],
)
def test_the_date_is_today_where_the_user_lives(
    guest: Client, make: Factory, clock: TimeMachineFixture, timezone: str, today: str
) -> None:
    clock.move_to(dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC))
    page = guest.signed_in(make.user(timezone=timezone)).page("/expenses/new")
    assert page.attributes("#spent_on", "value") == [today]


def test_an_expense_half_an_hour_into_the_month_belongs_to_it(
    guest: Client, make: Factory, alice: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC))
    client = guest.signed_in(alice)
    today = client.page("/expenses/new").attributes("#spent_on", "value")[0]
    assert client.submit("/expenses/new", **entry(make.category(alice), spent_on=today)).location == "/"
    assert client.page("/months/2026-11").cents("month-total") == 1250
    assert client.page("/months/2026-10").cents("month-total") == 0


@pytest.mark.usefixtures("clock")
def test_today_is_chosen_and_yesterday_offered(client: Client) -> None:
    page = client.page("/expenses/new")
    assert page.attributes("[name=day]", "value") == ["2026-11-22", "2026-11-21", "other"]
    assert page.attributes("[name=day][checked]", "value") == ["2026-11-22"]


@pytest.mark.parametrize(
    ("day", "spent_on"), [("2026-11-22", "2026-11-22"), ("2026-11-21", "2026-11-21"), ("other", "2026-03-07")]
)
@pytest.mark.usefixtures("clock")
def test_a_day_is_chosen_by_its_name_or_typed(
    client: Client, food: Category, session: Session, day: str, spent_on: str
) -> None:
    client.submit("/expenses/new", **entry(food, day=day, spent_on="2026-03-07"))
    assert only_expense(session).spent_on.isoformat() == spent_on


def test_today_stays_the_day_on_which_the_form_was_opened(
    guest: Client, make: Factory, alice: User, clock: TimeMachineFixture, session: Session
) -> None:
    client, category = guest.signed_in(alice), make.category(alice)
    clock.move_to(dt.datetime(2026, 11, 22, 22, 55, tzinfo=dt.UTC))  # an hour later in Zagreb
    today = client.page("/expenses/new").attributes("[name=day][checked]", "value")[0]
    clock.move_to(dt.datetime(2026, 11, 22, 23, 5, tzinfo=dt.UTC))
    page = client.submit("/expenses/new", **entry(category, day=today, amount="nan"))
    assert page.attributes("[name=day]", "value")[1] == page.attributes("[name=day][checked]", "value")[0] == today
    client.submit("/expenses/new", **entry(category, day=today))
    assert only_expense(session).spent_on.isoformat() == today == "2026-11-22"


@pytest.mark.parametrize("fields", [{"day": "other", "spent_on": ""}, {"day": "tomorrow"}, {"day": ""}])
def test_a_day_that_is_none_opens_the_field_of_another_day(
    client: Client, food: Category, fields: dict[str, str]
) -> None:
    page = client.submit("/expenses/new", **entry(food, **fields))
    assert page.status == 400
    assert page.error_of("spent_on") != ""
    assert page.attributes("[name=day][checked]", "value") == ["other"]
    assert page.attributes("[autofocus]", "id") == ["spent_on"]


def test_a_link_fills_in_category_and_date(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice)
    page = client.page(f"/expenses/new?category_id={category.id}&spent_on=2026-03-07")
    assert page.attributes("[name=category_id][checked]", "value") == [str(category.id)]
    assert page.attributes("#spent_on", "value") == ["2026-03-07"]


@pytest.mark.parametrize("spent_on", ["", "2026-02-30", "9999-12-31", "yesterday"])
@pytest.mark.usefixtures("clock")
def test_what_a_link_gets_wrong_is_left_out(client: Client, spent_on: str) -> None:
    page = client.page("/expenses/new", query_string={"spent_on": spent_on, "category_id": "food"})
    assert page.status == 200
    assert page.attributes("#spent_on", "value") == ["2026-11-22"]
    assert page.texts(".field-errors") == []


def test_an_expense_is_repeated_with_its_values_and_today(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, 777, spent_on=dt.date(2026, 3, 7), merchant="Kino", note="two seats")
    make.receipt(expense)
    page = client.page(client.page(f"/expenses/{expense.id}").attributes("a[href*=repeat]", "href")[0])
    assert page.attributes("#amount", "value") + page.attributes("#merchant", "value") == ["7.77", "Kino"]
    assert page.attributes("[name=category_id][checked]", "value") == [str(expense.category_id)]
    assert page.texts("textarea#note") == ["two seats"]
    assert page.attributes("[name=day][checked]", "value") == page.attributes("[name=day]", "value")[:1]
    assert page.attributes("[name=waiting]", "value") == []
    assert session.scalars(select(Expense)).all() == [expense]


def test_nobody_repeats_what_is_somebody_elses_or_deleted(
    client: Client, make: Factory, alice: User, charlie: User
) -> None:
    expenses = make.expense(charlie), make.expense(alice, deleted_at=dt.datetime.now(dt.UTC))
    for number in (*(expense.id for expense in expenses), 2**63 - 1):
        assert client.page(f"/expenses/new?repeat={number}").status == 404, number
    for text in ("x", "", "0", str(2**63), "9" * 5000):
        assert client.page(f"/expenses/new?repeat={text}").status == 200, text


@pytest.mark.usefixtures("clock")
def test_the_most_used_categories_are_in_sight_and_the_others_below_by_name(
    client: Client, make: Factory, alice: User, charlie: User
) -> None:
    categories = [make.category(alice, name) for name in ("i", "č", "h", "a", "b", "g", "e", "f", "d", "c")]
    make.expense(alice, category_id=categories[0].id)
    make.expenses(alice, [1, 2], category_id=categories[-1].id)
    make.category(charlie, "Secret")
    page = client.page("/expenses/new")
    assert page.texts("label.pick:not(.behind)") == ["c", "i", "č", "h", "a", "b", "g"]
    assert page.texts("label.behind") == ["d", "e", "f"]
    assert page.texts("summary.pick") == ["More"]


def test_eight_categories_are_all_in_sight(client: Client, make: Factory, alice: User) -> None:
    for name in "hgfedcba":
        make.category(alice, name)
    assert client.page("/expenses/new").texts(".pick") == [*"hgfedcba"]


def test_without_a_script_an_amount_is_echoed_after_sending(client: Client, food: Category) -> None:
    assert client.page("/expenses/new").texts("output") == [""]
    page = client.submit("/expenses/new", **entry(food, amount="12+3,40", spent_on=""))
    assert page.texts("output") == ["= €15.40"]
    assert page.texts(".save .primary") == ["Save €15.40"]


def test_an_archived_category_is_not_offered(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    for url in ("/expenses/new", f"/expenses/new?category_id={category.id}"):
        assert "Old" not in client.page(url).texts("label.pick")


@pytest.mark.parametrize("query", ["", "?category_id={}"])
def test_an_archived_category_is_refused(
    client: Client, make: Factory, alice: User, session: Session, query: str
) -> None:
    category = make.category(alice, archived_at=dt.datetime.now(dt.UTC))
    page = client.submit("/expenses/new" + query.format(category.id), **entry(category))
    assert page.error_of("category_id") == "Choose a category."
    assert count_expenses(session) == 0


@pytest.mark.parametrize("category_id", ["", "food", "odaberi...", "0", "-1", "1.0", "NaN", "9" * 30])
def test_what_is_no_category_is_refused(client: Client, session: Session, category_id: str) -> None:
    page = client.submit("/expenses/new", amount="5", spent_on="2026-11-20", category_id=category_id)
    assert page.status == 400
    assert page.error_of("category_id") == "Choose a category."
    assert count_expenses(session) == 0


def test_the_category_of_somebody_else_is_refused(
    client: Client, make: Factory, charlie: User, session: Session
) -> None:
    page = client.submit("/expenses/new", **entry(make.category(charlie)))
    assert page.error_of("category_id") == "Choose a category."
    assert count_expenses(session) == 0


def test_an_empty_form_says_what_is_missing_and_the_first_field_has_the_focus(client: Client) -> None:
    page = client.submit("/expenses/new")
    assert page.status == 400
    assert page.error_of("amount") == "Enter an amount, for example 12.50."
    assert page.error_of("category_id") == "Choose a category."
    assert page.error_of("spent_on") == "Choose a day."
    assert page.attributes("[autofocus]", "id") == ["amount"]


def test_the_first_wrong_field_has_the_focus(client: Client, make: Factory, alice: User) -> None:
    page = client.submit("/expenses/new", **entry(make.category(alice), spent_on="2026-02-30"))
    assert page.attributes("[autofocus]", "id") == ["spent_on"]
    assert page.attributes("[aria-invalid]", "id") == ["spent_on"]


@pytest.mark.parametrize("length", [100, 101])
def test_a_merchant_has_at_most_a_hundred_characters(
    client: Client, make: Factory, alice: User, session: Session, length: int
) -> None:
    page = client.submit("/expenses/new", **entry(make.category(alice), merchant="š" * length))
    assert page.error_of("merchant") == ("" if length == 100 else "At most 100 characters.")
    assert count_expenses(session) == (length == 100)


def test_saving_looks_up_no_suggestions_and_asks_nothing_once_it_writes(
    app: Flask, client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.expense(alice, category_id=food.id)
    with counted_statements(app) as statements:
        client.submit("/expenses/new", amount="12,50", category_id=food.id, spent_on=TODAY.isoformat())
    saving = statements[-4:]  # after those of the form's page: session, categories, the expense, one that says the same
    assert [statement.split()[0] for statement in saving] == ["SELECT", "SELECT", "INSERT", "SELECT"]
    assert "FROM user" in saving[0].replace('"', "")


def test_a_form_without_its_token_saves_nothing(client: Client, make: Factory, alice: User, session: Session) -> None:
    response = client.post("/expenses/new", data=entry(make.category(alice)))
    assert response.status_code == 400
    assert count_expenses(session) == 0


def test_the_first_days_of_all_lead_home_when_their_month_has_no_page(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    alice.month_start_day = 15
    session.flush()
    page = client.submit("/expenses/new", **entry(make.category(alice), spent_on="1900-01-14"), follow=True)
    assert page.status == 200
