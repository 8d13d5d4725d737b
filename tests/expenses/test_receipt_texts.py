from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.expenses.receipt_texts import Excerpt, excerpt_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Expense, ReceiptReading, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def hardware(make: Factory, alice: User) -> Expense:
    """An expense that says nothing of what its receipt says."""
    return make.expense(alice, merchant="Bauhaus", note="garage")


@pytest.fixture
def reading(make: Factory, hardware: Expense) -> ReceiptReading:
    return make.reading(make.receipt(hardware), text='BAUHAUS d.o.o.\nBušilica 18V\n1 x 79,99\n100%_sale "x"\nHVALA')


def found(client: Client, words: str) -> list[str]:
    return titles(client.page("/expenses/", query_string={"month": "all", "q": words}))


def titles(page: Page) -> list[str]:
    return page.texts(".ledger .row-title")


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(
    "words", ["bušilica", "BUSILICA", "silic", "hvala busilica", "garage busilica", "100%_sale", '"x"']
)
def test_what_a_receipt_says_finds_its_expense(client: Client, words: str) -> None:
    assert found(client, words) == ["Bauhaus"]


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("words", ["drill", "bušilica drill", "100_%sale", "18", "bus*", "NEAR(hvala)", "'"])
def test_what_no_receipt_says_finds_nothing(client: Client, words: str) -> None:
    """Two characters are too short for the index of trigrams."""
    assert found(client, words) == []


@pytest.mark.usefixtures("reading")
def test_the_line_shows_the_words_around_what_was_found(client: Client) -> None:
    page = client.page("/expenses/?q=busilica")
    assert page.texts(".excerpt") == ["BAUHAUS d.o.o. Bušilica 18V 1 x"]
    assert page.texts(".excerpt mark") == ["Bušilica"]


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("words", ["bauhaus", "12.50", "garage"])
def test_what_the_expense_says_itself_needs_no_excerpt(client: Client, words: str) -> None:
    page = client.page("/expenses/", query_string={"q": words})
    assert titles(page) == ["Bauhaus"]
    assert page.texts(".excerpt") == []


@pytest.mark.usefixtures("reading")
def test_another_persons_receipt_finds_nothing(guest: Client, make: Factory, charlie: User) -> None:
    make.reading(make.receipt(make.expense(charlie)), text="kava")
    assert found(guest.signed_in(charlie), "busilica") == []


def test_a_receipt_in_the_trash_finds_nothing(
    client: Client, session: Session, reading: ReceiptReading, hardware: Expense
) -> None:
    assert found(client, "busilica") == ["Bauhaus"]
    client.submit(f"/receipts/{reading.receipt_id}/delete")
    session.expire_all()
    assert found(client, "busilica") == []
    assert hardware.deleted_at is None


def test_a_receipt_that_is_read_again_is_found_by_its_new_text(
    client: Client, session: Session, reading: ReceiptReading
) -> None:
    reading.text = "čekić"
    session.flush()
    assert found(client, "busilica") == []
    assert found(client, "cekic") == ["Bauhaus"]


def test_an_excerpt_ends_where_the_text_does() -> None:
    assert excerpt_of("Kava", ["kava"]) == Excerpt("", "Kava", "")
    assert excerpt_of("a b c d Kava", ["kava"]) == Excerpt("b c d", "Kava", "")
    assert excerpt_of("Kava", ["caj"]) is None
