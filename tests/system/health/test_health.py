"""`/readyz` tries out what it says, and not more often than every few seconds; `/healthz` says that it is alive."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from app.database.engine import checkpoint, db
from app.database.revisions import MIGRATIONS, newest_revision
from app.models import User
from app.stores.store import MARKER
from tests.support.factories import files_in
from tests.support.servers import PATIENCE_SECONDS, PROJECT, environment, free_port
from tests.support.sqlite_file import SQLITE_PAGE_BYTES, database_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.support.client import Client

# An application that may write no byte more to any file from some moment on, as on a disk that is full.
FILL_THE_DISK = """
import resource
from app.database.migrate import upgrade
from app import create_app
from app.system.upkeep.services import make_ready

app = create_app()
with app.app_context():
    upgrade()
    make_ready()
app.extensions.pop("health", None)
print(app.test_client().get("/readyz").get_data(as_text=True), end="")
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
app.extensions.pop("health", None)
print(app.test_client().get("/readyz").get_data(as_text=True), end="", flush=True)
"""


def ask(application: Flask) -> tuple[int, bool, bool]:
    """Return the status, and what is found out of the database and of the upload folder now."""
    application.extensions.pop("health", None)  # forget what was found out before
    response = application.test_client().get("/readyz")
    answer: dict[str, Any] = response.get_json()
    assert answer["status"] == ("ok" if response.status_code == 200 else "failing")
    return response.status_code, answer["database"], answer["uploads"]


@pytest.mark.sqlite
def test_a_full_disk_is_seen(tmp_path: Path) -> None:
    output = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK],
        cwd=PROJECT,
        env=environment(tmp_path, free_port()),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    ).stdout
    before, after = (json.loads(line) for line in output.splitlines())
    assert before == {"status": "ok", "database": True, "migrations": True, "uploads": True}
    assert after == {"status": "failing", "database": False, "migrations": True, "uploads": False}
    assert files_in(tmp_path / "uploads") == []


@pytest.mark.parametrize(("missing_bytes", "status"), [(0, 200), (1, 503)])
def test_a_disk_must_have_room_for_the_largest_request(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, missing_bytes: int, status: int
) -> None:
    disk = SimpleNamespace(free=app.config["MAX_CONTENT_LENGTH"] - missing_bytes)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: disk)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    assert ask(app) == (status, not (missing_bytes and is_sqlite), not missing_bytes)


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["sqlite_master", "user", "expense", "login_session"])
def test_a_damaged_database_is_seen_under_a_running_application(own: Flask, table: str) -> None:
    assert ask(own) == (200, True, True)
    with own.app_context():
        checkpoint()
        root = text("SELECT coalesce(max(rootpage), 1) FROM sqlite_master WHERE name = :name")
        page = db.session.scalar(root, {"name": table})
    with database_path(own).open("r+b") as file:
        file.seek((page - 1) * SQLITE_PAGE_BYTES)
        file.write(b"\xaa" * SQLITE_PAGE_BYTES)
    assert ask(own) == (503, False, True)


@pytest.mark.sqlite
def test_a_file_of_garbage_is_seen_under_a_running_application(own: Flask) -> None:
    assert ask(own) == (200, True, True)
    with own.app_context():
        checkpoint()
    database_path(own).write_bytes(b"\xaa" * database_path(own).stat().st_size)
    assert ask(own) == (503, False, True)


def test_a_folder_whose_disk_was_unmounted_is_seen(app: Flask, session: Session, upload_folder: Path) -> None:
    assert session.is_active
    (upload_folder / MARKER).unlink()
    assert ask(app) == (503, True, False)


def test_a_database_of_another_version_is_seen(own: Flask) -> None:
    assert ask(own) == (200, True, True)
    with own.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert ask(own) == (503, True, True)
    assert own.test_client().get("/readyz").get_json()["migrations"] is False


def test_a_process_is_alive_also_where_its_database_is_not(
    make_app: Callable[..., Flask], empty_database_url: str
) -> None:
    response = make_app(DATABASE_URL=empty_database_url).test_client().get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_the_newest_migration_is_the_one_that_alembic_finds() -> None:
    assert [newest_revision()] == ScriptDirectory(str(MIGRATIONS)).get_heads()


def test_looking_changes_nothing(client: Client, session: Session, upload_folder: Path) -> None:
    before = session.execute(select(User.__table__)).all()
    assert ask(client.application) == (200, True, True)
    assert session.execute(select(User.__table__)).all() == before
    assert files_in(upload_folder) == []


def test_who_asks_again_and_again_is_told_what_was_found_a_moment_ago(
    make_app: Callable[..., Flask], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.is_active
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    application = make_app()
    assert ask(application) == (200, True, True)
    once = len(synced)
    assert [application.test_client().get("/readyz").status_code for _ in range(20)] == [200] * 20
    assert 0 < len(synced) == once
