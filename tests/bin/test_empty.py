from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from app.models.types import utc_now
from tests.factories import files_in

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.client import Client
    from tests.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
KEPT_FOR = dt.timedelta(days=30)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def due(make: Factory, app: Flask, alice: User, charlie: User, clock: TimeMachineFixture) -> None:  # noqa: ARG001
    """What has lain in two bins for a minute too long, on a day when nobody has looked yet."""
    app.config.pop("BIN_CHECKED_ON", None)
    too_long_ago = utc_now() - KEPT_FOR - MINUTE
    for user in (alice, charlie):
        make.receipt(make.expense(user, merchant="due", deleted_at=too_long_ago), original_name="due")
        make.waiting(user, original_name="due", deleted_at=too_long_ago)


@pytest.fixture
def kept(make: Factory, alice: User, charlie: User, clock: TimeMachineFixture) -> None:  # noqa: ARG001
    """What was deleted a minute later, and what was not deleted."""
    lately = utc_now() - KEPT_FOR + MINUTE
    for user in (alice, charlie):
        make.receipt(make.expense(user, merchant="kept", deleted_at=lately), original_name="kept")
        make.receipt(make.expense(user, merchant="kept"), original_name="kept", deleted_at=lately)
        make.waiting(user, original_name="kept")


def merchants(session: Session) -> set[str]:
    return set(session.scalars(select(Expense.merchant)))


def names(session: Session) -> set[str]:
    return set(session.scalars(select(Receipt.original_name)))


def keys(session: Session) -> set[str]:
    return {key.partition(".")[0] for key in session.scalars(select(Receipt.storage_key))}


def test_emptying_removes_rows_and_files(
    client: Client, make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    make.receipt(make.expense(alice, deleted_at=utc_now()))
    make.waiting(alice, deleted_at=utc_now())
    page = client.submit("/bin/empty", follow=True)
    assert page.texts(".flash") == ["The bin is empty."]
    assert (session.scalars(select(Expense.id)).all(), session.scalars(select(Receipt.id)).all()) == ([], [])
    assert files_in(upload_folder) == []


def test_emptying_leaves_what_is_not_in_the_bin_or_somebody_elses(
    client: Client, make: Factory, alice: User, charlie: User, upload_folder: Path
) -> None:
    kept = [make.receipt(make.expense(alice)), make.waiting(alice)]
    kept += [make.receipt(make.expense(charlie, deleted_at=utc_now())), make.waiting(charlie, deleted_at=utc_now())]
    make.receipt(make.expense(alice, deleted_at=utc_now()))
    client.submit("/bin/empty")
    assert make.session.scalars(select(Receipt.id).order_by(Receipt.id)).all() == [receipt.id for receipt in kept]
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == keys(make.session)


def test_emptying_is_a_form(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, deleted_at=utc_now())
    assert client.page("/bin/").attributes(".confirm form", "action") == ["/bin/empty"]
    assert client.page("/bin/empty").status == 405
    assert client.post("/bin/empty").status_code == 400
    assert len(client.page("/bin/").texts(".row")) == 1


@pytest.mark.usefixtures("due", "kept")
def test_the_first_change_of_a_day_removes_what_is_due_in_every_bin(
    client: Client, session: Session, upload_folder: Path
) -> None:
    client.page("/bin/")
    assert merchants(session) == {"due", "kept"}
    client.submit("/categories/new", name="Food", color="green")
    assert (merchants(session), names(session)) == ({"kept"}, {"kept"})
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == keys(session)


@pytest.mark.usefixtures("due")
def test_the_next_change_looks_again_on_the_next_day(
    client: Client, make: Factory, alice: User, session: Session, clock: TimeMachineFixture
) -> None:
    client.submit("/categories/new", name="Food", color="green")
    make.expense(alice, merchant="later", deleted_at=utc_now() - KEPT_FOR - MINUTE)
    client.submit("/categories/new", name="Fun", color="green")
    assert merchants(session) == {"later"}
    clock.shift(dt.timedelta(days=1))
    client.submit("/categories/new", name="Home", color="green")
    assert merchants(session) == set()


@pytest.mark.usefixtures("due", "kept")
def test_the_command_removes_what_is_due(app: Flask, session: Session, upload_folder: Path) -> None:
    result = app.test_cli_runner().invoke(args=["bin", "empty"])
    assert result.exit_code == 0
    assert (merchants(session), names(session)) == ({"kept"}, {"kept"})
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == keys(session)
    again = app.test_cli_runner().invoke(args=["bin", "empty"])
    assert again.output == "Removed for good: 0.\n"


@pytest.mark.usefixtures("due")
def test_the_last_chance_is_before_the_first_change_of_the_day(client: Client, session: Session) -> None:
    expense_id = session.scalars(select(Expense.id).order_by(Expense.id)).first()
    assert client.submit(f"/bin/expenses/{expense_id}/restore").status == 404
