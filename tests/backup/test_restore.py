"""`flask backup restore`."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from flask_migrate import downgrade

from app.backup.locks import using
from app.backup.sqlite import SqliteTarget
from app.database.engine import checkpoint, db
from app.stores.store import MARKER
from tests.support.documents import written_pdf
from tests.support.factories import PASSWORD
from tests.support.installations import Installation, images_in, refuse_links, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from click.testing import Result
    from flask import Flask

    from tests.support.client import Client


def refusal(result: Result) -> str:
    """Return the sentence of a command that did not do its work."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.stderr


def assert_restored(home: Installation, backup: Path) -> None:
    assert rows_in(home.database) == rows_in(backup / "potrosnja.db")
    assert images_in(home.uploads) == images_in(backup / "uploads")
    assert (home.folder / "secret_key").read_text() == (backup / "secret_key").read_text()


def test_what_was_is_again(home: Installation, backup: Path) -> None:
    home.add("eva", 2)
    home.change("DELETE FROM receipt WHERE id < 3")
    (home.folder / "secret_key").write_text("a key of another time")
    result = home.run("backup", "restore", backup)
    assert result.exit_code == 0, result.output
    assert_restored(home, backup)
    assert home.run("check").output == "Faults: 0.\n"


def test_all_files_of_a_document_are_again(home: Installation, shelf: Path) -> None:
    home.add("eva", 1, written_pdf(["one", "two"]))
    home.run("backup", "create", shelf)
    (backup,) = shelf.glob("potrosnja-*")
    assert sorted(path.name[32:] for path in (backup / "uploads").rglob("*.page-*")) == [".page-1.jpg", ".page-2.jpg"]
    shutil.rmtree(home.uploads)
    assert home.run("backup", "restore", backup).exit_code == 0
    assert_restored(home, backup)
    assert home.run("check").output == "Faults: 0.\n"


def test_it_is_used_as_before(home: Installation, backup: Path) -> None:
    home.run("backup", "restore", backup)
    client: Client = home.app.test_client()  # type: ignore[assignment]
    assert client.submit("/auth/login", username="ana", password=PASSWORD).location == "/"
    assert client.get("/receipts/1/image").status_code == 200
    with home.app.app_context():
        db.engine.dispose()


