"""Nothing but the trash shows or counts what lies in it: the same pages with it and without it."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from app.models.types import utc_now

if TYPE_CHECKING:
    from app.models import Expense, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
PAGES = (
    *("/", "/months/", "/months/2026-11", "/months/2026-10", "/years/2026", "/years/2025", "/categories/"),
    *("/months/months.svg", "/months/largest.svg", "/months/2026-11/days.svg", "/years/2026/months.svg"),
    *("/months/2026-10/days.svg", "/months/2026-11/categories.svg", "/years/2025/months.svg"),
    *(
        "/expenses/",
        "/expenses/?sort=-amount",
        "/expenses/?q=secret",
        "/expenses/?min=900",
        "/expenses/?from=2026-11-01",
    ),
    *("/expenses/?receipt=with", "/expenses/?receipt=without", "/expenses/?category_id={category}"),
    *("/expenses/new", "/expenses/{expense}", "/expenses/{expense}/edit", "/receipts/"),
)
FILES = ("", "?zoom=1", "/image", "/thumbnail", "/download")


@pytest.fixture
def expense(make: Factory, alice: User) -> Expense:
    """What stays."""
    return make.expense(alice, 1250, merchant="Konzum")


def fill_trash(make: Factory, alice: User, expense: Expense, unused_id: int) -> None:
    """Put into Alice's trash expenses of three months, a receipt of the expense that stays, and one that waited."""
    for day in ("2026-11-20", "2026-10-05", "2025-03-07"):
        values = {"merchant": "Secret", "spent_on": dt.date.fromisoformat(day), "deleted_at": utc_now()}
        for category_id in (expense.category_id, unused_id):
            make.receipt(make.expense(alice, 99_900, category_id=category_id, **values))
    make.receipt(expense, deleted_at=utc_now())
    make.waiting(alice, deleted_at=utc_now())


def read(client: Client, url: str) -> tuple[int, str]:
    page = client.page(url)
    return page.status, re.sub(r'name="(csrf_token|key)"[^>]* value="[^"]+"', "", page.html)


def test_no_page_and_no_chart_changes(client: Client, make: Factory, alice: User, expense: Expense) -> None:
    urls = [url.format(category=expense.category_id, expense=expense.id) for url in PAGES]
    unused = make.category(alice)
    before = [read(client, url) for url in urls]
    fill_trash(make, alice, expense, unused.id)
    assert [url for url, page in zip(urls, before, strict=True) if read(client, url) != page] == []


@pytest.mark.parametrize("path", ["", "/edit"])
def test_an_expense_in_the_trash_has_no_page(client: Client, make: Factory, alice: User, path: str) -> None:
    assert client.page(f"/expenses/{make.expense(alice, deleted_at=utc_now()).id}{path}").status == 404


@pytest.mark.parametrize("path", FILES)
def test_a_receipt_in_the_trash_is_not_served(client: Client, make: Factory, alice: User, path: str) -> None:
    receipts = [
        make.receipt(make.expense(alice), deleted_at=utc_now()),
        make.receipt(make.expense(alice, deleted_at=utc_now())),
        make.waiting(alice, deleted_at=utc_now()),
    ]
    assert {client.page(f"/receipts/{receipt.id}{path}").status for receipt in receipts} == {404}


@pytest.mark.parametrize("action", ["delete", "receipts"])
def test_what_brings_nothing_new_does_not_find_an_expense_in_the_trash(
    client: Client, make: Factory, alice: User, action: str
) -> None:
    url = f"/expenses/{make.expense(alice, deleted_at=utc_now()).id}/{action}"
    assert client.submit(url).status == 404


def test_what_lies_in_the_trash_makes_no_account_look_used(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice)
    empty = read(client, "/months/"), read(client, "/habits/")
    make.expense(alice, category_id=category.id, deleted_at=utc_now())
    assert (read(client, "/months/"), read(client, "/habits/")) == empty
