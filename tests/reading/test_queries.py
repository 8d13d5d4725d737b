from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.models import Receipt
from app.models.receipt_reading import ReadingState
from app.models.types import utc_now
from app.reading.queries import get_reading, next_waiting, suggest_for
from app.reading.records import pack
from app.reading.rules.reader import read_page
from app.reading.services import queue_unread
from app.reading.suggestions import Source, Suggestions
from tests.reading.pages import page_of
from tests.support.factories import TODAY
from tests.support.receipts import INN, MARKET

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import ReceiptReading, User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("context")

OIB_OF_MARKET = "29955634590"


def read(make: Factory, user: User, text: str = MARKET.text, merchant: str = "", **overrides: object) -> ReceiptReading:
    """Make a receipt that was read, of an expense if a merchant is named."""
    facts = read_page(page_of(text), TODAY)
    receipt = make.receipt(make.expense(user, merchant=merchant)) if merchant else make.waiting(user)
    made = {"text": facts.text, "facts": pack(facts), "tax_number": facts.oibs[0], "state": ReadingState.READ}
    return make.reading(receipt, **{**made, **overrides})


def merchant_for(user: User, reading: ReceiptReading) -> tuple[str, Source]:
    first = suggest_for(user, reading, TODAY).merchants[0]
    return first.name, first.source


def test_a_reading_is_its_owners_own(make: Factory, alice: User, charlie: User) -> None:
    row = read(make, alice)
    found = get_reading(alice, row.receipt_id)
    assert found is not None
    assert found.text == row.text
    assert get_reading(charlie, row.receipt_id) is None
    assert get_reading(alice, row.receipt_id + 1) is None


def test_a_reading_goes_into_the_trash_with_its_receipt(make: Factory, alice: User, session: Session) -> None:
    row = read(make, alice)
    session.execute(update(Receipt).values(deleted_at=utc_now()))
    assert get_reading(alice, row.receipt_id) is None


def test_what_was_read_is_suggested(make: Factory, alice: User) -> None:
    suggestions = suggest_for(alice, read(make, alice), TODAY)
    assert suggestions.amounts[0].cents == MARKET.total_cents
    assert suggestions.spent_on == MARKET.spent_on
    assert suggestions.merchants[0].name == MARKET.merchant


def test_a_code_is_enough(make: Factory, alice: User) -> None:
    row = make.reading(make.waiting(alice), code_payload=MARKET.code)
    suggestions = suggest_for(alice, row, TODAY)
    assert (suggestions.amounts[0].cents, suggestions.amounts[0].source) == (MARKET.total_cents, Source.CODE)
    assert suggestions.spent_on == MARKET.spent_on


def test_a_receipt_that_was_not_read_suggests_nothing(make: Factory, alice: User) -> None:
    assert suggest_for(alice, None, TODAY) == Suggestions()
    assert suggest_for(alice, make.reading(make.waiting(alice)), TODAY) == Suggestions()


def test_the_persons_own_merchants_win(make: Factory, alice: User, charlie: User) -> None:
    make.expense(alice, merchant="Konzum", spent_on=dt.date(2026, 1, 1))
    make.expense(charlie, merchant="Konzum plus")
    assert merchant_for(alice, read(make, alice)) == ("Konzum", Source.KNOWN)


def test_the_latest_spelling_of_a_merchant_counts(make: Factory, alice: User) -> None:
    for merchant in ("konzum", "KONZUM", "Konzum"):
        make.expense(alice, merchant=merchant)
    assert merchant_for(alice, read(make, alice)) == ("Konzum", Source.KNOWN)


def test_the_tax_number_of_a_saved_receipt_is_learnt(make: Factory, alice: User, charlie: User) -> None:
    read(make, charlie, merchant="Kod Charlieja")
    reading = read(make, alice)
    assert merchant_for(alice, reading)[1] is Source.TEXT
    read(make, alice, merchant="Dućan na uglu")
    assert merchant_for(alice, reading) == ("Dućan na uglu", Source.KNOWN)


def test_what_a_person_corrects_is_learnt(make: Factory, alice: User) -> None:
    read(make, alice, merchant="Konzum plus")
    read(make, alice, merchant="Dućan")
    read(make, alice, INN.text, merchant="Čarda", tax_number="62226620908")
    assert merchant_for(alice, read(make, alice)) == ("Dućan", Source.KNOWN)


def test_what_is_in_the_trash_teaches_nothing(make: Factory, alice: User) -> None:
    make.expense(alice, merchant="Konzum", deleted_at=utc_now())
    receipt = make.receipt(make.expense(alice, merchant="Dućan", deleted_at=utc_now()))
    make.reading(receipt, tax_number=OIB_OF_MARKET)
    assert merchant_for(alice, read(make, alice))[1] is Source.TEXT


def test_what_has_waited_longest_is_next(make: Factory, alice: User, charlie: User) -> None:
    now = utc_now()
    queued = {"state": ReadingState.WAITING}
    late = make.reading(make.waiting(alice), queued_at=now, **queued)
    early = make.reading(make.waiting(charlie), queued_at=now - dt.timedelta(minutes=1), **queued)
    make.reading(make.waiting(alice), queued_at=now - dt.timedelta(hours=1), state=ReadingState.READING)
    found = next_waiting()
    assert found is not None
    assert (found.id, found.receipt.id) == (early.id, early.receipt_id)
    assert late.id != early.id


def test_a_photo_that_was_just_sent_does_not_wait_behind_old_receipts(make: Factory, alice: User) -> None:
    make.reading(make.waiting(alice), state=ReadingState.UNREAD)
    just_after = utc_now() + dt.timedelta(minutes=1)
    new = make.reading(make.waiting(alice), state=ReadingState.WAITING, queued_at=just_after)
    assert queue_unread() == 1
    found = next_waiting()
    assert found is not None
    assert found.id == new.id


def test_old_receipts_are_read_when_nothing_new_waits(make: Factory, alice: User) -> None:
    old = make.reading(make.waiting(alice), state=ReadingState.UNREAD)
    queue_unread()
    found = next_waiting()
    assert found is not None
    assert found.id == old.id


def test_nothing_may_wait() -> None:
    assert next_waiting() is None
