"""The process that reads, with the engine, and with one that stands in for it."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from app.models import Receipt, ReceiptReading
from app.models.receipt_reading import ReadingState
from app.models.types import utc_now
from app.reading import launch, worker
from app.reading.engine import is_installed
from app.reading.worker import NotWantedError
from tests.reading.pages import page_of
from tests.support.factories import Factory
from tests.support.pictures import encode
from tests.support.receipts import INN, MARKET, photograph, print_paper
from tests.support.upload_folder import picture_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from app.reading.lines import Page

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


NOBODY = "http://127.0.0.1:9"  # the port of a service that throws away what it gets, and that no machine offers


class StandIn:
    """Reads the same in every picture, but for one that cannot be read."""

    def read(self, path: Path) -> Page:
        if not path.read_bytes():
            raise OSError
        return page_of(INN.text)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "Engine", StandIn)
    monkeypatch.setattr(launch, "_is_installed", lambda: True)
    monkeypatch.setattr("app.system.reading.cli.engine_version", lambda: "stand-in 1")
    monkeypatch.setattr("app.system.reading.cli.NICENESS", 0)


@pytest.fixture
def reader(stand_in: None, make_app: Callable[..., Flask], app: Flask) -> Callable[..., Result]:  # noqa: ARG001
    """Run `flask receipts ...` with the engine's stand-in."""
    application = make_app(READ_RECEIPTS="on", UPLOAD_FOLDER=str(app.config["SETTINGS"].upload_folder))
    return lambda *arguments: application.test_cli_runner().invoke(args=["receipts", *arguments])


def waiting(make: Factory, user: User, content: bytes | None = None, **overrides: object) -> ReceiptReading:
    queued = {"state": ReadingState.WAITING, "queued_at": utc_now(), **overrides}
    return make.reading(make.waiting(user, content), **queued)


def states(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(ReceiptReading.state).order_by(ReceiptReading.id)))


def test_all_that_waits_is_read(
    reader: Callable[..., Result], make: Factory, alice: User, charlie: User, session: Session
) -> None:
    rows = [waiting(make, user) for user in (alice, charlie, alice)]
    result = reader("read", "--idle", "0")
    assert (result.exit_code, result.output) == (0, "")
    assert states(session) == ["read"] * 3
    assert rows[0].text.startswith(INN.merchant)
    assert rows[0].engine == "stand-in 1"


def test_what_cannot_be_read_does_not_stop_the_others(
    reader: Callable[..., Result], make: Factory, alice: User, app: Flask, session: Session
) -> None:
    broken, _good = waiting(make, alice), waiting(make, alice)
    key = session.get_one(Receipt, broken.receipt_id).storage_key
    with app.app_context():
        picture_path(key).write_bytes(b"")
    reader("read", "--idle", "0")
    assert states(session) == ["failed", "read"]


def test_what_an_ended_process_left_is_read(
    reader: Callable[..., Result], make: Factory, alice: User, session: Session
) -> None:
    waiting(make, alice, state=ReadingState.READING, attempts=1)
    waiting(make, alice, state=ReadingState.READING, attempts=2)
    reader("read", "--idle", "0")
    assert states(session) == ["read", "failed"]


def test_a_receipt_that_is_deleted_meanwhile_is_left(
    reader: Callable[..., Result], make: Factory, alice: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_delete(*_arguments: object) -> Page:
        session.execute(delete(Receipt).where(Receipt.id == first.receipt_id))
        monkeypatch.undo()
        return page_of(INN.text)

    first, _second = waiting(make, alice), waiting(make, alice)
    monkeypatch.setattr("app.system.reading.cli.Worker.read", read_and_delete)
    result = reader("read", "--idle", "0")
    assert result.exit_code == 0
    assert session.scalars(select(ReceiptReading.receipt_id)).all() != [first.receipt_id]


def test_a_receipt_whose_reading_is_stopped_waits_for_the_next_start(
    reader: Callable[..., Result], make: Factory, alice: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_arguments: object) -> Page:
        monkeypatch.setattr("os.getppid", lambda: 0)
        raise NotWantedError

    waiting(make, alice)
    monkeypatch.setattr("app.system.reading.cli.Worker.read", stop)
    reader("read")
    assert states(session) == ["waiting"]
    assert session.scalars(select(ReceiptReading.attempts)).one() == 0


@pytest.mark.usefixtures("stand_in")
def test_receipts_are_read_from_a_bucket_and_wait_while_that_is_gone(
    make_app: Callable[..., Flask], in_bucket: dict[str, str], session: Session, alice: User
) -> None:
    application = make_app(READ_RECEIPTS="on", **in_bucket)
    waiting(Factory(application, session), alice)
    gone = make_app(READ_RECEIPTS="on", **{**in_bucket, "AWS_ENDPOINT_URL": NOBODY})
    result = gone.test_cli_runner().invoke(args=["receipts", "read"])
    assert (result.exit_code, "The receipts wait" in result.stderr) == (1, True)
    assert (states(session), session.scalars(select(ReceiptReading.attempts)).one()) == (["waiting"], 0)
    assert application.test_cli_runner().invoke(args=["receipts", "read", "--idle", "0"]).exit_code == 0
    assert states(session) == ["read"]


def test_a_second_process_ends_at_once(
    reader: Callable[..., Result], tmp_path: Path, make: Factory, alice: User, session: Session
) -> None:
    waiting(make, alice)
    with (tmp_path / "data" / launch.LOCK_NAME).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert reader("read").exit_code == 0
    assert states(session) == ["waiting"]


def test_where_nothing_is_read_the_command_says_how(app: Flask, session: Session) -> None:  # noqa: ARG001
    result = app.test_cli_runner().invoke(args=["receipts", "read"])
    assert (result.exit_code, "make reading" in result.stderr) == (1, True)


def test_receipts_from_before_can_be_read_too(
    reader: Callable[..., Result], make: Factory, alice: User, session: Session
) -> None:
    make.reading(make.waiting(alice))
    make.reading(make.waiting(alice), state=ReadingState.FAILED)
    make.waiting(alice)  # as an archive brings it
    assert "Receipts that wait to be read now: 2." in reader("read-old").output
    assert states(session) == ["later", "failed", "later"]
    reader("read", "--idle", "0")
    assert states(session) == ["read", "failed", "read"]


@pytest.mark.skipif(not is_installed(), reason="`make reading` adds the engine")
def test_photos_are_read_from_the_upload_folder_into_the_database(
    make_app: Callable[..., Flask], app: Flask, make: Factory, alice: User, session: Session
) -> None:
    row = waiting(make, alice, encode(photograph(MARKET), "JPEG", quality=70))
    other = waiting(make, alice, encode(print_paper(INN).rotate(90, expand=True), "PNG"))
    application = make_app(READ_RECEIPTS="on", UPLOAD_FOLDER=str(app.config["SETTINGS"].upload_folder))
    result = application.test_cli_runner().invoke(args=["receipts", "read", "--idle", "0"])
    assert (result.exit_code, states(session)) == (0, ["read", "read"])
    facts = [one.facts for one in (row, other)]
    assert [fact and fact["totals"][0]["cents"] for fact in facts] == [MARKET.total_cents, INN.total_cents]
    assert "mlijeko svjeze" in row.search_text
