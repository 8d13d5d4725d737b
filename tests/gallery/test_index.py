from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.gallery import queries
from app.models.types import utc_now

if TYPE_CHECKING:
    from app.models import Receipt, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
ALL = "/receipts/all/"


@pytest.fixture
def shots(make: Factory, alice: User) -> list[Receipt]:
    """Five receipts of four expenses, newest first."""
    days = {"Konzum": 20, "Bauhaus": 20, "Pekara": 3}
    made = []
    make.receipt(make.expense(alice, merchant="Trash", deleted_at=utc_now()))
    old = make.expense(alice, 99_00, merchant="October", spent_on=dt.date(2026, 10, 31))
    made += [make.receipt(old), make.receipt(old)]
    for merchant, day in reversed(days.items()):
        made.append(make.receipt(make.expense(alice, merchant=merchant, spent_on=dt.date(2026, 11, day))))
    make.waiting(alice)
    return made[::-1]


def shown(page: Page) -> list[str]:
    return page.texts(".shots .row-title")


def links(page: Page) -> list[str]:
    return page.attributes("nav.pager a", "href")


@pytest.mark.usefixtures("shots")
def test_receipts_are_there_by_month_newest_first(client: Client) -> None:
    page = client.page(ALL)
    assert page.texts(".found h2") == ["November 2026", "October 2026"]
    assert shown(page) == ["Konzum", "Bauhaus", "Pekara", "October", "October"]
    assert links(page) == []


@pytest.mark.usefixtures("shots")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bauh", ["Bauhaus"]),
        ("merchant=konzum", ["Konzum"]),
        ("to=2026-10-31", ["October"] * 2),
        ("from=2026-11-04&to=2026-11-20", ["Konzum", "Bauhaus"]),
        ("min=50", ["October"] * 2),
        ("max=50&month=2026-11", ["Konzum", "Bauhaus", "Pekara"]),
        ("receipt=without&q=pek", ["Pekara"]),
    ],
)
def test_the_filters_of_the_list_narrow_the_gallery(client: Client, query: str, found: list[str]) -> None:
    assert shown(client.page(f"{ALL}?{query}")) == found


def test_the_text_of_a_receipt_finds_it(client: Client, make: Factory, shots: list[Receipt]) -> None:
    make.reading(shots[1], text="Bušilica")
    assert shown(client.page(f"{ALL}?q=busil")) == ["Bauhaus"]


@pytest.mark.usefixtures("shots")
def test_pages_lead_to_older_and_newer_ones(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    first = client.page(f"{ALL}?max=1000")
    assert shown(first) == ["Konzum", "Bauhaus"]
    second = client.page(links(first)[0])
    assert shown(second) == ["Pekara", "October"]
    newer, older = links(second)
    third = client.page(older)
    assert shown(third) == ["October"]
    assert shown(client.page(links(third)[0])) == ["Pekara", "October"]
    assert shown(client.page(newer)) == ["Konzum", "Bauhaus"]


@pytest.mark.usefixtures("shots")
@pytest.mark.parametrize("query", ["after=x", "before=-1", "after=99999999", "min=x", "category_id=77"])
def test_what_cannot_be_read_shows_everything(client: Client, query: str) -> None:
    assert len(shown(client.page(f"{ALL}?{query}"))) == 5


def test_without_receipts_the_gallery_says_what_will_be_here(client: Client) -> None:
    page = client.page(ALL)
    assert "month by month" in page.texts(".empty p")[0]
    assert page.attributes(".empty a", "href") == ["/expenses/new"]


@pytest.mark.usefixtures("shots")
def test_a_filter_that_finds_nothing_can_be_left(client: Client) -> None:
    assert client.page(f"{ALL}?q=nowhere").attributes(".empty a", "href") == [ALL]


@pytest.mark.usefixtures("shots")
def test_another_person_sees_none_of_them(guest: Client, charlie: User) -> None:
    assert shown(guest.signed_in(charlie).page(ALL)) == []


def test_arrows_lead_through_the_gallery_with_its_filters(client: Client, shots: list[Receipt]) -> None:
    page = client.page(f"{ALL}{shots[1].id}?max=50")
    assert page.attributes(".receipt-tools nav a", "href") == [f"{ALL}{shots[n].id}?max=50" for n in (0, 2)]
    last = client.page(f"{ALL}{shots[2].id}?max=50")
    assert last.attributes(".receipt-tools nav a", "href") == [f"{ALL}{shots[1].id}?max=50"]
    assert f"{ALL}?max=50" in last.attributes(".actions a", "href")


def test_a_receipt_rotated_in_the_gallery_stays_there_with_its_filters(client: Client, shots: list[Receipt]) -> None:
    url = f"{ALL}{shots[1].id}?max=50"
    action = client.page(url).attributes(".receipt-tools form", "action")[0]
    assert client.submit(action).location == url


def test_a_receipt_without_a_merchant_has_the_name_of_its_category(client: Client, make: Factory, alice: User) -> None:
    make.receipt(make.expense(alice, merchant=""))
    category = client.page("/expenses/?all=1").texts(".row-title")
    assert shown(client.page(ALL)) == category


def test_a_waiting_receipt_has_no_place_in_the_gallery(client: Client, make: Factory, alice: User) -> None:
    assert client.page(f"{ALL}{make.waiting(alice).id}").attributes(".receipt-tools nav a", "href") == []
