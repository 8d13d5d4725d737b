from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.reading import read_cents

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def test_the_highest_expense_goes_by_number_and_not_by_text(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [950, 10_000, 1000, 100])
    page = client.page("/months/2026-11")
    assert page.cents("month-highest") == 10_000
    assert read_cents(page.texts('[data-testid="month-highest"] a')[0]) == 10_000


def test_a_refund_is_not_the_highest_expense(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [-5000, 300])
    page = client.page("/months/2026-11")
    assert (page.cents("month-total"), page.cents("month-highest")) == (-4700, 300)


def test_a_month_of_refunds_alone_has_no_highest_expense(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, -5000)
    page = client.page("/months/2026-11")
    assert (page.cents("month-total"), page.cents("month-highest")) == (-5000, 0)
    assert page.texts('[data-testid="month-total"]') == ["\N{MINUS SIGN}€50.00"]


def test_of_equal_highest_expenses_the_latest_is_shown(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 5000, merchant="Earlier")
    latest = make.expense(alice, 5000, merchant="Later")
    page = client.page("/months/2026-11")
    assert page.attributes('[data-testid="month-highest"] a', "href") == [f"/expenses/{latest.id}"]
    assert "Later" in page.texts('[data-testid="month-highest"]')[0]
