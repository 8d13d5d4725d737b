from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.factories import Factory
    from tests.support.programs import Program

pytestmark = pytest.mark.usefixtures("clock", "spending")
MOST_STATEMENTS = 8


def test_months_say_what_each_cost_the_latest_first(program: Program) -> None:
    months = program.read("/months")["months"]
    assert [(item["month"], item["total_cents"]) for item in months[:3]] == [
        ("2026-11", 4649),
        ("2026-10", -9990),
        ("2026-09", 0),
    ]
    assert months[0] == {
        "month": "2026-11",
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
        "total": "46.49",
        "total_cents": 4649,
        "currency": "EUR",
    }


def test_this_month_says_what_is_left(program: Program, make: Factory, alice: User) -> None:
    make.limit(alice, 30_000)
    month = program.read("/months/current")
    assert (month["total"], month["limit"], month["left"]) == ("46.49", "300.00", "253.51")
    assert [(item["category"], item["total_cents"]) for item in month["categories"]] == [
        ("Fun", 4000),
        ("Food", 2149),
        ("Home", -1500),
    ]


def test_a_month_without_a_limit_has_nothing_left(program: Program) -> None:
    month = program.read("/months/2026-10")
    assert (month["total_cents"], month["limit"], month["left_cents"]) == (-9990, None, None)


def test_a_month_begins_on_the_day_of_the_account(program: Program, alice: User, session: Session) -> None:
    alice.month_start_day = 15
    session.flush()
    month = program.read("/months/2026-10")
    assert (month["first_day"], month["last_day"]) == ("2026-10-15", "2026-11-14")
    assert program.read("/months/current")["first_day"] == "2026-11-15"


@pytest.mark.parametrize("path", ["/months/2026-13", "/months/x", "/months/1899-01"])
def test_a_month_that_is_none_is_not_found(program: Program, path: str) -> None:
    assert program.get(path).status_code == 404


def test_limits_say_what_is_spent_and_left(program: Program, make: Factory, alice: User) -> None:
    make.limit(alice, 30_000)
    make.limit(alice, 1000, category_id=make.category(alice, "Empty").id)
    limits = program.read("/limits")["limits"]
    assert [(item["category"], item["spent"], item["left"]) for item in limits] == [
        (None, "46.49", "253.51"),
        ("Empty", "0.00", "10.00"),
    ]


@pytest.mark.parametrize("path", ["/months", "/months/current", "/limits", "/expenses", "/expenses?q=a&sort=category"])
def test_no_answer_asks_the_database_much(app: Flask, program: Program, path: str) -> None:
    with counted_statements(app) as statements:
        program.read(path)
    assert len(statements) <= MOST_STATEMENTS
