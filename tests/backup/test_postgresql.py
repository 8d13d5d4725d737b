"""Backups of a database of PostgreSQL, with the programs that come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from app.database.engine import Base, db
from tests.support.installations import Installation, images_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgresql


@pytest.fixture
def home(tmp_path: Path, empty_database_url: str) -> Iterator[Installation]:
    installation = Installation(tmp_path / "data", empty_database_url)
    installation.add("ana", 3)
    yield installation
    installation.disconnect()


def rows_of(home: Installation) -> dict[str, Any]:
    with home.app.app_context(), db.engine.connect() as connection:
        rows = {
            table.name: connection.execute(select(table).order_by(table.c.id)).all()[:]
            for table in Base.metadata.sorted_tables
        }
    with home.app.app_context():
        db.engine.dispose()
    return rows


def execute(home: Installation, statement: str) -> None:
    with home.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text(statement))
        db.engine.dispose()


def test_what_was_is_again(home: Installation, backup: Path) -> None:
    rows, images = rows_of(home), images_in(home.uploads)
    home.add("eva", 2)
    execute(home, "UPDATE expense SET amount_cents = 777")
    result = home.run("backup", "restore", backup)
    assert result.exit_code == 0, result.output
    assert (rows_of(home), images_in(home.uploads)) == (rows, images)
    assert home.run("check").output == "Faults: 0.\n"
    assert home.run("prepare").exit_code == 0
    (aside,) = home.folder.glob("before-restore-*")
    assert len(images_in(aside / "uploads")) == 10
    assert (aside / "potrosnja.dump").is_file()


def test_numbers_go_on_after_a_restore(home: Installation, backup: Path) -> None:
    home.run("backup", "restore", backup)
    home.add("eva", 1)
    assert [row.id for row in rows_of(home)["expense"]] == [1, 2, 3, 4]


def test_an_empty_database_gets_all(home: Installation, backup: Path) -> None:
    rows = rows_of(home)
    execute(home, "DROP SCHEMA public CASCADE")
    execute(home, "CREATE SCHEMA public")
    assert home.run("backup", "restore", backup).exit_code == 0
    assert rows_of(home) == rows


def test_a_whole_backup_is_whole(home: Installation, backup: Path) -> None:
    assert "The backup is whole" in home.run("backup", "verify", backup).output
    (backup / "potrosnja.dump").write_bytes(b"damaged")
    assert "file is damaged: potrosnja.dump" in home.run("backup", "verify", backup).stderr


def test_a_database_in_use_is_refused(home: Installation, backup: Path) -> None:
    with home.app.app_context(), db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        result = home.app.test_cli_runner().invoke(args=["backup", "restore", str(backup)])
    assert (result.exit_code, "is in use: stop the server" in result.stderr) == (1, True)


def test_tables_of_something_else_are_refused(home: Installation, backup: Path) -> None:
    execute(home, "CREATE TABLE other (id INTEGER)")
    result = home.run("backup", "restore", backup)
    assert (result.exit_code, "has a table other that is not known here" in result.stderr) == (1, True)


def test_a_restore_that_fails_leaves_all_as_it_was(home: Installation, backup: Path) -> None:
    manifest = (backup / "manifest.json").read_text()
    (backup / "manifest.json").write_text(manifest.replace('"expense": 3', '"expense": 4'))
    home.add("eva", 2)
    rows, images = rows_of(home), images_in(home.uploads)
    result = home.run("backup", "restore", backup)
    assert (result.exit_code, "psql failed, and nothing is changed: " in result.stderr) == (1, True)
    assert "table expense is not whole" in result.stderr
    assert (rows_of(home), images_in(home.uploads)) == (rows, images)


@pytest.mark.parametrize(("command", "program"), [("create", "pg_dump"), ("restore", "pg_dump")])
def test_a_program_that_is_missing_is_said(  # noqa: PLR0913, PLR0917 - a table
    home: Installation, backup: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch, command: str, program: str
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    result = home.run("backup", command, {"create": shelf, "restore": backup}[command])
    assert (result.exit_code, f"The program {program} is missing: install" in result.stderr) == (1, True)
    assert len(list(shelf.glob("potrosnja-*"))) == 1


def test_a_backup_of_postgresql_does_not_go_into_sqlite(home: Installation, backup: Path, tmp_path: Path) -> None:
    other = Installation(tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}")
    result = other.run("backup", "restore", backup)
    assert (result.exit_code, "has a database of PostgreSQL" in result.stderr) == (1, True)
    assert home.run("backup", "verify", backup).exit_code == 0
