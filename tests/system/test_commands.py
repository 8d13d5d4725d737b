from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.database.engine import db
from app.models import Category, Expense, Invitation, Receipt, User
from tests.support.client import Client
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session


NAMES = ("--first-name", "Ana", "--last-name", "Horvat")


@pytest.fixture
def flask(app: Flask, session: Session) -> Callable[..., Result]:  # noqa: ARG001 - the session empties the tables
    """Run `flask` with arguments."""
    return lambda *arguments, **options: app.test_cli_runner().invoke(args=arguments, **options)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("registration", ["first", "closed"])
def test_a_link_that_invites_is_printed(make_app: Callable[..., Flask], session: Session, registration: str) -> None:
    application = make_app(REGISTRATION=registration)
    address = "https://money.example.org/spending"
    result = application.test_cli_runner().invoke(args=["user", "invite", "Marko", "--address", address])
    link = result.output.split()[-1]
    assert link.startswith(f"{address}/auth/register?invitation=")
    client = application.test_client()
    assert isinstance(client, Client)
    assert "You are invited" in client.page(link.removeprefix(address)).text
    assert session.scalars(select(Invitation.user_id)).one() is None


def test_without_an_address_the_link_leads_to_this_machine(flask: Callable[..., Result]) -> None:
    assert "http://127.0.0.1:5000/auth/register?invitation=" in flask("user", "invite", "Marko").output


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("address", ["https://money", "https://money/", "https://money/money"])
def test_the_link_has_the_prefix(make_app: Callable[..., Flask], address: str) -> None:
    runner = make_app(URL_PREFIX="/money").test_cli_runner()
    result = runner.invoke(args=["user", "invite", "Marko", "--address", address])
    assert "https://money/money/auth/register?invitation=" in result.output


def test_an_address_without_its_protocol_is_refused(flask: Callable[..., Result], session: Session) -> None:
    result = flask("user", "invite", "Marko", "--address", "money.example.org")
    assert (result.exit_code, result.stderr) == (1, "Error: An address begins with http:// or https://.\n")
    assert session.scalars(select(Invitation)).all() == []


def test_an_account_is_made(flask: Callable[..., Result], guest: Client, session: Session) -> None:
    result = flask("user", "create", "ana", *NAMES, "--password", PASSWORD)
    assert (result.exit_code, result.output) == (0, "The account ana is made.\n")
    assert guest.submit("/auth/login", username="ana", password=PASSWORD).location == "/"
    assert session.scalar(select(func.count(Category.id))) == 10


def test_what_is_missing_is_asked_for(flask: Callable[..., Result], session: Session) -> None:
    result = flask("user", "create", "ana", input=f"Ana\nHorvat\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert session.scalars(select(User.last_name)).one() == "Horvat"


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        ("a b", PASSWORD, "without spaces"),
        ("ab", PASSWORD, "3 to 40 characters"),
        ("ana", "short", "8 to 128 characters"),
        ("ana", "password1", "Choose another one"),
        ("ana.horvat", "ana.horvat", "Choose another one"),
        ("ana", "mrs horvat", "Leave out your name"),
        ("ALICE", PASSWORD, "The username ALICE is taken."),
    ],
)
@pytest.mark.usefixtures("alice")
def test_an_account_keeps_the_rules_of_the_form(
    flask: Callable[..., Result], session: Session, username: str, password: str, message: str
) -> None:
    result = flask("user", "create", username, *NAMES, "--password", password)
    assert result.exit_code == 1
    assert message in result.stderr
    assert session.scalars(select(User.username)).all() == ["alice"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 51])
def test_an_account_needs_names(flask: Callable[..., Result], session: Session, name: str) -> None:
    result = flask("user", "create", "ana", "--first-name", name, "--last-name", "Horvat", "--password", PASSWORD)
    assert (result.exit_code, "1 to 50 characters" in result.stderr) == (1, True)
    assert session.scalars(select(User.id)).all() == []


def test_a_new_password_ends_all_sessions(flask: Callable[..., Result], client: Client) -> None:
    result = flask("user", "set-password", "ALICE", "--password", "battery staple")
    assert (result.exit_code, "all its sessions have ended" in result.output) == (0, True)
    assert client.page("/").status == 302
    assert client.submit("/auth/login", username="alice", password="battery staple").location == "/"


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        ("nobody", PASSWORD, "There is no account nobody."),
        ("alice", "short", "8 to 128"),
        ("alice", "password1", "another"),
        ("alice", "wonderland of alice", "Leave out your name"),
        ("alice", PASSWORD, "has already"),
    ],
)
def test_a_wrong_password_is_not_set(
    flask: Callable[..., Result], client: Client, username: str, password: str, message: str
) -> None:
    result = flask("user", "set-password", username, "--password", password)
    assert result.exit_code == 1
    assert message in result.stderr
    assert client.page("/").status == 200


@pytest.mark.usefixtures("alice", "charlie")
def test_accounts_are_listed(flask: Callable[..., Result]) -> None:
    lines = flask("user", "list").output.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["alice", "Alice Horvat"], ["charlie", "Charlie Horvat"]]


def test_no_accounts_are_no_lines(flask: Callable[..., Result]) -> None:
    result = flask("user", "list")
    assert (result.exit_code, result.output) == (0, "")


def test_the_demo_fills_a_fresh_folder_once(make_app: Callable[..., Flask], empty_database_url: str) -> None:
    application = make_app(DATABASE_URL=empty_database_url)
    result = application.test_cli_runner().invoke(args=["demo", "--until", "2026-11-22"])
    assert result.exit_code == 0, result.output
    with application.app_context():
        count = db.session.scalar(select(func.count(Expense.id)))
        assert f"{count} expenses are ready." in result.output
        assert db.session.scalar(select(func.count(Receipt.id)))
    client = application.test_client()
    data = {"username": "demo", "password": "demo-password", "csrf_token": client.csrf_token()}  # type: ignore[attr-defined]
    assert client.post("/auth/login", data=data).location == "/"
    assert client.page("/").cents("month-total") > 0  # type: ignore[attr-defined]
    again = application.test_cli_runner().invoke(args=["demo"])
    assert (again.exit_code, "has accounts already" in again.stderr) == (1, True)
