"""What the host's log says of refused requests."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from app.auth.registration import MAX_REGISTRATIONS
from app.events.services import host_log
from app.models import Registration
from app.models.types import utc_now
from app.tokens.services import MAX_REQUESTS
from tests.support.factories import PASSWORD, entry
from tests.support.programs import TOKEN, Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


@pytest.fixture(autouse=True)
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the host's log gets."""
    caplog.set_level("INFO", host_log.name)
    return caplog


def read(lines: pytest.LogCaptureFixture, *names: str) -> list[tuple[Any, ...]]:
    """Return some values of each line."""
    said = [json.loads(record.getMessage()) for record in lines.records if record.name == host_log.name]
    assert all({"time", "address", "request_id"} <= line.keys() for line in said)
    return [tuple(line.get(name) for name in names) for line in said]


def test_what_belongs_to_somebody_else_is_noted(
    client: Client, make: Factory, alice: User, charlie: User, lines: pytest.LogCaptureFixture
) -> None:
    theirs = f"/expenses/{make.expense(charlie).id}"
    client.page(f"{theirs}?q=secret")
    client.page("/nowhere")  # no address at all: scanners ask for thousands
    assert read(lines, "event", "user_id", "method", "path") == [("not_found", alice.id, "GET", theirs)]
    assert "secret" not in lines.text


def test_a_form_with_a_foreign_token_is_noted_without_what_was_typed(
    client: Client, make: Factory, alice: User, lines: pytest.LogCaptureFixture
) -> None:
    client.post("/expenses/new", data={**entry(make.category(alice), merchant="secret"), "csrf_token": "forged"})
    assert read(lines, "event", "user_id", "method", "path") == [("form_refused", alice.id, "POST", "/expenses/new")]
    assert not [word for word in ("secret", "forged", "12,50") if word in lines.text]


def test_too_many_wrong_passwords_are_noted(guest: Client, alice: User, lines: pytest.LogCaptureFixture) -> None:
    for _ in range(11):
        guest.submit("/auth/login", username=alice.username, password="a wrong one")
    guest.submit("/auth/login", username=alice.username, password=PASSWORD)
    events = [event for (event,) in read(lines, "event")]
    assert events == ["log_in_failed"] * 10 + ["too_many_tries"] * 2
    assert not [word for word in ("wrong one", PASSWORD, alice.username) if word in lines.text]


def test_refused_tokens_are_noted(
    new_client: Callable[[], Client], make: Factory, alice: User, lines: pytest.LogCaptureFixture
) -> None:
    make.token(alice, TOKEN, may_read=False)
    Program(new_client(), "potrosnja_guess").get("/expenses")
    Program(new_client()).get("/expenses")
    assert read(lines, "event", "user_id") == [("token_refused", None), ("scope_refused", alice.id)]
    assert TOKEN not in lines.text


def test_an_expired_token_is_noted_with_its_owner(
    new_client: Callable[[], Client], make: Factory, alice: User, lines: pytest.LogCaptureFixture
) -> None:
    make.token(alice, TOKEN, expires_at=utc_now() - dt.timedelta(days=1))
    Program(new_client()).get("/expenses")
    assert read(lines, "event", "user_id") == [("token_refused", alice.id)]


def test_too_many_requests_are_noted(
    new_client: Callable[[], Client], make: Factory, alice: User, lines: pytest.LogCaptureFixture
) -> None:
    make.token(alice, TOKEN, window_began_at=utc_now(), request_count=MAX_REQUESTS)
    Program(new_client()).get("/expenses")
    assert read(lines, "event", "user_id") == [("too_many_requests", alice.id)]


def test_too_many_registrations_are_noted(guest: Client, session: Session, lines: pytest.LogCaptureFixture) -> None:
    session.add_all(Registration(address="127.0.0.1", created_at=utc_now()) for _ in range(MAX_REGISTRATIONS))
    session.flush()
    guest.submit("/auth/register", first_name="Eva", last_name="Kos", username="eva", password=PASSWORD)
    assert read(lines, "event", "user_id") == [("too_many_registrations", None)]
    assert "eva" not in lines.text


def test_what_is_allowed_is_not_noted(client: Client, lines: pytest.LogCaptureFixture) -> None:
    client.page("/expenses/")
    client.submit("/expenses/new", amount="nothing")
    assert read(lines, "event") == []
