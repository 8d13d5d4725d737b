from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from app.models.types import utc_now
from tests.support.factories import entry, files_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
KEPT_FOR = dt.timedelta(days=30)
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def entered_at(make: Factory, app: Flask, alice: User, clock: TimeMachineFixture) -> dt.datetime:  # noqa: ARG001
    """When the last expense was entered, a minute more than a day ago; today nobody has looked into the bins yet."""
    app.config.pop("TRASH_CHECKED_ON", None)
    moment = utc_now() - DAY - MINUTE
    make.expense(alice, merchant="entered", created_at=moment)
    return moment


@pytest.fixture
def due(make: Factory, alice: User, charlie: User, entered_at: dt.datetime) -> None:
    """What had lain in two bins for a minute too long when the last expense was entered."""
    too_long_ago = entered_at - KEPT_FOR - MINUTE
    for user in (alice, charlie):
        make.receipt(make.expense(user, merchant="due", deleted_at=too_long_ago), original_name="due")
        make.waiting(user, original_name="due", deleted_at=too_long_ago)
    make.expense(alice, merchant="entered", created_at=entered_at)


@pytest.fixture
def kept(make: Factory, alice: User, charlie: User, entered_at: dt.datetime) -> None:
    """What was deleted two minutes later, and what was not deleted."""
    lately = entered_at - KEPT_FOR + MINUTE
    for user in (alice, charlie):
        make.receipt(make.expense(user, merchant="kept", deleted_at=lately), original_name="kept")
        make.receipt(make.expense(user, merchant="kept"), original_name="kept", deleted_at=lately)
        make.waiting(user, original_name="kept")


def merchants(session: Session) -> set[str]:
    return set(session.scalars(select(Expense.merchant))) - {"entered"}


def names(session: Session) -> set[str]:
    return set(session.scalars(select(Receipt.original_name)))


def keys(session: Session) -> set[str]:
    return {key.partition(".")[0] for key in session.scalars(select(Receipt.storage_key))}


def test_emptying_removes_rows_and_files(
    client: Client, make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    make.receipt(make.expense(alice, deleted_at=utc_now()))
    make.waiting(alice, deleted_at=utc_now())
    page = client.submit("/trash/empty", follow=True)
    assert page.texts(".flash") == ["The trash is empty."]
    assert (session.scalars(select(Expense.id)).all(), session.scalars(select(Receipt.id)).all()) == ([], [])
    assert files_in(upload_folder) == []


def test_emptying_leaves_what_is_not_in_the_trash_or_somebody_elses(
    client: Client, make: Factory, alice: User, charlie: User, upload_folder: Path
) -> None:
    kept = [make.receipt(make.expense(alice)), make.waiting(alice)]
    kept += [make.receipt(make.expense(charlie, deleted_at=utc_now())), make.waiting(charlie, deleted_at=utc_now())]
    make.receipt(make.expense(alice, deleted_at=utc_now()))
    client.submit("/trash/empty")
    assert make.session.scalars(select(Receipt.id).order_by(Receipt.id)).all() == [receipt.id for receipt in kept]
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == keys(make.session)


def test_emptying_is_a_form(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, deleted_at=utc_now())
    assert client.page("/trash/").attributes(".confirm form", "action") == ["/trash/empty"]
    assert client.page("/trash/empty").status == 405
    assert client.post("/trash/empty").status_code == 400
    assert len(client.page("/trash/").texts(".row")) == 1


@pytest.mark.usefixtures("due", "kept")
def test_the_first_change_of_a_day_removes_what_is_due_in_every_trash(
    client: Client, session: Session, upload_folder: Path
) -> None:
    client.page("/trash/")
    assert merchants(session) == {"due", "kept"}
    client.submit("/categories/new", name="Food", color="green")
    assert (merchants(session), names(session)) == ({"kept"}, {"kept"})
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == keys(session)


def test_the_next_change_looks_again_on_the_next_day(
    client: Client, make: Factory, alice: User, session: Session, clock: TimeMachineFixture
) -> None:
    client.submit("/categories/new", name="Food", color="green")
    make.expense(alice, merchant="due", deleted_at=utc_now() - 2 * KEPT_FOR)
    client.submit("/categories/new", name="Fun", color="green")
    assert merchants(session) == {"due"}
    make.expense(alice, merchant="entered")
    clock.shift(DAY + MINUTE)
    client.submit("/categories/new", name="Home", color="green")
    assert merchants(session) == set()


@pytest.fixture
def spend(make: Factory, alice: User, new_client: Callable[[], Client], entered_at: dt.datetime) -> Callable[[], None]:  # noqa: ARG001
    """Let Alice sign in and enter an expense."""
    food = make.category(alice)

    def spend_now() -> None:
        page = new_client().signed_in(alice).submit("/expenses/new", **entry(food), follow=True)
        assert "is saved" in page.text

    return spend_now


def test_a_clock_set_ahead_empties_no_trash_however_much_is_entered_on_that_day(
    spend: Callable[[], None], make: Factory, alice: User, session: Session, clock: TimeMachineFixture
) -> None:
    make.expense(alice, merchant="deleted", deleted_at=utc_now())
    clock.shift(dt.timedelta(days=40))
    for _ in range(3):  # over midnight
        spend()
        clock.shift(dt.timedelta(hours=11))
    assert "deleted" in merchants(session)


def test_two_wrong_days_with_a_right_one_between_empty_no_trash(
    spend: Callable[[], None], make: Factory, alice: User, session: Session, clock: TimeMachineFixture
) -> None:
    make.expense(alice, merchant="deleted", deleted_at=utc_now())
    for days in (40, -39, 80):
        clock.shift(dt.timedelta(days=days))
        spend()
    assert "deleted" in merchants(session)


def test_of_monthly_visits_the_second_one_after_its_time_empties_the_trash(
    spend: Callable[[], None], make: Factory, alice: User, session: Session, clock: TimeMachineFixture
) -> None:
    make.expense(alice, merchant="deleted", deleted_at=utc_now())
    found = []
    for _ in range(2):
        clock.shift(dt.timedelta(days=31))
        spend()
        found.append("deleted" in merchants(session))
    assert found == [True, False]


@pytest.mark.usefixtures("due", "kept")
def test_the_command_goes_by_the_clock(
    app: Flask, make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    make.receipt(make.expense(alice, merchant="lately", deleted_at=utc_now() - KEPT_FOR + MINUTE))
    result = app.test_cli_runner().invoke(args=["trash", "empty"])
    assert result.exit_code == 0
    assert merchants(session) == {"kept", "lately"}
    assert (
        session.scalars(select(Expense.id).where(Expense.merchant == "kept", Expense.deleted_at.is_not(None))).all()
        == []
    )
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == keys(session)
    again = app.test_cli_runner().invoke(args=["trash", "empty"])
    assert again.output == "Removed for good: 0.\n"


@pytest.mark.usefixtures("due")
def test_the_last_chance_is_before_the_first_change_of_the_day(client: Client, session: Session) -> None:
    expense_id = session.scalars(select(Expense.id).where(Expense.merchant == "due")).first()
    assert client.submit(f"/trash/expenses/{expense_id}/restore").status == 404
