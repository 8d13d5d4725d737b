from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.auth import routes
from app.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.support.client import Client, Page
    from tests.support.factories import Factory


def save(client: Client, *, follow: bool = False, **fields: Any) -> Page:
    """Send the form, complete but for the fields that a test changes."""
    complete = {
        "first_name": "Alice",
        "last_name": "Horvat",
        "language": "en",
        "currency": "EUR",
        "timezone": "Europe/Zagreb",
        "month_start_day": "1",
    }
    return client.submit("/auth/account", follow=follow, **{**complete, **fields})


def stored(session: Session, column: str) -> Any:
    return session.scalars(select(getattr(User, column)).where(User.username == "alice")).one()


def test_names_and_preferences_are_saved(client: Client, session: Session) -> None:
    page = save(client, follow=True, first_name="Ana", currency="JPY", timezone="Asia/Tokyo", month_start_day="25")
    assert "Your account is saved." in page.text
    assert page.attributes("#first_name", "value") == ["Ana"]
    columns = ("first_name", "last_name", "currency", "timezone", "month_start_day")
    assert [stored(session, column) for column in columns] == ["Ana", "Horvat", "JPY", "Asia/Tokyo", 25]


def test_the_form_shows_what_is_stored(guest: Client, make: Factory) -> None:
    guest.signed_in(make.user(currency="USD", timezone="UTC", language="hr", month_start_day=15))
    page = guest.page("/auth/account")
    assert page.attributes("option[selected]", "value") == ["hr", "USD", "UTC"]
    assert page.attributes("#month_start_day", "value") == ["15"]


def test_another_language_shows_at_once(client: Client) -> None:
    page = save(client, follow=True, language="hr")
    assert page.attributes("html", "lang") == ["hr"]
    assert page.heading == "Profil"
    assert "Profil je spremljen." in page.text


def test_the_language_of_the_account_wins_over_that_of_the_browser(client: Client) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "hr"
    assert client.page("/auth/account").attributes("html", "lang") == ["en"]


def test_the_currency_shows_in_every_amount(guest: Client, make: Factory) -> None:
    user = make.user(currency="JPY")
    make.expense(user, 1250)
    assert "¥1,250" in guest.signed_in(user).page("/expenses/").text


def test_the_currency_is_locked_while_there_are_expenses(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    make.expense(alice)
    page = client.page("/auth/account")
    assert page.attributes("#currency option", "value") == ["EUR"]
    assert "only while you have no expenses" in page.texts("#currency-hint")[0]
    assert save(client, currency="USD").error_of("currency") == "Choose one from the list."
    assert stored(session, "currency") == "EUR"


def test_the_expenses_of_somebody_else_lock_nothing(
    client: Client, make: Factory, charlie: User, session: Session
) -> None:
    make.expense(charlie)
    save(client, currency="USD")
    assert stored(session, "currency") == "USD"


def test_a_currency_that_went_out_of_use_stays_that_of_its_expenses(guest: Client, make: Factory) -> None:
    user = make.user(currency="HRK")
    make.expense(user)
    page = save(guest.signed_in(user), follow=True, currency="HRK")
    assert "Your account is saved." in page.text


@pytest.mark.parametrize("day", ["1", "28", " 15 "])
def test_a_month_begins_on_a_day_that_every_month_has(client: Client, session: Session, day: str) -> None:
    assert save(client, month_start_day=day).status == 302
    assert stored(session, "month_start_day") == int(day)


@pytest.mark.parametrize("day", ["0", "29", "31", "-1", "", "first", "1.5", "9" * 30, "²", "1\x00"])
def test_no_other_day_begins_a_month(client: Client, session: Session, day: str) -> None:
    page = save(client, month_start_day=day)
    assert (page.status, page.error_of("month_start_day")) == (400, "Enter a day from 1 to 28.")
    assert stored(session, "month_start_day") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "de"),
        ("language", ""),
        ("currency", "HRK"),
        ("currency", "eur"),
        ("currency", "XXX"),
        ("timezone", "Mars/Base"),
        ("timezone", "CET"),
        ("timezone", "../../etc/passwd"),
    ],
)
def test_what_is_not_in_a_list_is_refused(client: Client, session: Session, field: str, value: str) -> None:
    fields: dict[str, Any] = {field: value}
    page = save(client, **fields)
    assert (page.status, page.error_of(field)) == (400, "Choose one from the list.")
    assert stored(session, field) in {"en", "EUR", "Europe/Zagreb"}


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "This cannot be empty."), ("  ", "This cannot be empty."), ("x" * 51, "At most 50 characters.")],
)
def test_a_name_has_1_to_50_characters(client: Client, name: str, message: str) -> None:
    page = save(client, first_name=name, last_name=name)
    assert (page.error_of("first_name"), page.error_of("last_name")) == (message, message)


def test_a_wrong_field_keeps_what_was_typed_in_the_others(client: Client, session: Session) -> None:
    page = save(client, first_name="Ana", month_start_day="40")
    assert page.attributes("#first_name", "value") == ["Ana"]
    assert page.attributes("#month_start_day", "value") == ["40"]
    assert stored(session, "first_name") == "Alice"


def test_the_username_is_shown_and_cannot_be_changed(client: Client, session: Session) -> None:
    save(client, username="mallory", id="1", password_hash="x")
    assert "Logged in as alice" in client.page("/auth/account").text
    assert stored(session, "username") == "alice"


@pytest.mark.parametrize("reads_receipts", [True, False])
def test_how_the_text_of_receipts_is_read_stands_where_it_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch, *, reads_receipts: bool
) -> None:
    monkeypatch.setattr(routes, "is_reading_on", lambda: reads_receipts)
    assert ("make reading" in client.page("/auth/account").text) is not reads_receipts
