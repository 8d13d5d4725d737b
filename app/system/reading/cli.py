"""`flask receipts ...`: reading the text of receipts."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from sqlalchemy.orm.exc import StaleDataError

from app.database.engine import db
from app.database.migrate import require_newest
from app.models import User
from app.reading import services
from app.reading.engine import engine_version
from app.reading.launch import AnotherReaderError, is_reading_on, only_reader
from app.reading.queries import next_waiting
from app.reading.worker import NotReadError, NotWantedError, Worker
from app.receipts import backlog, storage
from app.receipts.turns import BusyError
from app.stores.store import UnreachableStoreError
from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models import ReceiptReading
    from app.reading.lines import Page

receipt_commands = AppGroup("receipts", help="Receipts: their text, and what old ones lack.")

NICENESS = 10  # pages go first
IDLE_SECONDS = 60.0
_PAUSE_SECONDS = 1.0


@receipt_commands.command("read")
@click.option("--idle", default=IDLE_SECONDS, show_default=True, help="End after so many seconds without a receipt.")
def read(idle: float) -> None:
    """Read the receipts that wait, one after the other; the server starts this by itself."""
    require_newest()
    if not is_reading_on():
        msg = "The text of receipts is not read here: run `make reading`, and do not set READ_RECEIPTS=off."
        raise click.ClickException(msg)
    os.nice(NICENESS)
    parent = os.getppid()

    def is_wanted() -> bool:
        return os.getppid() == parent

    try:
        _read_until_nothing_waits(idle, is_wanted)
    except UnreachableStoreError as error:
        msg = f"The receipts wait until the next one comes, or until this is run again. {error.strerror}"
        raise click.ClickException(msg) from error


@receipt_commands.command("read-old")
def read_old() -> None:
    """Do for old receipts, of all accounts, what is done for new ones; it can be stopped, and run again.

    Those from before an update, or from before `make reading`, get their signature, their code and their text.
    """
    require_newest()
    os.nice(NICENESS)
    try:
        lost = _catch_up()
    except UnreachableStoreError as error:
        msg = f"What is done is kept: run it again later. {error.strerror}"
        raise click.ClickException(msg) from error
    except BusyError as error:
        msg = "Photos are decoded by others all the time. What is done is kept: run it again later."
        raise click.ClickException(msg) from error
    if lost:
        click.echo(f"Receipts whose files are lost, which are left as they are: {lost}. `flask check` names them.")
    click.echo(_queue_texts())


def _catch_up() -> int:
    """Bring old receipts up to date, some at a time; return how many have lost their files."""
    after = lost = 0
    with click.progressbar(length=backlog.count_old_receipts(), label="Old receipts") as progress:
        while some := backlog.list_old_receipts(after):
            findings = []
            for receipt in some:
                findings.append(backlog.look_at(receipt))
                progress.update(1)
            backlog.keep_findings(findings)
            db.session.commit()
            db.session.expunge_all()
            after = some[-1].id
            lost += sum(found.is_lost for found in findings)
    return lost


def _queue_texts() -> str:
    """Let the texts that were not read wait to be read, if they are read here; return what to say."""
    if not is_reading_on():
        return "The text of photos is not read here: `make reading` adds what reads it, then run this again."
    count = services.queue_unread()
    db.session.commit()
    return f"Receipts that wait to be read now: {count}. `flask receipts read` reads them, or the next new receipt."


def _read_until_nothing_waits(idle: float, is_wanted: Callable[[], bool]) -> None:
    """Read as the only process of the host, unless another one is it."""
    with suppress(AnotherReaderError):
        while True:
            with only_reader():
                _read_all(idle, is_wanted)
            # A receipt may have come after the last look, when nobody could start another process.
            if not is_wanted() or next_waiting() is None:
                return


def _read_all(idle: float, is_wanted: Callable[[], bool]) -> None:
    """Read what waits until nothing has come for `idle` seconds, or the server is gone."""
    services.put_back_interrupted()
    db.session.commit()
    worker = Worker(is_wanted)
    last = time.monotonic()
    while is_wanted():
        if reading := next_waiting():
            _read_one(worker, reading)
            last = time.monotonic()
        elif time.monotonic() - last >= idle:
            break
        else:
            db.session.commit()
            time.sleep(_PAUSE_SECONDS)
    worker.end()


def _read_one(worker: Worker, reading: ReceiptReading) -> None:
    """Read a receipt; one that is deleted meanwhile is left."""
    try:
        services.begin(reading)
        db.session.commit()
        _keep(worker, reading)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
    db.session.expunge_all()


def _keep(worker: Worker, reading: ReceiptReading) -> None:
    user = db.session.get_one(User, reading.user_id)
    try:
        page = _read_page(worker, reading.receipt.storage_key)
    except (NotReadError, FileNotFoundError):
        services.keep_failure(reading)
    except NotWantedError:
        services.put_back(reading)
    except UnreachableStoreError:
        services.put_back(reading)
        db.session.commit()
        raise
    else:
        services.keep(reading, page, user, engine_version())


def _read_page(worker: Worker, storage_key: str) -> Page:
    """Return the lines of a picture. The worker has no store: it opens a file."""
    with TemporaryDirectory(prefix="potrosnja-reading-") as folder:
        return worker.read(receipt_store().to_open(storage.picture_name(storage_key), Path(folder)))
