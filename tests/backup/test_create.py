"""`flask backup create`."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.backup import services
from app.backup.locks import making_backup, restoring
from app.backup.receipts import ReceiptFiles
from app.stores.store import MARKER
from tests.support.installations import images_in, refuse_links, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.backup.progress import Report
    from app.backup.queries import StoredReceipt
    from tests.support.installations import Installation


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("potrosnja-*"))


def test_a_backup_has_all_of_an_installation(home: Installation, backup: Path) -> None:
    assert rows_in(backup / "potrosnja.db") == rows_in(home.database)
    assert images_in(backup / "uploads") == images_in(home.uploads)
    assert (backup / "secret_key").read_text() == (home.folder / "secret_key").read_text()
    assert (backup / "uploads" / MARKER).is_file()


def test_the_manifest_counts_and_sums(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    assert (manifest["counts"]["expense"], manifest["counts"]["receipt"]) == (5, 5)
    assert manifest["sums"]["expense"] == {"1": 303, "2": 201}
    assert len(manifest["files"]) == 2 * 5 + 3
    assert manifest["lost"] == []


def test_what_is_in_it_is_said(home: Installation, shelf: Path) -> None:
    result = home.run("backup", "create", shelf)
    *steps, line = result.output.splitlines()
    assert (result.exit_code, result.stderr, steps) == (0, "", ["Database", "Receipts"])
    assert f"The backup {shelf}/potrosnja-" in line
    assert ", 5 receipts, " in line


def test_only_its_owner_reads_it(backup: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.iterdir()} == {0o600, 0o700}
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700


def test_an_installation_without_receipts_is_backed_up(home: Installation, shelf: Path) -> None:
    home.change("DELETE FROM receipt")
    assert home.run("backup", "create", shelf).exit_code == 0


def test_rows_in_the_log_of_sqlite_come_along(home: Installation, shelf: Path) -> None:
    with closing(sqlite3.connect(home.database)) as writer:
        writer.execute("UPDATE user SET first_name = 'Eva'")
        writer.commit()
        home.run("backup", "create", shelf)
        (folder,) = shelf.glob("potrosnja-*")
        assert rows_in(folder / "potrosnja.db")["user"] == rows_in(home.database)["user"]


def test_somebody_who_writes_meanwhile_is_not_waited_for(home: Installation, shelf: Path) -> None:
    with closing(sqlite3.connect(home.database)) as writer:
        writer.execute("UPDATE user SET first_name = 'Eva'")
        assert home.run("backup", "create", shelf).exit_code == 0
        writer.rollback()


@pytest.mark.parametrize("kept", [1, 2, 4])
def test_so_many_backups_are_kept(home: Installation, shelf: Path, kept: int) -> None:
    for _ in range(3):
        home.run("backup", "create", shelf)
    before = names_in(shelf)
    result = home.run("backup", "create", shelf, "--keep", kept)
    assert names_in(shelf) == [*before, names_in(shelf)[-1]][-kept:]
    assert [line for line in result.output.splitlines() if "Removed" in line] == [
        f"Removed: {shelf}/{name}" for name in [*before, ""][:-kept] if name
    ][: 4 - kept]


def test_a_backup_by_a_clock_that_is_behind_is_kept(home: Installation, backup: Path, shelf: Path) -> None:
    backup.rename(shelf / "potrosnja-20990101-000000-000000")
    result = home.run("backup", "create", shelf, "--keep", 1)
    assert f"Removed: {shelf}/potrosnja-20990101-000000-000000" in result.output
    assert len(names_in(shelf)) == 1


def test_what_somebody_else_keeps_there_stays(home: Installation, shelf: Path) -> None:
    (shelf / "potrosnja-2025").mkdir(parents=True)
    (shelf / "holiday.jpg").touch()
    home.run("backup", "create", shelf)
    home.run("backup", "create", shelf, "--keep", 1)
    assert (shelf / "potrosnja-2025").is_dir()
    assert (shelf / "holiday.jpg").is_file()


def test_an_image_takes_room_once(home: Installation, shelf: Path) -> None:
    home.run("backup", "create", shelf)
    home.add("eva", 1)
    home.run("backup", "create", shelf)
    first, second = (shelf / name / "uploads" for name in names_in(shelf))
    shared = {path.stat().st_ino for path in first.rglob("*.jpg")} & {path.stat().st_ino for path in second.rglob("*")}
    assert len(shared) == 5
    assert images_in(second) == images_in(home.uploads)


def test_where_no_file_has_two_names_images_are_copied(
    home: Installation, backup: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.link", refuse_links)
    assert home.run("backup", "create", shelf).exit_code == 0
    newest = shelf / names_in(shelf)[-1]
    assert images_in(newest / "uploads") == images_in(backup / "uploads")
    assert {path.stat().st_nlink for path in newest.rglob("*.jpg")} == {1}


def test_no_backup_shares_a_file_with_the_installation(home: Installation, backup: Path) -> None:
    numbers = {path.stat().st_ino for path in backup.rglob("*") if path.is_file()}
    assert numbers.isdisjoint(path.stat().st_ino for path in home.folder.rglob("*"))


@pytest.mark.parametrize("suffix", [".jpg", ".thumbnail.webp"])
def test_an_image_that_an_older_backup_has_damaged_is_copied_again(
    home: Installation, backup: Path, shelf: Path, suffix: str
) -> None:
    damaged = min(backup.rglob(f"*{suffix}"))
    damaged.write_bytes(b"damaged")
    home.run("backup", "create", shelf)
    newest = shelf / names_in(shelf)[-1]
    assert images_in(newest / "uploads") == images_in(home.uploads)
    assert home.run("backup", "verify", newest).exit_code == 0


harmed = pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"damaged"),
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["damaged", "missing", "unreadable"],
)


@harmed
def test_a_receipt_that_is_lost_is_said_and_no_older_backup_goes(
    home: Installation, backup: Path, shelf: Path, harm: Callable[[Path], None]
) -> None:
    key = home.add("eva")[0].storage_key
    harm(home.uploads / key[:2] / key)
    result = home.run("backup", "create", shelf, "--keep", 1)
    assert result.exit_code == 1
    assert f"missing or damaged when the backup was made: receipt {key}" in result.stderr
    older, newest = names_in(shelf)
    assert older == backup.name
    whole = home.run("backup", "verify", shelf / newest)
    assert (whole.exit_code, key in whole.stderr) == (0, True)


@harmed
def test_a_receipt_that_is_lost_since_the_last_backup_comes_from_there(
    home: Installation, backup: Path, shelf: Path, harm: Callable[[Path], None]
) -> None:
    harm(min(home.uploads.rglob("*.jpg")))
    assert home.run("backup", "create", shelf, "--keep", 1).exit_code == 0
    assert names_in(shelf) != [backup.name]
    assert len(images_in(shelf / names_in(shelf)[0] / "uploads")) == 10


def test_a_receipt_that_goes_for_good_meanwhile_is_in_neither_database_nor_files(
    home: Installation, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ReceiptFiles.store
    image = min(home.uploads.rglob("*.jpg"))

    def remove_before(images: ReceiptFiles, receipts: dict[str, StoredReceipt], report: Report) -> list[str]:
        home.change(f"DELETE FROM receipt WHERE storage_key = '{image.name}'")  # noqa: S608
        image.unlink(missing_ok=True)
        return store(images, receipts, report)

    monkeypatch.setattr(ReceiptFiles, "store", remove_before)
    assert home.run("backup", "create", shelf).exit_code == 0
    (folder,) = shelf.glob("potrosnja-*")
    assert len(rows_in(folder / "potrosnja.db")["receipt"]) == 4
    assert len(images_in(folder / "uploads")) == 8


def test_receipts_that_go_for_good_all_the_time_are_said(
    home: Installation, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_have_gone", lambda _keys: True)
    result = home.run("backup", "create", shelf)
    assert (result.exit_code, "Receipts were being removed" in result.stderr) == (1, True)
    assert names_in(shelf) == []


def test_a_damaged_database_is_said_and_no_backup_of_it_kept(home: Installation, backup: Path, shelf: Path) -> None:
    home.change("PRAGMA foreign_keys = OFF")
    home.change("UPDATE expense SET category_id = 99")
    result = home.run("backup", "create", shelf, "--keep", 1)
    assert (result.exit_code, "a row of expense points nowhere" in result.stderr) == (1, True)
    assert names_in(shelf) == [backup.name]


def test_what_a_killed_backup_left_goes_with_the_next(home: Installation, shelf: Path) -> None:
    (shelf / "potrosnja-20260101-000000-000000.part" / "uploads").mkdir(parents=True)
    home.run("backup", "create", shelf)
    assert [name for name in names_in(shelf) if name.endswith(".part")] == []


def test_two_backups_into_one_folder_are_one_after_the_other(home: Installation, shelf: Path) -> None:
    shelf.mkdir()
    with making_backup(shelf):
        result = home.run("backup", "create", shelf)
    assert (result.exit_code, "Another backup is being made" in result.stderr) == (1, True)


def test_nothing_is_backed_up_while_it_is_restored(home: Installation, shelf: Path) -> None:
    with restoring(home.folder):
        result = home.run("backup", "create", shelf)
    assert (result.exit_code, "is being restored" in result.stderr) == (1, True)


def test_an_upload_folder_that_is_not_mounted_is_said(home: Installation, shelf: Path) -> None:
    (home.uploads / MARKER).unlink()
    result = home.run("backup", "create", shelf)
    assert (result.exit_code, "its disk is not mounted" in result.stderr) == (1, True)
    assert names_in(shelf) == []


def test_no_backup_goes_among_the_receipts(home: Installation) -> None:
    result = home.run("backup", "create", home.uploads / "backups")
    assert (result.exit_code, "lies in the upload folder" in result.stderr) == (1, True)


def test_a_folder_that_cannot_be_made_is_said(home: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = home.run("backup", "create", tmp_path / "file" / "shelf")
    assert (result.exit_code, "cannot be used: Not a directory." in result.stderr) == (1, True)


def test_a_database_that_is_not_there_is_said(home: Installation, shelf: Path) -> None:
    home.database.unlink()
    result = home.run("backup", "create", shelf)
    assert (result.exit_code, "There is no database" in result.stderr) == (1, True)


def test_a_copy_of_the_database_is_of_one_moment(home: Installation, shelf: Path) -> None:
    """Money goes back and forth between two expenses all the time; the sum is the same at every moment."""
    home.change("UPDATE expense SET amount_cents = 1000000")
    stopped = threading.Event()

    def move() -> None:
        with closing(sqlite3.connect(home.database, isolation_level=None, timeout=30)) as writer:
            while not stopped.is_set():
                writer.execute("BEGIN IMMEDIATE")
                writer.execute("UPDATE expense SET amount_cents = amount_cents + 1 WHERE id = 1")
                writer.execute("UPDATE expense SET amount_cents = amount_cents - 1 WHERE id = 2")
                writer.execute("INSERT INTO login_failure (username_key, address, created_at) VALUES ('x', 'y', '0')")
                writer.execute("COMMIT")

    thread = threading.Thread(target=move)
    thread.start()
    try:
        results = [home.run("backup", "create", shelf).exit_code for _ in range(3)]
    finally:
        stopped.set()
        thread.join()
    assert results == [0, 0, 0]
    amounts = [[row[3] for row in rows_in(folder / "potrosnja.db")["expense"]] for folder in sorted(shelf.glob("p*"))]
    assert {a + b for a, b, *_ in amounts} == {2_000_000}
