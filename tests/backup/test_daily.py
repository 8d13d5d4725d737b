"""The copy of the database that each day and each migration begin with."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import pytest
from flask_migrate import downgrade

from app.backup.copies import KEPT
from app.backup.locks import making_backup
from app.database.engine import db
from tests.support.factories import PASSWORD, TODAY
from tests.support.installations import Installation, rows_in

if TYPE_CHECKING:
    from pathlib import Path

    from time_machine import TimeMachineFixture

    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("clock")
DAY = dt.timedelta(days=1)


@pytest.fixture
def home(home: Installation) -> Installation:
    """The installation, with the setting as it is by itself."""
    return Installation(home.folder, AUTOMATIC_COPIES="")


def copies(home: Installation) -> list[str]:
    return sorted(path.name for path in (home.folder / "backups").glob("*.db"))


def sign_in(home: Installation) -> Client:
    client: Client = home.app.test_client()  # type: ignore[assignment]
    client.submit("/auth/login", username="ana", password=PASSWORD).response.close()
    return client


def add_category(client: Client, name: str) -> None:
    client.submit("/categories/new", name=name, color="green").response.close()


def test_the_first_change_of_a_day_copies_what_was_before(home: Installation) -> None:
    before = rows_in(home.database)
    client = sign_in(home)
    add_category(client, "Boat")
    assert copies(home) == [f"potrosnja-{TODAY}.db"]
    assert rows_in(home.folder / "backups" / f"potrosnja-{TODAY}.db") == before


def test_reading_copies_nothing(home: Installation) -> None:
    home.app.test_client().get("/auth/login").close()
    assert copies(home) == []


def test_each_day_has_its_copy_and_the_oldest_go(home: Installation, clock: TimeMachineFixture) -> None:
    client = sign_in(home)
    for number in range(KEPT + 1):
        clock.shift(DAY)
        add_category(client, f"Boat {number}")
    days = [TODAY + number * DAY for number in range(2, KEPT + 2)]
    assert copies(home) == [f"potrosnja-{day}.db" for day in days]


def test_several_workers_make_one_copy(home: Installation) -> None:
    add_category(sign_in(home), "Boat")
    before = (home.folder / "backups" / f"potrosnja-{TODAY}.db").read_bytes()
    add_category(sign_in(Installation(home.folder, AUTOMATIC_COPIES="on")), "Car")
    assert (home.folder / "backups" / f"potrosnja-{TODAY}.db").read_bytes() == before


def test_a_copy_that_another_worker_makes_is_left_to_it(home: Installation) -> None:
    (home.folder / "backups").mkdir()
    with making_backup(home.folder / "backups"):
        add_category(sign_in(home), "Boat")
    assert copies(home) == []


def test_a_copy_from_a_clock_that_was_ahead_does_not_push_out_the_new_one(home: Installation) -> None:
    (home.folder / "backups").mkdir()
    for number in range(KEPT):
        (home.folder / "backups" / f"potrosnja-2099-01-{number + 1:02}.db").touch()
    sign_in(home)
    assert f"potrosnja-{TODAY}.db" in copies(home)
    assert len(copies(home)) == KEPT


def test_what_cannot_be_copied_is_saved_all_the_same(home: Installation, caplog: pytest.LogCaptureFixture) -> None:
    (home.folder / "backups").touch()
    client = sign_in(home)
    add_category(client, "Boat")
    assert "Boat" in client.page("/categories/").text
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [
        "There is no copy of the database from today."
    ]


def test_a_setting_turns_it_off(home: Installation) -> None:
    off = Installation(home.folder, AUTOMATIC_COPIES="off")
    sign_in(off)
    with off.app.app_context():
        downgrade(revision="0016")
    off.run("prepare")
    assert copies(home) == []


@pytest.fixture
def behind(home: Installation) -> Installation:
    """An installation that the next start migrates."""
    with home.app.app_context():
        downgrade(revision="0016")
        db.engine.dispose()
    return home


def test_a_migration_begins_with_a_copy(behind: Installation) -> None:
    before = rows_in(behind.database)
    for _ in range(2):
        assert behind.run("prepare").exit_code == 0
    (name,) = copies(behind)
    assert name == f"potrosnja-{TODAY}-migrated-from-0016.db"
    assert rows_in(behind.folder / "backups" / name) == before
    assert rows_in(behind.database)["alembic_version"] != [("0016",)]


def test_without_room_for_the_copy_nothing_is_migrated(behind: Installation) -> None:
    (behind.folder / "backups").touch()
    result = behind.run("prepare")
    assert result.exit_code == 1
    assert "cannot be copied to" in result.stderr
    assert "AUTOMATIC_COPIES=off" in result.stderr
    assert rows_in(behind.database)["alembic_version"] == [("0016",)]


def test_the_copy_before_a_migration_undoes_it(behind: Installation) -> None:
    before = rows_in(behind.database)
    behind.run("prepare")
    behind.change("DELETE FROM receipt")
    (path,) = (behind.folder / "backups").glob("*.db")
    assert behind.run("backup", "restore", path).exit_code == 0
    assert rows_in(behind.database) == before


def test_the_first_start_has_nothing_to_copy(tmp_path: Path) -> None:
    new = Installation(tmp_path / "new", AUTOMATIC_COPIES="on")
    assert new.run("prepare").exit_code == 0
    assert copies(new) == []
