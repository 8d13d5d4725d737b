"""The application under test: a real database made by the migrations, a real upload folder, CSRF as in life."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.database.engine import Base, db
from app.database.migrate import upgrade
from tests.support.applications import SERVER_URL, empty_upload_folder, new_app, new_database
from tests.support.archives import Archives
from tests.support.client import Client
from tests.support.factories import TODAY, Factory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.object_store import ObjectStore


# No file of a test has to outlive it: where the memory has room, they lie there, and nothing waits for a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
MEMORY_BYTES = 1024**3
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Day, category, cents: refunds, a month without expenses, last year's November, and a month that is negative.
SPENDING = (
    ("2026-11-20", "Food", 1250),
    ("2026-11-20", "Food", 899),
    ("2026-11-05", "Fun", 4000),
    ("2026-11-10", "Home", -1500),
    ("2026-10-31", "Food", 10_010),
    ("2026-10-02", "Fun", -20_000),
    ("2026-08-01", "Home", 123_456),
    ("2025-11-20", "Food", 7777),
)

# What refers to others comes first. A test fills few: one question for all is cheaper than a deletion from each.
_TABLES = Base.metadata.sorted_tables[::-1]
_HAVE_ROWS = select(*(exists(select(1).select_from(table)).label(table.name) for table in _TABLES))


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    return new_database(f"potrosnja_test_{worker_id}", tmp_path_factory.mktemp("database"))


@pytest.fixture
def empty_database_url(tmp_path: Path, worker_id: str) -> str:
    """A database without tables, for tests of migrations."""
    return new_database(f"potrosnja_empty_{worker_id}", tmp_path)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Flask]:
    """The application; no context of it is pushed, because requests must not share one."""
    folder = tmp_path_factory.mktemp("data")
    application = new_app(
        {"DATA_FOLDER": str(folder), "DATABASE_URL": database_url, "MAX_UPLOAD_BYTES": str(2 * 1024 * 1024)}
    )
    with application.app_context():
        upgrade()
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def make_app(app: Flask, tmp_path: Path, database_url: str) -> Iterator[Callable[..., Flask]]:  # noqa: ARG001 - it migrates
    """Further applications with settings of their own: on the same database, with a data folder that is new."""
    made: list[Flask] = []

    def make_one(**settings: str) -> Flask:
        made.append(new_app({"DATA_FOLDER": str(tmp_path / "data"), "DATABASE_URL": database_url, **settings}))
        return made[-1]

    yield make_one
    for application in made:
        with application.app_context():
            db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The test's own eyes and hands in the database; all rows go when the test ends, and the files with them."""
    with app.app_context():
        engine = db.engine.execution_options(isolation_level="AUTOCOMMIT")
    with Session(engine, expire_on_commit=False) as own_session:
        yield own_session
        own_session.rollback()
    with app.app_context(), db.engine.begin() as connection:
        has_rows = connection.execute(_HAVE_ROWS).one()
        for table, is_filled in zip(_TABLES, has_rows, strict=True):
            if is_filled:
                connection.execute(table.delete())
    empty_upload_folder(app)


@pytest.fixture
def make(app: Flask, session: Session) -> Factory:
    return Factory(app, session)


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """The clock, standing still at noon of TODAY in Zagreb; `clock.move_to` sets it."""
    time_machine.move_to(dt.datetime.combine(TODAY, dt.time(12), ZoneInfo("Europe/Zagreb")), tick=False)
    return time_machine


@pytest.fixture
def alice(make: Factory) -> User:
    """Alice owns what a test is about."""
    return make.user("alice", first_name="Alice")


@pytest.fixture
def charlie(make: Factory) -> User:
    """Charlie must not see it."""
    return make.user("charlie", first_name="Charlie")


@pytest.fixture
def spending(make: Factory, alice: User, charlie: User) -> None:
    """What Alice spent; Charlie spent more on the same days."""
    for user, factor in ((alice, 1), (charlie, 1000)):
        ids = {name: make.category(user, name).id for name in ("Food", "Fun", "Home")}
        for day, name, cents in SPENDING:
            make.expense(user, cents * factor, spent_on=dt.date.fromisoformat(day), category_id=ids[name])


@pytest.fixture
def new_client(app: Flask) -> Callable[[], Client]:
    """Opens further browsers, each with cookies of its own."""

    def open_one() -> Client:
        client = app.test_client()
        assert isinstance(client, Client)
        return client

    return open_one


@pytest.fixture
def guest(app: Flask, session: Session) -> Client:  # noqa: ARG001 - the session empties the tables afterwards
    """A browser that nobody has signed in with."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def client(guest: Client, alice: User) -> Client:
    """Alice's browser."""
    return guest.signed_in(alice)


@pytest.fixture
def context(app: Flask, session: Session) -> Iterator[None]:  # noqa: ARG001 - the rows go after the context
    """An application context, for services and queries that a test calls without a request."""
    with app.app_context():
        yield


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    # Imported late: it takes a second, and few tests need it.
    from tests.support.object_store import ObjectStore  # noqa: PLC0415

    server = ObjectStore()
    yield server
    server.stop()


@pytest.fixture
def in_bucket(object_store: ObjectStore) -> dict[str, str]:
    """Settings that keep receipts in a bucket that is new."""
    return object_store.new_bucket()


@pytest.fixture
def archives(app: Flask, session: Session, new_client: Callable[[], Client], tmp_path: Path) -> Archives:
    return Archives(app, session, new_client, tmp_path)


@pytest.fixture
def upload_folder(app: Flask) -> Path:
    folder: Path = app.config["SETTINGS"].upload_folder
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is the other database's own, and on a server what knows no database: it passes there as here."""
    other = "sqlite" if SERVER_URL else "postgresql"
    left_out = {item for item in items if item.get_closest_marker(other) or (SERVER_URL and not _has_database(item))}
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


def _has_database(item: pytest.Item) -> bool:
    return "worker_id" in getattr(item, "fixturenames", ())  # each process of the run has a database of its own


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run on CI fail when a test was skipped: there, everything that tests need is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
