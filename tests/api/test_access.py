from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.api import routes
from app.models import ApiToken, Expense
from app.models.types import utc_now
from app.tokens.queries import find_token
from tests.support.programs import OTHER_TOKEN, TOKEN, Program, errors_of
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

WRONG_TOKENS = ["", "x", "potrosnja_", f"potrosnja_{'b' * 43}", f"{TOKEN}x", TOKEN.upper(), "potrosnja_" + "č" * 43]


@pytest.mark.parametrize("token", WRONG_TOKENS)
def test_a_wrong_token_gets_nothing(program: Program, token: str) -> None:
    response = Program(program.client, token).get("/expenses")
    assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="potrosnja", error="invalid_token"'


@pytest.mark.parametrize(
    "header", [None, "Basic YWxpY2U6cGFzc3dvcmQ=", "Bearer", "Bearer ", TOKEN, "Token x=1", "\xff", "Basic \xff"]
)
@pytest.mark.usefixtures("program")
def test_without_a_token_nobody_gets_in(guest: Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = guest.get("/api/v1/expenses", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="potrosnja"')


def test_a_session_does_not_count(client: Client) -> None:
    for response in (client.get("/api/v1/months"), client.post("/api/v1/expenses", json={"amount": "5"})):
        assert response.status_code == 401
        assert "Set-Cookie" not in response.headers


@pytest.mark.usefixtures("program")
def test_the_token_counts_where_a_session_of_somebody_else_comes_too(
    new_client: Callable[[], Client], make: Factory, alice: User, charlie: User
) -> None:
    make.expense(alice, merchant="Konzum")
    with_cookies = Program(new_client().signed_in(charlie))
    assert [item["merchant"] for item in with_cookies.read("/expenses")["expenses"]] == ["Konzum"]


@pytest.mark.usefixtures("program")
def test_a_token_in_the_address_does_not_count(guest: Client) -> None:
    assert guest.get(f"/api/v1/months?access_token={TOKEN}").status_code == 401


def test_a_token_that_has_ended_says_so(program: Program, clock: TimeMachineFixture, session: Session) -> None:
    clock.move_to(session.scalars(select(ApiToken.expires_at)).one())
    response = program.get("/months")
    assert (response.status_code, response.get_json(force=True)["detail"]) == (
        401,
        "This token has ended. Make a new one in your account.",
    )


def test_a_revoked_token_ends_at_once(program: Program, client: Client, session: Session) -> None:
    token = session.scalars(select(ApiToken)).one()
    assert program.get("/months").status_code == 200
    client.submit(f"/auth/tokens/{token.id}/revoke")
    assert program.get("/months").status_code == 401


@pytest.mark.parametrize(
    ("scope", "allowed", "refused"),
    [("read", ("GET", "/expenses"), ("POST", "/expenses")), ("add", ("POST", "/expenses"), ("GET", "/expenses"))],
)
def test_a_token_does_no_more_than_its_scope(  # noqa: PLR0913, PLR0917 - three cases and what they need
    guest: Client, make: Factory, alice: User, scope: str, allowed: tuple[str, str], refused: tuple[str, str]
) -> None:
    make.token(alice, TOKEN, may_add=scope == "add", may_read=scope == "read")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert guest.open(f"/api/v1{allowed[1]}", method=allowed[0], headers=headers).status_code in {200, 400}
    response = guest.open(f"/api/v1{refused[1]}", method=refused[0], headers=headers)
    other = {"read": "add", "add": "read"}[scope]
    assert response.status_code == 403
    assert f'error="insufficient_scope", scope="{other}"' in response.headers["WWW-Authenticate"]


def test_what_belongs_to_somebody_else_is_not_there(
    program: Program, program_of_charlie: Program, make: Factory, alice: User
) -> None:
    expense = make.expense(alice, 1250, merchant="Konzum")
    make.limit(alice)
    assert program.read(f"/expenses/{expense.id}")["merchant"] == "Konzum"
    refused, missing = (program_of_charlie.get(f"/expenses/{number}") for number in (expense.id, expense.id + 1))
    assert (refused.status_code, refused.data) == (404, missing.data)
    assert program_of_charlie.read("/expenses")["count"] == 0
    assert program_of_charlie.read("/months") == {"months": []}
    assert program_of_charlie.read("/limits") == {"limits": []}
    assert program_of_charlie.read("/months/current")["categories"] == []


def test_nothing_of_somebody_else_helps_to_add(
    program_of_charlie: Program, make: Factory, alice: User, session: Session
) -> None:
    make.expense(alice, merchant="Konzum", category_id=make.category(alice, "Food").id)
    for sent in ({"category": "Food"}, {"merchant": "Konzum"}):
        assert "category" in errors_of(program_of_charlie.post("/expenses", {"amount": "5", **sent}))
    assert session.scalars(select(Expense.user_id)).all() == [alice.id]


def test_a_token_makes_a_bounded_number_of_requests_in_a_minute(
    program: Program, program_of_charlie: Program, clock: TimeMachineFixture
) -> None:
    clock.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    assert {program.get("/months").status_code for _ in range(120)} == {200}
    clock.shift(20)
    response = program.get("/months")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "40")
    assert program_of_charlie.get("/months").status_code == 200
    clock.shift(40)
    assert program.get("/months").status_code == 200


def test_a_clock_that_was_set_back_keeps_no_token_waiting(program: Program, clock: TimeMachineFixture) -> None:
    clock.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    for _ in range(121):
        program.get("/months")
    clock.shift(dt.timedelta(hours=-1))
    assert program.get("/months").status_code == 200


def test_the_last_use_is_kept(program: Program, clock: TimeMachineFixture, session: Session) -> None:
    clock.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    program.get("/months")
    assert session.scalars(select(ApiToken.last_used_at)).one() == utc_now()


def test_wrong_tokens_cost_a_look_and_write_nothing(app: Flask, program: Program) -> None:
    with counted_statements(app) as statements:
        assert Program(program.client, OTHER_TOKEN).get("/months").status_code == 401
    assert [statement.split()[0] for statement in statements] == ["SELECT"]
    with counted_statements(app) as statements:
        assert Program(program.client, "x").get("/months").status_code == 401
    assert statements == []


def test_ten_thousand_wrong_tokens_keep_nobody_out(app: Flask, program: Program) -> None:
    with app.app_context():
        assert not any(find_token(f"potrosnja_{number:043}") for number in range(10_000))
    guesses = (Program(program.client, f"potrosnja_{number:043}") for number in range(200))
    assert {guess.get("/months").status_code for guess in guesses} == {401}
    assert program.get("/months").status_code == 200


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/expenses", 405)])
def test_an_address_that_is_not_there_answers_a_program(guest: Client, method: str, path: str, status: int) -> None:
    response = guest.open(f"/api/v1{path}", method=method)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json(force=True)["status"] == status


def test_a_program_is_not_told_what_people_do_on_a_page(program: Program) -> None:
    refused = [program.get("/nothing"), program.get("/receipts"), program.post("/expenses", json="x" * 100_000)]
    assert [response.status_code for response in refused] == [404, 405, 413]
    texts = " ".join(response.get_data(as_text=True) for response in refused)
    assert not re.search("go back|button|page", texts, re.IGNORECASE)


def test_other_sites_may_not_read_it(program: Program) -> None:
    for response in (
        program.get("/months", headers={"Origin": "https://evil.example"}),
        program.client.options("/api/v1/expenses", headers={"Origin": "https://evil.example"}),
    ):
        assert "Access-Control-Allow-Origin" not in response.headers


def test_no_cache_keeps_what_is_private(program: Program) -> None:
    assert program.get("/months").headers["Cache-Control"] == "private, no-store"


def test_an_error_of_the_server_says_no_more(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        msg = "/srv/secrets"
        raise RuntimeError(msg)

    monkeypatch.setattr(routes, "sum_all_time", fail)
    response = program.get("/months")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "secrets" not in response.text


def test_a_server_without_its_database_says_so(make_app: Callable[..., Flask], empty_database_url: str) -> None:
    client = make_app(DATABASE_URL=empty_database_url).test_client()
    response = Program(client).get("/months")
    assert response.status_code in {500, 503}  # a missing table is an error of the code to PostgreSQL
    assert response.mimetype == "application/problem+json"
