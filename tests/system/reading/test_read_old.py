"""`flask receipts read-old` brings receipts from before up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from app.models import Receipt, ReceiptReading
from app.receipts import backlog
from app.receipts.turns import BusyError
from tests.support.documents import written_pdf
from tests.support.pictures import encode
from tests.support.receipts import INN, MARKET, print_paper
from tests.support.upload_folder import stored_path, thumbnail_path

if TYPE_CHECKING:
    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from app.receipts.backlog import Findings, OldReceipt
    from tests.support.factories import Factory

WITH_CODE = encode(print_paper(MARKET), "PNG")


@pytest.fixture(autouse=True)
def _usual_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.system.reading.cli.NICENESS", 0)  # the other tests run in this process


def read_old(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["receipts", "read-old"])


def codes(session: Session) -> dict[int, str | None]:
    session.expire_all()
    return {row.receipt_id: row.code_payload for row in session.scalars(select(ReceiptReading))}


def signatures(session: Session) -> list[bytes | None]:
    session.expire_all()
    return list(session.scalars(select(Receipt.signature).order_by(Receipt.id)))


def test_an_old_receipt_gets_its_signature_and_its_code(
    app: Flask, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    new = make.receipt(make.expense(alice), WITH_CODE)
    old = make.receipt(make.expense(charlie), WITH_CODE, signature=None)
    result = read_old(app)
    assert (result.exit_code, "make reading" in result.output) == (0, True)
    assert signatures(session) == [new.signature] * 2
    assert codes(session) == {new.id: MARKET.code, old.id: MARKET.code}
    assert set(session.scalars(select(ReceiptReading.state))) == {"unread"}  # there is no engine here


def test_an_old_pdf_gets_its_text_without_the_engine(app: Flask, make: Factory, alice: User, session: Session) -> None:
    make.waiting(alice, written_pdf(["Mlijeko", "Kruh"]), signature=None)
    read_old(app)
    reading = session.scalars(select(ReceiptReading)).one()
    assert (reading.user_id, reading.state, reading.text.split()) == (alice.id, "read", ["Mlijeko", "Kruh"])


def test_what_was_found_before_stays(app: Flask, make: Factory, alice: User, session: Session) -> None:
    receipt = make.waiting(alice, WITH_CODE, signature=None)
    make.reading(receipt, state="read", text="as it was read")
    read_old(app)
    assert session.scalars(select(ReceiptReading.text)).all() == ["as it was read"]
    assert signatures(session) != [None]


def test_lost_and_damaged_files_do_not_stop_the_others(
    app: Flask, make: Factory, alice: User, session: Session
) -> None:
    lost, cut, no_thumbnail, whole = (make.waiting(alice, WITH_CODE, signature=None) for _ in range(4))
    with app.app_context():
        stored_path(lost.storage_key).unlink()
        stored_path(cut.storage_key).write_bytes(WITH_CODE[:200])
        thumbnail_path(no_thumbnail.storage_key).write_bytes(b"")
    result = read_old(app)
    assert (result.exit_code, "are lost, which are left as they are: 2." in result.output) == (0, True)
    assert codes(session) == {cut.id: None, whole.id: MARKET.code}


def test_when_it_is_stopped_what_is_done_is_kept_and_it_goes_on_there(
    app: Flask, make: Factory, alice: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_at_the_second(receipt: OldReceipt) -> Findings:
        if receipt.id == second.id:
            raise KeyboardInterrupt
        return look_at(receipt)

    first, second = make.waiting(alice, signature=None), make.waiting(alice, signature=None)
    look_at = backlog.look_at
    monkeypatch.setattr(backlog, "_SOME", backlog._SOME.limit(1))  # noqa: SLF001 - a commit for each
    monkeypatch.setattr(backlog, "look_at", stop_at_the_second)
    assert read_old(app).exit_code == 1
    assert codes(session).keys() == {first.id}
    monkeypatch.undo()
    assert read_old(app).exit_code == 0
    assert codes(session).keys() == {first.id, second.id}


def test_a_receipt_that_is_deleted_meanwhile_is_left(
    app: Flask, make: Factory, alice: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_and_delete(receipt: OldReceipt) -> Findings:
        session.execute(delete(Receipt).where(Receipt.id == receipt.id))
        session.commit()
        return look_at(receipt)

    look_at = backlog.look_at
    make.waiting(alice, signature=None)
    monkeypatch.setattr(backlog, "look_at", look_and_delete)
    assert read_old(app).exit_code == 0
    assert (codes(session), signatures(session)) == ({}, [])


def test_where_others_decode_all_the_time_it_says_so(
    app: Flask, make: Factory, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_in_vain(*_arguments: object) -> None:
        raise BusyError

    make.waiting(alice, encode(print_paper(INN), "PNG"))
    monkeypatch.setattr(backlog, "turn", wait_in_vain)
    result = read_old(app)
    assert (result.exit_code, "run it again" in result.stderr) == (1, True)


@pytest.mark.usefixtures("session")
def test_where_nothing_is_old_nothing_is_done(app: Flask) -> None:
    assert read_old(app).exit_code == 0
