"""What a start looks after: the upload folder and what a killed server left in it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.database.engine import checkpoint, db
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.services import claim_store
from app.stores.store import MARKER, UnmarkedStoreError
from app.system.upkeep.services import make_ready
from app.web.extensions import receipt_store
from tests.support.applications import new_app
from tests.support.factories import Factory, files_in
from tests.support.servers import fail_to_start, register, running
from tests.support.sqlite_file import database_path
from tests.support.upload_folder import HOUR, KEY, OURS, put

if TYPE_CHECKING:
    from flask import Flask

    from app.models import User


@pytest.mark.usefixtures("context")
def test_a_start_removes_what_a_killed_server_left(make: Factory, alice: User, upload_folder: Path) -> None:
    make.receipt(make.expense(alice))
    kept = {*files_in(upload_folder), *(f"{number:032}.jpg" for number in range(5)), "holiday.jpg"}
    for name in kept - {*files_in(upload_folder)}:
        put(upload_folder, name, HOUR if name != "holiday.jpg" else 25 * HOUR)
    for name in OURS:
        put(upload_folder, name, 25 * HOUR)
    make_ready()
    assert {*files_in(upload_folder)} == kept


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(("count", "left"), [(40, 0), (41, 41)])
def test_a_start_leaves_more_than_a_killed_server_can_have_left(  # noqa: PLR0913, PLR0917 - a table
    make: Factory, alice: User, upload_folder: Path, caplog: pytest.LogCaptureFixture, count: int, left: int
) -> None:
    make.receipt(make.expense(alice))
    for number in range(count):
        put(upload_folder, f"{number:032}.jpg", 25 * HOUR)
    make_ready()
    assert len(files_in(upload_folder)) == 2 + left
    assert caplog.messages == (["41 files belong to no receipt: `flask check` lists them."] if left else [])


@pytest.mark.usefixtures("context")
def test_a_folder_with_the_files_of_a_receipt_is_claimed(make: Factory, alice: User, upload_folder: Path) -> None:
    make.receipt(make.expense(alice))
    lost = make.receipt(make.expense(alice))
    receipt_store().remove(storage.file_names(lost.storage_key, 1))
    (upload_folder / MARKER).unlink()
    claim_store()
    assert receipt_store().is_marked()


@pytest.mark.usefixtures("context")
def test_a_folder_is_claimed_where_there_are_no_receipts_yet(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder)
    claim_store()
    assert receipt_store().is_marked()


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("others", [[], [f"{KEY}.jpg", f"{KEY}.thumbnail.webp"]], ids=["empty", "another's"])
def test_a_folder_without_the_files_of_any_receipt_is_refused(
    make: Factory, alice: User, upload_folder: Path, others: list[str]
) -> None:
    receipt_store().remove(storage.file_names(make.receipt(make.expense(alice)).storage_key, 1))
    (upload_folder / MARKER).unlink()
    for name in others:
        put(upload_folder, name, HOUR)
    with pytest.raises(UnmarkedStoreError):
        claim_store()
    assert not receipt_store().is_marked()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as an earlier version left it: an expense, its receipt, no marker."""
    application = new_app({"DATA_FOLDER": str(tmp_path)})
    with application.app_context():
        upgrade()
        with Session(db.engine) as session, session.begin():
            make = Factory(application, session)
            make.receipt(make.expense(make.user(), created_at=utc_now()))
        db.engine.dispose()
    (tmp_path / "uploads" / MARKER).unlink()
    return tmp_path


def test_an_installation_of_an_earlier_version_starts_and_its_folder_is_marked(folder: Path) -> None:
    stray = put(folder / "uploads", OURS[0], 25 * HOUR)
    with running(folder) as server:
        assert server.ask("GET", "/readyz")[0] == 200
        server.stop()
    assert (folder / "uploads" / MARKER).exists()
    assert not stray.exists()


def test_a_disk_that_is_not_mounted_stops_the_start_with_a_sentence(folder: Path) -> None:
    uploads = folder / "uploads"
    uploads.rename(folder / "unmounted")
    reason = f"its disk is not mounted, or the file {uploads / MARKER} is missing: mount the disk, or make the file"
    assert fail_to_start(folder) == f"Error: The folder {uploads} cannot be written: {reason}.\n"
    assert not uploads.exists()
    uploads.mkdir()
    (uploads / MARKER).touch()
    with running(folder) as server:
        server.stop()


def test_after_a_start_the_database_file_alone_has_everything(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        register(server)
        server.stop()
    with closing(sqlite3.connect(tmp_path / "potrosnja.db")) as other:  # or the last one to close it would tidy up
        other.execute("SELECT * FROM user").fetchall()
        with running(tmp_path) as server:
            server.stop()
        shutil.copy(tmp_path / "potrosnja.db", tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT username FROM user").fetchall() == [("ana",)]


@pytest.mark.usefixtures("alice")
def test_a_checkpoint_beside_somebody_who_reads_raises_nothing(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql('SELECT * FROM "user"').fetchall()
        checkpoint()
        reader.rollback()
        checkpoint()


@pytest.mark.sqlite
def test_a_checkpoint_beside_somebody_who_locks_raises_nothing(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as writer:
        writer.exec_driver_sql("BEGIN EXCLUSIVE")
        checkpoint()
        writer.rollback()
        checkpoint()
    assert Path(f"{database_path(app)}-wal").stat().st_size == 0
