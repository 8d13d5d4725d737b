from __future__ import annotations

import io
import json
import sys
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.database.engine import db
from app.models import Receipt, ReceiptReading
from app.models.receipt_reading import ReadingState
from app.models.types import utc_now
from app.reading import launch, services
from app.reading.launch import AnotherReaderError, is_reading_on, only_reader
from app.reading.lines import Page
from app.receipts.images import clean_image
from app.receipts.services import add_waiting_receipts, remove_receipts, rotate_receipt
from app.receipts.uploads import Upload
from tests.reading.pages import page_of
from tests.support.factories import picture
from tests.support.pictures import encode
from tests.support.receipts import MARKET, print_paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.factories import Factory

OIB = "29955634590"
WITH_CODE = encode(print_paper(MARKET), "PNG")


def photo(content: bytes) -> Upload:
    return Upload(clean_image(io.BytesIO(content), 10**7), "receipt.png")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that a stand-in writes when it is started in place of the process that reads."""
    mark = tmp_path / "started"
    code = f"open({json.dumps(str(mark))}, 'a').write('x')"
    monkeypatch.setattr(launch, "_COMMAND", [sys.executable, "-c", code])
    monkeypatch.setattr(launch, "_is_installed", lambda: True)
    return mark


@pytest.fixture
def reading_on(make_app: Callable[..., Flask], upload_folder: Path, started: Path) -> Iterator[Path]:
    """An application context where the text of receipts is read."""
    with make_app(READ_RECEIPTS="on", UPLOAD_FOLDER=str(upload_folder)).app_context():
        yield started


def has_started(mark: Path) -> bool:
    deadline = time.monotonic() + 10
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return mark.exists()


def only(session: Session) -> ReceiptReading:
    session.expire_all()
    return session.scalars(select(ReceiptReading)).one()


@pytest.mark.usefixtures("context")
def test_a_new_receipt_keeps_what_its_code_says(alice: User, session: Session) -> None:
    add_waiting_receipts(alice, [photo(WITH_CODE)])
    db.session.commit()
    reading = only(session)
    assert reading.code_payload == MARKET.code
    assert (reading.state, reading.user_id, reading.queued_at) == (ReadingState.UNREAD, alice.id, None)


@pytest.mark.usefixtures("context")
def test_a_receipt_without_a_code_has_none(alice: User, session: Session) -> None:
    add_waiting_receipts(alice, [photo(picture())])
    db.session.commit()
    assert only(session).code_payload is None


def test_a_new_receipt_waits_and_starts_the_process_after_the_commit(
    reading_on: Path, alice: User, session: Session
) -> None:
    add_waiting_receipts(alice, [photo(picture())])
    db.session.flush()
    assert not reading_on.exists()
    db.session.commit()
    assert only(session).state == ReadingState.WAITING
    assert has_started(reading_on)


def test_a_receipt_that_is_not_stored_starts_nothing(reading_on: Path, alice: User) -> None:
    add_waiting_receipts(alice, [photo(picture())])
    db.session.rollback()
    db.session.commit()
    time.sleep(0.2)
    assert not reading_on.exists()


def test_a_second_process_is_not_started(reading_on: Path) -> None:
    with only_reader():
        launch.start_reader()
        with pytest.raises(AnotherReaderError), only_reader():
            pass
    time.sleep(0.2)
    assert not reading_on.exists()


def test_a_process_that_cannot_start_does_not_undo_the_receipt(
    reading_on: Path, alice: User, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(launch, "_COMMAND", [str(reading_on / "nothing")])
    add_waiting_receipts(alice, [photo(picture())])
    db.session.commit()
    assert only(session).state == ReadingState.WAITING
    assert "did not start" in caplog.text


@pytest.mark.usefixtures("started")
def test_a_setting_leaves_text_unread(make_app: Callable[..., Flask]) -> None:
    with make_app(READ_RECEIPTS="off").app_context():
        assert not is_reading_on()


@pytest.mark.usefixtures("context")
class TestKeeping:
    """What the process keeps."""

    @pytest.fixture
    def reading(self, make: Factory, alice: User) -> ReceiptReading:
        row = make.reading(make.waiting(alice), state=ReadingState.WAITING, queued_at=utc_now())
        return db.session.get_one(ReceiptReading, row.id)

    def test_what_was_read_is_kept_with_its_folded_text(self, reading: ReceiptReading, alice: User) -> None:
        services.begin(reading)
        services.keep(reading, page_of(f"Šećerana d.o.o.\nOIB: {OIB}\nUKUPNO  3,00"), alice, "stand-in 1")
        assert (reading.state, reading.queued_at, reading.attempts) == (ReadingState.READ, None, 1)
        assert reading.text.startswith("Šećerana d.o.o.\nOIB")
        assert reading.search_text.startswith("secerana d.o.o. oib")
        assert reading.tax_number == OIB
        assert reading.facts is not None
        assert reading.facts["totals"][0]["cents"] == 300
        assert reading.read_at is not None

    def test_a_page_without_text_is_read_too(self, reading: ReceiptReading, alice: User) -> None:
        services.keep(reading, Page(10, 10, ()), alice, "stand-in 1")
        assert (reading.state, reading.text, reading.tax_number) == (ReadingState.READ, "", None)

    def test_where_people_pay_in_dollars_the_month_comes_first(self, reading: ReceiptReading, make: Factory) -> None:
        services.keep(reading, page_of("03/04/2026"), make.user(currency="USD"), "stand-in 1")
        assert reading.facts is not None
        assert reading.facts["dates"] == ["2026-03-04"]

    def test_what_a_process_left_is_tried_once_more(self, reading: ReceiptReading) -> None:
        for state in (ReadingState.WAITING, ReadingState.FAILED):
            services.begin(reading)
            db.session.flush()
            services.put_back_interrupted()
            assert reading.state == state
        assert reading.queued_at is None

    def test_it_goes_with_its_receipt(self, reading: ReceiptReading, session: Session) -> None:
        remove_receipts(Receipt.id == reading.receipt_id)
        db.session.commit()
        assert session.scalars(select(ReceiptReading)).all() == []


def rotated(make: Factory, user: User, **overrides: object) -> ReceiptReading:
    """Make a receipt that was read, and turn it."""
    row = make.reading(make.waiting(user), state=ReadingState.READ, attempts=1, **overrides)
    rotate_receipt(db.session.get_one(Receipt, row.receipt_id), 1)
    db.session.commit()
    return db.session.get_one(ReceiptReading, row.id)


def test_a_receipt_that_was_turned_is_read_again(reading_on: Path, make: Factory, alice: User) -> None:
    reading = rotated(make, alice)
    assert (reading.state, reading.attempts) == (ReadingState.WAITING, 0)
    assert has_started(reading_on)


@pytest.mark.usefixtures("context")
def test_where_nothing_is_read_a_turned_receipt_stays_as_it_is(make: Factory, alice: User) -> None:
    assert rotated(make, alice).state == ReadingState.READ


def test_a_turned_pdf_keeps_its_text(reading_on: Path, make: Factory, alice: User) -> None:
    assert rotated(make, alice, engine="pdf").state == ReadingState.READ
    assert not reading_on.exists()


def test_the_text_of_a_pdf_is_read_at_once(reading_on: Path, make: Factory, alice: User) -> None:
    receipt = db.session.get_one(Receipt, make.waiting(alice).id)
    services.add_reading(alice, receipt, None, MARKET.text)
    db.session.commit()
    reading = db.session.scalars(select(ReceiptReading)).one()
    assert (reading.state, reading.engine) == (ReadingState.READ, "pdf")
    assert reading.facts is not None
    assert reading.facts["totals"][0]["cents"] == MARKET.total_cents
    assert reading.facts["totals"][0]["box"] == []
    assert not reading_on.exists()


def test_a_pdf_whose_text_says_nothing_is_read_as_a_picture(reading_on: Path, make: Factory, alice: User) -> None:
    receipt = db.session.get_one(Receipt, make.waiting(alice).id)
    services.add_reading(alice, receipt, None, "\x01\x02\x03")
    db.session.commit()
    assert db.session.scalars(select(ReceiptReading.state)).one() == ReadingState.WAITING
    assert has_started(reading_on)