def test_a_new_machine_gets_all(home: Installation, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    new = Installation(tmp_path / "new")
    new.database.unlink()
    shutil.rmtree(new.uploads)
    assert new.run("backup", "restore", backup).exit_code == 0
    assert_restored(new, backup)
    assert rows_in(new.database) == rows_in(home.database)
    assert new.run("check").output == "Faults: 0.\n"


def test_what_was_there_is_set_aside_whole(home: Installation, backup: Path) -> None:
    home.add("eva", 2)
    rows, images, key = rows_in(home.database), images_in(home.uploads), (home.folder / "secret_key").read_text()
    result = home.run("backup", "restore", backup)
    (aside,) = home.folder.glob("before-restore-*")
    assert f"What was there before is in {aside}." in result.output
    assert (rows_in(aside / "potrosnja.db"), images_in(aside / "uploads")) == (rows, images)
    assert (aside / "secret_key").read_text() == key
    assert Installation(aside).run("check").output == "Faults: 0.\n"


def test_where_no_file_has_two_names_what_was_there_is_copied(
    home: Installation, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.add("eva", 2)
    rows, images = rows_in(home.database), images_in(home.uploads)
    monkeypatch.setattr("os.link", refuse_links)
    assert home.run("backup", "restore", backup).exit_code == 0
    assert_restored(home, backup)
    (aside,) = home.folder.glob("before-restore-*")
    assert (rows_in(aside / "potrosnja.db"), images_in(aside / "uploads")) == (rows, images)


def test_a_backup_stays_as_it_is(home: Installation, backup: Path) -> None:
    home.run("backup", "restore", backup)
    numbers = {path.stat().st_ino for path in backup.rglob("*")}
    assert numbers.isdisjoint(path.stat().st_ino for path in home.folder.rglob("*"))
    assert home.run("backup", "verify", backup).exit_code == 0


def leave_a_log(home: Installation) -> None:
    """Write rows that only the log of SQLite has, as a killed server leaves them."""
    crashed = home.folder.parent / "crashed"
    with closing(sqlite3.connect(home.database)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("UPDATE expense SET amount_cents = 777")
        writer.commit()
        shutil.copytree(home.folder, crashed)
    shutil.rmtree(home.folder)
    crashed.rename(home.folder)
    assert (home.folder / "potrosnja.db-wal").stat().st_size > 0


def test_rows_of_an_old_log_do_not_come_back(home: Installation, backup: Path) -> None:
    leave_a_log(home)
    assert home.run("backup", "restore", backup).exit_code == 0
    assert_restored(home, backup)
    (aside,) = home.folder.glob("before-restore-*")
    assert {row[3] for row in rows_in(aside / "potrosnja.db")["expense"]} == {777}


def test_rows_of_the_log_of_a_damaged_database_do_not_come_back_either(home: Installation, backup: Path) -> None:
    leave_a_log(home)
    log = (home.folder / "potrosnja.db-wal").read_bytes()
    home.database.write_bytes(b"This is no database. " * 1000)
    assert home.run("backup", "restore", backup).exit_code == 0
    assert_restored(home, backup)
    (aside,) = home.folder.glob("before-restore-*")
    assert (aside / "potrosnja.db-wal").read_bytes() == log


def test_an_image_that_has_become_damaged_is_restored(home: Installation, backup: Path) -> None:
    min(home.uploads.rglob("*.jpg")).write_bytes(b"damaged")
    home.run("backup", "restore", backup)
    assert_restored(home, backup)


def test_a_backup_that_is_not_whole_changes_nothing(home: Installation, backup: Path) -> None:
    home.change("UPDATE expense SET amount_cents = 777")
    rows = rows_in(home.database)
    min(backup.rglob("*.jpg")).unlink()
    message = refusal(home.run("backup", "restore", backup))
    assert "file is missing: uploads/" in message
    assert message.endswith("Error: The backup is not whole; nothing is changed.\n")
    assert rows_in(home.database) == rows
    assert list(home.folder.glob("before-restore-*")) == []


def test_a_folder_in_use_is_refused(home: Installation, backup: Path) -> None:
    with using(home.folder):
        message = refusal(home.run("backup", "restore", backup))
    assert message == f"Error: {home.folder} is in use: stop the server and all else that uses it, then restore.\n"


def test_a_database_in_use_is_refused_though_nobody_reads(home: Installation, backup: Path) -> None:
    with home.app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql('SELECT * FROM "user"').fetchall()
        connection.commit()
        result = home.app.test_cli_runner().invoke(args=["backup", "restore", str(backup)])
    assert f"{home.database} is in use" in refusal(result)


def test_an_older_backup_is_restored_and_migrated_by_the_next_start(home: Installation, tmp_path: Path) -> None:
    keys = [row[3] for row in rows_in(home.database)["receipt"]]
    shutil.copytree(home.folder, tmp_path / "older")
    older = Installation(tmp_path / "older")
    with older.app.app_context():
        downgrade(revision="0014")
        checkpoint()
        db.engine.dispose()
    assert home.run("backup", "restore", older.database).exit_code == 0
    assert rows_in(home.database)["alembic_version"] == [("0014",)]
    assert home.run("prepare").exit_code == 0
    assert [row[3] for row in rows_in(home.database)["receipt"]] == keys
    assert home.run("check").output == "Faults: 0.\n"


def test_a_daily_copy_is_restored_and_the_photos_stay(home: Installation, tmp_path: Path) -> None:
    shutil.copy(home.database, tmp_path / "potrosnja-2026-11-28.db")
    home.add("eva")
    images = images_in(home.uploads)
    result = home.run("backup", "restore", tmp_path / "potrosnja-2026-11-28.db")
    assert result.exit_code == 0, result.output
    assert rows_in(home.database) == rows_in(tmp_path / "potrosnja-2026-11-28.db")
    assert images_in(home.uploads) == images
    (aside,) = home.folder.glob("before-restore-*")
    assert [path.name for path in aside.iterdir()] == ["potrosnja.db"]


def test_a_restore_that_fails_leaves_all_as_it_was(
    home: Installation, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(home.uploads)
    home.uploads.mkdir()
    (home.uploads / MARKER).touch()
    rows = rows_in(home.database)

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SqliteTarget, "put", fail)
    assert "No space left on device" in refusal(home.run("backup", "restore", backup))
    assert (rows_in(home.database), images_in(home.uploads)) == (rows, {})


def test_a_backup_of_sqlite_does_not_go_into_postgresql(make_app: Callable[..., Flask], backup: Path) -> None:
    other = make_app(DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    message = refusal(other.test_cli_runner().invoke(args=["backup", "restore", str(backup)]))
    assert "has a database of SQLite, and DATABASE_URL names one of PostgreSQL" in message


def test_a_key_may_be_a_setting(backup: Path, tmp_path: Path) -> None:
    other = Installation(tmp_path / "other", SECRET_KEY="a key of the setting")
    assert other.run("backup", "restore", backup).exit_code == 0
    assert_restored(other, backup)


def test_a_database_elsewhere_is_restored_where_it_is(backup: Path, tmp_path: Path) -> None:
    other = Installation(tmp_path / "other", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert other.run("backup", "restore", backup).exit_code == 0
    assert rows_in(tmp_path / "elsewhere.db") == rows_in(backup / "potrosnja.db")
    assert not other.database.exists()
