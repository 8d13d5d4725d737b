from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.page_lint import attribute, find_elements
from tests.summaries.reading import read_cents, read_cents_behind, read_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.client import Client
    from tests.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.usefixtures("food")
@pytest.mark.parametrize("url", ["/", "/months/2026-11", "/habits/"])
def test_the_pace_is_told_against_the_usual_month(client: Client, url: str) -> None:
    page = client.page(url)
    # The middle of 101, 200, 300, 400, 500 and 600 by the 22nd is 350.
    assert page.texts(".pace") == ["€300.00 less than usual by Nov 22, 2026."]
    # The middle of what came after the 22nd is 35.
    assert "At the end of the month probably €85.00, between €60.00 and €110.00." in page.text


@pytest.mark.usefixtures("food")
def test_every_value_behind_the_pace_leads_to_its_expenses(client: Client) -> None:
    links = find_elements(client.page("/").tree, ".explain .values a")
    assert len(links) == 12
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(link.to_text().strip())


def test_six_days_are_told_plainly(client: Client, make: Factory, alice: User) -> None:
    for number in range(17, 23):
        make.expense(alice, 500, spent_on=dt.date(2026, 11, number))
    page = client.page("/")
    assert page.texts(".pace") == []
    assert "What is usual for you will be here after three full months." in page.text
    assert "At the end" not in page.text


@pytest.mark.usefixtures("food")
def test_a_pace_follows_payday(client: Client, alice: User, session: Session) -> None:
    alice.month_start_day = 20
    session.flush()
    page = client.page("/")  # the month began on the 20th, three days ago
    assert page.texts(".pace") == ["As much as usual by Nov 22, 2026."]
    assert "At the end" not in page.text  # not before the fifth day


@pytest.mark.usefixtures("food")
def test_a_month_that_is_over_has_no_end_to_project(client: Client) -> None:
    page = client.page("/months/2026-10")
    assert page.texts(".pace") == ["€330.00 more than usual by Oct 31, 2026."]
    assert "At the end" not in page.text


@pytest.mark.usefixtures("food")
def test_the_table_beside_the_lines_leads_to_each_day(client: Client) -> None:
    page = client.page("/months/2026-11")
    rows = read_table(page, "Spending day after day")
    assert len(rows) == 22
    assert rows[9] == ["Nov 10, 2026", "€50.00", "€600.00", "€350.00"]
    links = find_elements(page.tree, ".fold td a.amount")
    assert read_cents_behind(client, attribute(links[9], "href")) == 5_000


def test_a_day_in_the_bin_does_not_count(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 70_000, category_id=food.id, deleted_at=dt.datetime.now(dt.UTC))
    assert client.page("/").texts(".pace") == ["€300.00 less than usual by Nov 22, 2026."]
