"""`flask backup verify`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installations import Installation


def rewrite(backup: Path, **fields: Any) -> None:
    """Change fields of the manifest."""
    path = backup / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def first_image(backup: Path) -> Path:
    return min(backup.rglob("*.jpg"))


def change_database(backup: Path, statement: str) -> None:
    """Change the database of a backup, and its hash with it."""
    with closing(sqlite3.connect(backup / "potrosnja.db")) as connection, connection:
        connection.execute(statement)


def test_a_whole_backup_is_whole(home: Installation, backup: Path) -> None:
    result = home.run("backup", "verify", backup)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The backup is whole: it has " in result.output


def test_nothing_is_written_by_reading(home: Installation, backup: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in [backup, *backup.rglob("*")]}
    home.run("backup", "verify", backup)
    assert {path: path.stat().st_mtime_ns for path in [backup, *backup.rglob("*")]} == before


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda backup: first_image(backup).unlink(), "file is missing: uploads/"),
        (lambda backup: first_image(backup).write_bytes(b""), "file is damaged: uploads/"),
        (
            lambda backup: (backup / "secret_key").write_text("another key of some length"),
            "file is damaged: secret_key",
        ),
        (lambda backup: (backup / "more.txt").touch(), "not in the manifest: more.txt"),
        (lambda backup: (backup / "uploads" / "link").symlink_to("/etc/passwd"), "not in the manifest: uploads/link"),
        (lambda backup: (backup / "potrosnja.db").unlink(), "file is missing: potrosnja.db"),
        (lambda backup: (backup / "potrosnja.db").write_bytes(b"x" * 9000), "file is damaged: potrosnja.db"),
        (lambda backup: rewrite(backup, counts={}), "the database has other rows than the manifest says"),
        (lambda backup: rewrite(backup, sums={}), "the database has other rows than the manifest says"),
        (lambda backup: rewrite(backup, revision="0010"), "the database has other rows than the manifest says"),
        (
            lambda backup: change_database(backup, "UPDATE receipt SET sha256 = 'x' WHERE id = 1"),
            "receipt is missing: ",
        ),
    ],
)
def test_each_fault_is_a_line(home: Installation, backup: Path, harm: Callable[[Path], None], fault: str) -> None:
    harm(backup)
    result = home.run("backup", "verify", backup)
    assert (result.exit_code, result.stdout.replace("Files\n", "")) == (1, "")
    assert fault in result.stderr


def test_a_file_that_became_a_link_is_damaged(home: Installation, backup: Path) -> None:
    image = first_image(backup)
    image.rename(backup.parent / "image.jpg")
    image.symlink_to(backup.parent / "image.jpg")
    assert "file is damaged: uploads/" in home.run("backup", "verify", backup).stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format": 1}', '{"format": 1, "files": {"a": 1}}', "\x00"])
def test_a_damaged_manifest_is_said(home: Installation, backup: Path, text: str) -> None:
    (backup / "manifest.json").write_text(text)
    result = home.run("backup", "verify", backup)
    assert (result.exit_code, result.stderr) == (1, "Error: The file manifest.json of the backup is damaged.\n")


@pytest.mark.parametrize("fields", [{"format": 2}, {"revision": "ffff"}])
@pytest.mark.parametrize("command", ["verify", "restore"])
def test_a_backup_of_newer_code_is_said(home: Installation, backup: Path, fields: dict[str, Any], command: str) -> None:
    rewrite(backup, **fields)
    result = home.run("backup", command, backup)
    assert (result.exit_code, "made by a newer version of Potrošnja" in result.stderr) == (1, True)


def test_what_is_no_backup_is_said(home: Installation, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    result = home.run("backup", "restore", tmp_path / "other.db")
    assert (result.exit_code, f"{tmp_path / 'other.db'} is no backup" in result.stderr) == (1, True)
    result = home.run("backup", "verify", tmp_path)
    assert (result.exit_code, f"{tmp_path} is no backup" in result.stderr) == (1, True)
    (tmp_path / "text.txt").write_text("This is no database. " * 100)
    result = home.run("backup", "verify", tmp_path / "text.txt")
    assert (result.exit_code, "file is not a database" in result.stderr) == (1, True)
    assert home.run("backup", "verify", tmp_path / "nothing").exit_code == 2


def test_a_daily_copy_is_read_whole(home: Installation, tmp_path: Path) -> None:
    shutil.copy(home.database, tmp_path / "potrosnja-2026-11-28.db")
    assert "The backup is whole" in home.run("backup", "verify", tmp_path / "potrosnja-2026-11-28.db").output
    with closing(sqlite3.connect(tmp_path / "potrosnja-2026-11-28.db")) as connection, connection:
        connection.execute("DELETE FROM user")
    result = home.run("backup", "verify", tmp_path / "potrosnja-2026-11-28.db")
    assert (result.exit_code, "points nowhere" in result.stderr) == (1, True)
