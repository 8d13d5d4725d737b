"""The queue of receipts that are to be read, and keeping what was read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app.database.engine import db
from app.models import ReceiptReading
from app.models.receipt_reading import TAX_NUMBER_MAX_LENGTH, ReadingState
from app.models.types import utc_now
from app.reading.codes.reader import read_code
from app.reading.launch import is_reading_on, start_reader
from app.reading.lines import page_from_text
from app.reading.records import pack
from app.reading.rules.reader import read_page
from app.reading.suggestions import tax_numbers

if TYPE_CHECKING:
    from app.models import Receipt, User
    from app.reading.codes.reader import Code
    from app.reading.lines import Page

_logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 2
TEXT_MAX_LENGTH = 20_000  # a page in small print has a quarter of that
_ENGINE_OF_DOCUMENTS = "pdf"
_STARTS_READER = "reader_starts_after_the_commit"
_MONTH_FIRST = frozenset({"USD"})  # where people pay so, 03/04/2026 is in March


def add_reading(user: User, receipt: Receipt, code: Code | None, text: str = "") -> None:
    """Add what a new receipt says by itself; other text waits to be read."""
    reading = read_at_once(user, code, text)
    reading.receipt = receipt
    db.session.add(reading)
    has_total = bool(reading.facts and reading.facts["totals"])
    if not has_total and is_reading_on():
        _queue(reading)


def read_at_once(user: User, code: Code | None, text: str = "") -> ReceiptReading:
    """Return what a receipt says by its code and by the text that a PDF brings along, not yet in the session."""
    reading = ReceiptReading(user_id=user.id)
    if code is not None:
        reading.code_payload = code.payload
        reading.tax_number = code.facts.tax_number
    if text.strip():
        keep(reading, page_from_text(text), user, _ENGINE_OF_DOCUMENTS)
    return reading


def queue_again(receipt: Receipt) -> None:
    """Let a receipt wait to be read once more, because its picture was turned; the text of a PDF stays."""
    reading = db.session.scalar(select(ReceiptReading).where(ReceiptReading.receipt_id == receipt.id))
    if reading is not None and reading.engine != _ENGINE_OF_DOCUMENTS and is_reading_on():
        reading.attempts = 0
        _queue(reading)


def queue_unread() -> int:
    """Let all receipts wait that came without being read, of all users; return how many.

    They came before there was an engine, or with an archive. Photos that are just sent come before them.
    """
    unread = update(ReceiptReading).where(ReceiptReading.state == ReadingState.UNREAD)
    queued = unread.values(state=ReadingState.LATER, queued_at=utc_now()).returning(ReceiptReading.id)
    return len(db.session.scalars(queued).all())


def put_back_interrupted() -> None:
    """Let what a process was reading when it ended wait again; what ended it more than once is not read."""
    interrupted = select(ReceiptReading).where(
        ReceiptReading.queued_at.is_not(None), ReceiptReading.state == ReadingState.READING
    )
    for reading in db.session.scalars(interrupted):
        if reading.attempts >= MAX_ATTEMPTS:
            keep_failure(reading)
        else:
            reading.state = ReadingState.WAITING


def put_back(reading: ReceiptReading) -> None:
    """Let a receipt wait again whose reading was stopped; the try does not count."""
    reading.state = ReadingState.WAITING
    reading.attempts -= 1


def begin(reading: ReceiptReading) -> None:
    reading.state = ReadingState.READING
    reading.attempts += 1


def keep(reading: ReceiptReading, page: Page, user: User, engine: str) -> None:
    """Keep what a page says, and the name of the engine that read it."""
    today = utc_now().astimezone(ZoneInfo(user.timezone)).date()
    read = read_page(page, today, is_day_first=user.currency not in _MONTH_FIRST)
    code = read_code(reading.code_payload) if reading.code_payload else None
    numbers = [number for number in tax_numbers(code, read) if len(number) <= TAX_NUMBER_MAX_LENGTH]
    reading.text = read.text[:TEXT_MAX_LENGTH]
    reading.facts = pack(read)
    reading.tax_number = numbers[0] if numbers else None
    reading.engine = engine
    _end(reading, ReadingState.READ)


def keep_failure(reading: ReceiptReading) -> None:
    """Keep that a receipt cannot be read."""
    _end(reading, ReadingState.FAILED)


def _queue(reading: ReceiptReading) -> None:
    reading.state = ReadingState.WAITING
    reading.queued_at = utc_now()
    db.session.info[_STARTS_READER] = True


def _end(reading: ReceiptReading, state: ReadingState) -> None:
    reading.state = state
    reading.queued_at = None
    reading.read_at = utc_now()


@event.listens_for(Session, "after_commit")
def _start_reader(session: Session) -> None:
    if not session.info.pop(_STARTS_READER, False):
        return
    try:
        start_reader()
    except OSError:  # the receipt is stored; the next one tries again
        _logger.exception("The process that reads receipts did not start")


@event.listens_for(Session, "after_rollback")
def _leave_reader(session: Session) -> None:
    session.info.pop(_STARTS_READER, None)
