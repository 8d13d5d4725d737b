"""A database that is busy, full, damaged or down: an answer that says so, and nothing lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.database import engine as engine_module
from app.database.engine import db
from app.models import Category
from tests.support.client import Client
from tests.support.factories import TODAY
from tests.support.page_lint import find_faults
from tests.support.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from app.models import User
    from tests.support.client import Page
    from tests.support.factories import Factory

HEADING = "The database does not answer"


def assert_unavailable(page: Page) -> None:
    assert (page.status, page.heading) == (503, HEADING)
    assert page.response.headers["Retry-After"] == "10"
    assert "it sends again what you typed" in page.text
    assert find_faults(page.html) == []


def same_browser(client: Client, make_app: Callable[..., Flask], **settings: str) -> Client:
    """Return a browser with the cookie of another one, at a further application."""
    application = make_app(SECRET_KEY=client.application.config["SECRET_KEY"], **settings)
    cookie = client.get_cookie("session")
    assert cookie is not None
    browser = application.test_client()
    assert isinstance(browser, Client)
    browser.set_cookie("session", cookie.value)
    return browser


@pytest.fixture
def database_file(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The database of the application, in which nobody waits for a lock."""
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0)
    with app.app_context():
        engine = db.engine
    engine.dispose()  # the next connections are made with the setting above
    yield Path(app.config["SETTINGS"].database_url.removeprefix("sqlite:///"))
    engine.dispose()


@pytest.mark.sqlite
def test_a_busy_database_is_said_and_saves_nothing(client: Client, database_file: Path) -> None:
    token = client.csrf_token()
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_unavailable(client.submit("/categories/new", name="Bicycles", color="green", csrf_token=token))
    assert "Bicycles" not in client.page("/categories/").text
    assert client.submit("/categories/new", name="Bicycles", color="green").status == 302


@pytest.mark.sqlite
def test_a_full_database_is_said(client: Client, app: Flask, alice: User, make: Factory) -> None:
    category_id = make.category(alice).id
    fields: dict[str, Any] = {
        "amount": "1",
        "category_id": category_id,
        "spent_on": TODAY.isoformat(),
        "note": "a" * 2000,
    }
    with app.app_context():
        db.engine.dispose()  # the next connection is the only one
        (page_count,) = db.session.connection().exec_driver_sql("PRAGMA page_count").one()
        db.session.connection().exec_driver_sql(f"PRAGMA max_page_count = {page_count}")
        db.session.remove()  # the connection with its limit goes back to the pool
    try:
        pages = (client.submit("/expenses/new", **fields) for _ in range(100))
        assert_unavailable(next(page for page in pages if page.status != 302))
    finally:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("url", ["/", "/auth/login"])
def test_a_database_that_is_down_is_said(make_app: Callable[..., Flask], client: Client, url: str) -> None:
    gone = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    assert_unavailable(same_browser(client, make_app, DATABASE_URL=gone).page(url))


@pytest.mark.sqlite
def test_a_damaged_database_is_said(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"This is no database. " * 1000)
    browser = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'broken.db'}").test_client()
    assert isinstance(browser, Client)
    assert_unavailable(browser.page("/auth/login"))


@pytest.mark.postgresql
def test_a_row_that_another_one_keeps_locked_is_said(
    client: Client, make_app: Callable[..., Flask], alice: User, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    category = make.category(alice, "Food")
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 1)
    browser = same_browser(client, make_app)  # its own connections, which are new, wait for so long
    with client.application.app_context(), db.engine.connect() as other:
        other.execute(select(Category).where(Category.id == category.id).with_for_update())
        assert_unavailable(browser.submit(f"/categories/{category.id}/edit", name="Fish", color="green"))
    assert "Fish" not in client.page("/categories/").text


@pytest.mark.sqlite
@pytest.mark.parametrize("end", ["close", "rollback", "invalidate"])
def test_a_writer_that_ends_lets_the_next_one_write(app: Flask, end: str) -> None:
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql('UPDATE "user" SET id = id WHERE id < 0')
            assert engine_module._turn.locked()  # noqa: SLF001
            getattr(connection, end)()
        assert not engine_module._turn.locked()  # noqa: SLF001
