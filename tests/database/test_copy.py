"""`flask database copy`, from one real database into another."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, insert, inspect, select, text
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.pool import NullPool

from app.database.copy.queries import read_contents
from app.database.copy.services import BATCH_ROWS, DifferentContentsError, check_copy
from app.database.engine import Base, connect_args, db
from app.models import Expense, LoginFailure, Registration, User
from tests.support.applications import new_app
from tests.support.factories import PASSWORD, TODAY, Factory, entry
from tests.support.sqlite_file import database_path, make_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from flask import Flask
    from sqlalchemy import Engine

    from app.database.copy.queries import Contents
    from tests.support.client import Client

postgresql = pytest.mark.postgresql
MOMENT = dt.datetime(2026, 3, 29, 0, 59, 59, 123_456, dt.UTC)


@pytest.fixture
def copy(make_app: Callable[..., Flask]) -> Callable[[str, str], Result]:
    """Run the command in an application whose own database is neither of the two."""
    application = make_app()
    return lambda source, target: application.test_cli_runner().invoke(args=["database", "copy", source, target])


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    application = new_app({"DATA_FOLDER": str(folder), "DATABASE_URL": ""})
    make_tables(application)
    with application.app_context():
        with OrmSession(db.engine) as session:
            fill(Factory(application, session))
            session.commit()
        db.engine.dispose()
    return database_path(application)


@pytest.fixture
def source(filled_file: Path, tmp_path: Path) -> str:
    """A database with rows of every kind, and more of one than fit into a batch."""
    shutil.copytree(filled_file.parent / "uploads", tmp_path / "data" / "uploads", dirs_exist_ok=True)
    return f"sqlite:///{shutil.copy(filled_file, tmp_path / 'source.db')}"


@pytest.fixture
def target(tmp_path: Path) -> str:
    """A file of SQLite that is not there yet."""
    return f"sqlite:///{tmp_path / 'target.db'}"


def fill(make: Factory) -> None:
    user = make.user("Čedo", month_start_day=15, language="hr", currency="JPY", created_at=MOMENT)
    make.ways_in(make.user("prazna"))  # a second factor would be in the way of `use`
    category = make.category(user, "Šport 🚲", archived_at=MOMENT)
    expense = make.expense(user, -999_999_999_999, category_id=category.id, merchant="Dućan 東京", note="a\nж\t'\"%s")
    make.receipt(expense, deleted_at=MOMENT)
    make.change(expense)
    make.imported(expense)
    make.reading(make.receipt(expense, original_name="račun.jpg"), text="Šećer\n1,49", facts={"dates": []})
    make.receipt(make.expense(user, category_id=category.id, deleted_at=MOMENT, spent_on=dt.date(1999, 12, 31)))
    make.waiting(user)
    make.limit(user)
    make.limit(user, None, category_id=category.id)
    make.savings_goal(user)
    make.decision(user, "ducan", is_confirmed=False)
    make.session.add(LoginFailure(username_key="čedo", address="::1", created_at=MOMENT))
    make.session.add(Registration(address="::1", created_at=MOMENT))
    row = {"user_id": user.id, "category_id": category.id, "spent_on": TODAY}
    make.session.execute(insert(Expense), [{"amount_cents": n + 1, **row} for n in range(BATCH_ROWS + 1)])
    make.session.delete(make.expense(user, category_id=category.id))  # its number is never given again


def open_engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool, connect_args=connect_args(url))


def rows_of(url: str) -> dict[str, list[Any]]:
    """Return everything that a database holds."""
    with open_engine(url).connect() as connection:
        return {
            table.name: connection.execute(select(table).order_by(table.c.id)).all()[:]  # type: ignore[misc]
            for table in Base.metadata.sorted_tables
        }


def table_names(url: str) -> list[str]:
    with open_engine(url).connect() as connection:
        return inspect(connection).get_table_names()


def change(url: str, statement: str) -> None:
    with open_engine(url).begin() as connection:
        connection.execute(text(statement))


def refusal(result: Result) -> str:
    """Return the one sentence of a command that did not do its work."""
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1), result.output
    assert "Traceback" not in result.output
    assert result.stderr.startswith("Error: ")
    return result.stderr.removeprefix("Error: ").rstrip()


def use(application: Flask) -> None:
    """Sign in with the old password, add an expense, and see the old receipt."""
    client: Client = application.test_client()  # type: ignore[assignment]
    assert client.submit("/auth/login", username="čedo", password=PASSWORD).location == "/"
    with application.app_context():
        user = db.session.scalars(select(User).where(User.username == "Čedo")).one()
        last = db.session.scalars(select(Expense).order_by(Expense.id.desc()).limit(1)).one()
        category = Factory(application, db.session()).category(user, "Novo")
        db.session.commit()
    saved = client.submit("/expenses/new", **entry(category, amount="5"))
    assert saved.status == 302, saved.text
    with application.app_context():
        assert db.session.scalars(select(Expense.id).order_by(Expense.id.desc())).first() == last.id + 2
    assert client.get("/receipts/2/thumbnail").status_code == 200


def test_everything_arrives_as_it_was(copy: Callable[..., Result], source: str, target: str) -> None:
    result = copy(source, target)
    assert (result.exit_code, result.stderr) == (0, "")
    assert rows_of(target) == rows_of(source)
    assert all(rows_of(target).values())


def test_the_copy_is_used_like_the_original(
    copy: Callable[..., Result], make_app: Callable[..., Flask], source: str, target: str
) -> None:
    copy(source, target)
    use(make_app(DATABASE_URL=target))


def test_each_table_and_each_sum_is_said(copy: Callable[..., Result], source: str, target: str) -> None:
    lines = copy(source, target).output.splitlines()
    tables = [table.name for table in Base.metadata.sorted_tables]
    assert [line.partition(":")[0] for line in lines[: len(tables)]] == tables
    assert f"expense: {BATCH_ROWS + 3} rows" in lines
    assert "user 1, budget: 30000 cents in both" in lines
    assert "user 1, savings_goal: 100000 cents in both" in lines
    assert lines[-1].startswith(f"Copied and compared: {BATCH_ROWS + 29} rows. The photos stay where they are")


def test_a_migrated_target_without_rows_is_empty(
    copy: Callable[..., Result], make_app: Callable[..., Flask], source: str, target: str
) -> None:
    with make_app(DATABASE_URL=target).app_context():
        upgrade()
    assert copy(source, target).exit_code == 0
    assert rows_of(target) == rows_of(source)


def test_an_installation_without_accounts_can_be_copied(
    copy: Callable[..., Result], make_app: Callable[..., Flask], target: str, tmp_path: Path
) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    with make_app(DATABASE_URL=empty).app_context():
        upgrade()
    assert "Copied and compared: 0 rows." in copy(empty, target).output
    assert rows_of(target) == rows_of(empty)


@postgresql
def test_there_and_back_again_nothing_changes(
    copy: Callable[..., Result], make_app: Callable[..., Flask], source: str, target: str, empty_database_url: str
) -> None:
    there = copy(source, empty_database_url)
    assert there.exit_code == 0, there.output
    assert rows_of(empty_database_url) == rows_of(source)
    assert copy(empty_database_url, target).exit_code == 0
    assert rows_of(target) == rows_of(source)
    use(make_app(DATABASE_URL=target))


@postgresql
def test_the_copy_on_postgresql_numbers_new_rows(
    copy: Callable[..., Result], make_app: Callable[..., Flask], source: str, empty_database_url: str
) -> None:
    copy(source, empty_database_url)
    use(make_app(DATABASE_URL=empty_database_url))


@postgresql
@pytest.mark.parametrize("statement", ["UPDATE expense SET note = 'a' || char(0)", "UPDATE user SET currency = 'EURO'"])
def test_what_postgresql_refuses_stops_the_copy(
    copy: Callable[..., Result], source: str, empty_database_url: str, statement: str
) -> None:
    change(source, statement)
    assert refusal(copy(source, empty_database_url)).startswith("The copy stopped, and nothing is kept of it: ")
    assert table_names(empty_database_url) == []


@postgresql
def test_a_server_that_says_no_is_named_without_the_password(
    copy: Callable[..., Result], source: str, empty_database_url: str
) -> None:
    with_wrong_password = empty_database_url.replace(":test@", ":hush-hush@")
    message = refusal(copy(source, with_wrong_password))
    assert message.startswith("The target cannot be used: ")
    assert "hush" not in message


def test_a_row_that_points_nowhere_is_a_difference(copy: Callable[..., Result], source: str, target: str) -> None:
    engine = open_engine(source)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE savings_goal SET user_id = 99")
        connection.commit()
    message = "Source and target differ in savings_goal: nothing is kept of the copy."
    assert refusal(copy(source, target)) == message
    assert table_names(target) == []


@pytest.fixture
def contents(source: str) -> Contents:
    with open_engine(source).connect() as connection:
        return read_contents(connection)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM login_session", "login_session"),
        ("UPDATE expense SET amount_cents = amount_cents + 1 WHERE id = 2", "expense"),
        ("UPDATE budget SET amount_cents = 1 WHERE id = 1", "budget"),
        ("UPDATE savings_goal SET user_id = 2", "savings_goal"),
    ],
)
def test_a_difference_is_an_error(source: str, contents: Contents, statement: str, table: str) -> None:
    change(source, statement)
    with open_engine(source).connect() as connection, pytest.raises(DifferentContentsError, match=f"in {table}:"):
        check_copy(contents, connection)


def test_a_target_with_rows_stays_as_it_is(copy: Callable[..., Result], source: str, target: str) -> None:
    copy(source, target)
    before = rows_of(target)
    assert refusal(copy(source, target)).startswith("The target is not empty: look at its table account_event.")
    assert rows_of(target) == before


def test_a_target_with_tables_of_something_else_is_not_empty(
    copy: Callable[..., Result], source: str, target: str
) -> None:
    change(target, "CREATE TABLE other (id INTEGER)")
    assert "not empty: look at its table other." in refusal(copy(source, target))
    assert table_names(target) == ["other"]


def test_a_target_of_a_newer_version_is_refused(copy: Callable[..., Result], source: str, target: str) -> None:
    change(target, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    change(target, "INSERT INTO alembic_version VALUES ('ffff')")
    assert "made by another version" in refusal(copy(source, target))


@pytest.mark.parametrize("revision", ["0011", "base"])
def test_a_source_that_is_behind_is_refused(
    copy: Callable[..., Result], make_app: Callable[..., Flask], source: str, target: str, revision: str
) -> None:
    with make_app(DATABASE_URL=source).app_context():
        downgrade(revision=revision)
    assert "The source is not at the newest migration" in refusal(copy(source, target))


def test_one_database_is_not_two(copy: Callable[..., Result], source: str, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "source.db")
    for other in (source, f"sqlite:///{tmp_path}/../{tmp_path.name}/source.db", f"sqlite:///{tmp_path}/link.db"):
        assert refusal(copy(source, other)) == "Source and target are the same database."


def test_one_database_of_a_server_is_not_two(copy: Callable[..., Result]) -> None:
    message = refusal(copy("postgresql://ana@localhost/money", "postgresql+psycopg://eva:x@127.0.0.1:5432/money"))
    assert message == "Source and target are the same database."


@pytest.mark.parametrize("url", ["mysql://me@host/name", "no URL", "", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_database_is_said(copy: Callable[..., Result], source: str, url: str) -> None:
    assert refusal(copy(url, source)).startswith("The source must be a URL like ")
    assert refusal(copy(source, url)).startswith("The target must be a URL like ")


def test_a_source_that_is_not_there_is_said_and_not_made(
    copy: Callable[..., Result], target: str, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.db"
    assert refusal(copy(f"sqlite:///{missing}", target)) == f"The source cannot be used: there is no file {missing}."
    assert not missing.exists()


def test_a_file_that_is_no_database_is_said(copy: Callable[..., Result], source: str, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    url = f"sqlite:///{tmp_path / 'text.db'}"
    assert refusal(copy(url, source)) == "The source cannot be used: file is not a database."
    assert refusal(copy(source, url)) == "The target cannot be used: file is not a database."


def test_a_server_that_is_not_there_is_said(copy: Callable[..., Result], source: str) -> None:
    assert "The target cannot be used: " in refusal(copy(source, "postgresql://me:hush@127.0.0.1:1/name"))
    assert "The source cannot be used: " in refusal(copy("postgresql://me:hush@127.0.0.1:1/name", source))


def test_a_relative_file_lies_where_the_setting_means_it(
    copy: Callable[..., Result], make_app: Callable[..., Flask], target: str
) -> None:
    folder = make_app().instance_path
    assert f"there is no file {folder}/no-such.db." in refusal(copy("sqlite:///no-such.db", target))
