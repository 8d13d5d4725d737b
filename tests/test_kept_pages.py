"""Pages are made once while nothing changes, and never shown to anybody else or after a change."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from sqlalchemy import text

from tests.factories import TODAY, entry, upload
from tests.summaries.test_queries import counted_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from time_machine import TimeMachineFixture

    from app.models import Category, Expense, User
    from tests.client import Client
    from tests.factories import Factory

URLS = (
    "/",
    "/expenses/",
    "/expenses/?q=market",
    "/months/",
    f"/months/{TODAY:%Y-%m}",
    f"/years/{TODAY.year}",
    "/habits/",
    "/habits/merchants",
    "/goals/",
    "/goals/savings",
    "/recurring/",
    "/categories/",
)
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


@pytest.fixture
def expense(make: Factory, alice: User, food: Category) -> Expense:
    return make.expense(alice, 4200, category_id=food.id, merchant="Market")


@pytest.fixture
def client(client: Client, expense: Expense) -> Client:  # noqa: ARG001 - it is there before the first page
    """Alice's browser, with every page asked for twice: kept, where pages are kept."""
    for url in URLS * 2:
        assert client.get(url).status_code == 200
    return client


def total(client: Client) -> int:
    """The total of the month, as home and the page of the month agree."""
    cents = client.page("/").cents("month-total")
    assert client.page(f"/months/{TODAY:%Y-%m}").cents("month-total") == cents
    return cents


@pytest.mark.parametrize("url", URLS)
def test_a_page_asked_for_again_asks_only_who_is_there(app: Flask, client: Client, url: str) -> None:
    with counted_statements(app) as statements:
        first = client.get(url)
        statements.clear()
        again = client.get(url)
    assert len(statements) == 1
    assert again.data == first.data
    assert {**again.headers} == {**first.headers}


def test_every_kept_page_is_among_the_ones_tested(app: Flask, food: Category) -> None:
    kept = {name for name, view in app.view_functions.items() if view.__globals__["__name__"] == "app.kept_pages"}
    urls = app.url_map.bind("localhost")
    assert {urls.match(url.partition("?")[0])[0] for url in (*URLS, f"/categories/{food.id}")} == kept


def test_the_page_of_a_category_is_kept_and_follows_its_expenses(client: Client, food: Category) -> None:
    url = f"/categories/{food.id}"
    assert [client.page(url).text.count("€42.00") > 0 for _ in range(2)] == [True, True]
    client.submit("/expenses/new", **entry(food, amount="8.00"))
    client.get("/")
    assert "€50.00" in client.page(url).text


def test_no_two_visits_get_the_same_form(client: Client) -> None:
    keys = [client.page("/expenses/new").attributes("[name=key]", "value")[0] for _ in range(3)]
    assert len(set(keys)) == 3


def test_browsers_keep_no_page(client: Client) -> None:
    assert {client.get(url).headers["Cache-Control"] for url in URLS} == {"private, no-store"}


def test_a_saved_expense_is_in_the_total(client: Client, food: Category) -> None:
    client.submit("/expenses/new", **entry(food, amount="8.00"))
    assert total(client) == 5000
    assert client.page("/expenses/").cents("list-total") == 5000


def test_a_changed_expense_is_in_the_total(client: Client, food: Category, expense: Expense) -> None:
    client.submit(f"/expenses/{expense.id}/edit", **entry(food, amount="7.00"))
    assert total(client) == 700


def test_a_deleted_expense_leaves_the_total_and_comes_back(client: Client, expense: Expense) -> None:
    client.submit(f"/expenses/{expense.id}/delete")
    assert total(client) == 0
    client.submit(f"/bin/expenses/{expense.id}/restore")
    assert total(client) == 4200


def test_an_added_receipt_is_on_the_list(client: Client, expense: Expense) -> None:
    client.submit(f"/expenses/{expense.id}/receipts", receipts=upload())
    assert client.page("/expenses/").attributes("main img", "src") != []


def test_a_renamed_category_has_its_new_name_everywhere(client: Client, food: Category) -> None:
    client.submit(f"/categories/{food.id}/edit", name="Groceries", color="green")
    for url in ("/", "/expenses/", "/categories/", f"/months/{TODAY:%Y-%m}"):
        page = client.page(url)
        assert "Groceries" in page.text
        assert "Food" not in page.text


def test_a_limit_is_among_the_goals(client: Client) -> None:
    client.submit("/goals/", amount="500.00", category_id="", valid_from=f"{TODAY:%Y-%m}-01")
    assert client.page("/goals/").texts("section.goal h2")[:1] == ["Total"]


