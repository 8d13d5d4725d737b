"""A quota for each person, and the floor of free disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from app.receipts.storage import LowDiskError, write_files
from tests.support.factories import entry, files_in, picture, upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

PLENTY = str(2**50)  # no disk has so much left


@pytest.fixture
def category(make: Factory, alice: User) -> Category:
    return make.category(alice)


@pytest.fixture
def open_as(make_app: Callable[..., Flask], alice: User) -> Callable[..., Client]:
    """Alice's browser at an application with settings of its own."""
    return lambda **settings: cast("Client", make_app(**settings).test_client()).signed_in(alice)


def test_a_photo_above_the_quota_is_refused_beside_its_field(
    open_as: Callable[..., Client], category: Category, session: Session
) -> None:
    page = open_as(MAX_USER_BYTES="100").submit("/expenses/new", **entry(category, amount="7"), receipts=[upload()])
    assert page.status == 400
    assert page.error_of("receipts") == "Your receipts may take 1 kB together, and with this they would take more."
    assert page.attributes("[name=amount]", "value") == ["7"]
    assert (session.scalars(select(Expense)).all(), session.scalars(select(Receipt)).all()) == ([], [])


def test_the_quota_counts_what_is_there_and_what_comes_and_no_others(
    open_as: Callable[..., Client], make: Factory, alice: User, charlie: User, session: Session
) -> None:
    photo = picture()
    make.waiting(charlie)
    client = open_as(MAX_USER_BYTES=str(make.waiting(alice).byte_size + len(photo) + 100))
    assert client.submit("/receipts/", receipts=[upload()]).status == 303
    assert client.submit("/receipts/", receipts=[upload()]).status == 400
    assert len(session.scalars(select(Receipt).where(Receipt.user_id == alice.id)).all()) == 2


def test_an_expense_without_a_photo_is_kept_above_the_quota(
    open_as: Callable[..., Client], make: Factory, alice: User, category: Category
) -> None:
    make.waiting(alice)
    assert open_as(MAX_USER_BYTES="1").submit("/expenses/new", **entry(category)).status == 302


def test_the_account_says_how_much_of_the_quota_is_taken(open_as: Callable[..., Client]) -> None:
    assert "Your receipts take 1 kB of 2 MB." in open_as(MAX_USER_BYTES="2097152").page("/auth/account").text
    assert "Your receipts take" not in open_as().page("/auth/account").text


def test_a_disk_that_is_almost_full_takes_no_photos(
    open_as: Callable[..., Client], category: Category, session: Session
) -> None:
    client = open_as(MIN_FREE_BYTES=PLENTY)
    page = client.submit("/expenses/new", **entry(category), receipts=[upload()])
    assert page.status == 400
    assert page.error_of("receipts").startswith("The disk of the server is almost full")
    assert session.scalars(select(Receipt)).all() == []
    assert client.submit("/expenses/new", **entry(category)).status == 302


def test_nothing_else_writes_below_the_floor_either(make_app: Callable[..., Flask]) -> None:
    application = make_app(MIN_FREE_BYTES=PLENTY)
    with application.app_context(), pytest.raises(LowDiskError):
        write_files("0" * 32 + ".jpg", picture(), picture())
    assert files_in(application.config["SETTINGS"].upload_folder) == []