def test_a_savings_goal_is_on_its_page(client: Client) -> None:
    client.submit("/goals/savings", name="Bicycle", amount="900.00", due_on="2027-06-30")
    assert "Bicycle" in client.page("/goals/savings").text


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"language": "hr"}, "42,00\N{NO-BREAK SPACE}€"),
        ({"first_name": "Ada"}, "Account of Ada"),
        ({"month_start_day": "22"}, "€42.00 / 1 day"),
    ],
)
def test_pages_follow_the_account(client: Client, setting: dict[str, Any], expected: str) -> None:
    account = {"first_name": "Alice", "last_name": "Horvat", "language": "en", "currency": "EUR"}
    client.submit("/auth/account", **{**account, "timezone": "Europe/Zagreb", "month_start_day": "1", **setting})
    client.get("/")
    assert expected in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("statement", ["UPDATE expense SET amount_cents = 1500", "DELETE FROM expense"])
def test_what_somebody_changes_in_the_database_itself_is_shown(client: Client, make: Factory, statement: str) -> None:
    make.session.execute(text(statement))
    assert total(client) == (1500 if "UPDATE" in statement else 0)


def test_another_process_changes_what_this_one_kept(
    client: Client, make_app: Callable[..., Flask], alice: User, food: Category
) -> None:
    other = make_app().test_client().signed_in(alice)  # type: ignore[attr-defined]
    other.submit("/expenses/new", **entry(food, amount="8.00"))
    assert total(client) == 5000
    client.submit("/expenses/new", **entry(food, amount="1.00"))
    assert total(other) == 5100


def test_the_next_day_is_another_page(client: Client, clock: TimeMachineFixture) -> None:
    clock.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    assert client.page("/").cents("month-total") == 0


def test_nobody_else_gets_it(client: Client, charlie: User, new_client: Callable[[], Client]) -> None:
    theirs = new_client().signed_in(charlie)
    for url in URLS * 2:
        page = theirs.page(url)
        assert "Food" not in page.text
        assert "Market" not in page.text
    assert total(client) == 4200


def test_the_next_person_at_the_same_browser_does_not_get_it(client: Client, charlie: User) -> None:
    client.submit("/auth/logout")
    assert [client.get(url).status_code for url in URLS] == [302] * len(URLS)
    client.signed_in(charlie)
    assert [total(client) for _ in range(2)] == [0, 0]


def test_an_ended_session_gets_nothing(client: Client, make: Factory) -> None:
    make.session.execute(text("DELETE FROM login_session"))
    assert [client.get(url).status_code for url in URLS] == [302] * len(URLS)


def test_a_message_is_shown_once(client: Client, food: Category) -> None:
    client.submit("/expenses/new", **entry(food, amount="8.00"))
    shown = ["is saved" in client.page("/").text for _ in range(3)]
    assert shown == [True, False, False]


def test_the_token_of_a_kept_page_is_good(client: Client, expense: Expense, food: Category) -> None:
    token = [client.page("/goals/") for _ in range(2)][1].attributes("main input[name=csrf_token]", "value")[0]
    fields = {**entry(food, amount="8.00"), "csrf_token": token}
    assert client.post("/expenses/new", data=fields).status_code == 302
    assert expense.amount_cents + 800 == total(client)


def test_a_token_ends_with_its_session_though_the_log_in_goes_on(client: Client, food: Category) -> None:
    with client.session_transaction() as session:
        del session["csrf_token"]  # a restart of the browser ends the session, and "remember me" goes on
    for _ in range(2):
        page = client.page("/goals/")
    token = page.attributes("main input[name=csrf_token]", "value")[0]
    answer = client.post("/expenses/new", data={**entry(food), "csrf_token": token})
    assert answer.status_code == 302


def test_errors_of_a_form_are_not_kept(client: Client, food: Category) -> None:
    page = client.submit("/expenses/new", **entry(food, amount="much"))
    assert (page.status, bool(page.error_of("amount"))) == (400, True)
    assert client.page("/expenses/new").error_of("amount") == ""


@pytest.mark.parametrize(("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)])
def test_a_page_comes_in_the_encoding_asked_for(
    client: Client, encoding: str, decode: Callable[[bytes], bytes]
) -> None:
    answers = [client.get("/", headers={"Accept-Encoding": encoding}) for _ in range(2)]
    assert [answer.headers.get("Content-Encoding", "") for answer in answers] == [encoding] * 2
    assert all("month-total" in decode(answer.data).decode() for answer in answers)


def test_a_page_behind_a_prefix_links_below_it(client: Client) -> None:
    def hrefs(**options: Any) -> list[str]:
        return client.page("/", **options).attributes("a.brand", "href")

    assert hrefs() == ["/"]
    assert hrefs(environ_overrides={"SCRIPT_NAME": "/money"}) == ["/money/"]
