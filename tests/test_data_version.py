"""Every change of what belongs to an account gives the account another data version, whoever writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask_migrate import upgrade
from sqlalchemy import select, update
from sqlalchemy.orm import Session as OrmSession

from app.extensions import Base, begin_migration, db
from app.models import Category, User
from tests.factories import Factory

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

WITHOUT_DATA = {"user", "login_session", "login_failure"}  # what they hold is on no page
TABLES = [table for table in Base.metadata.sorted_tables if table.name not in WITHOUT_DATA]


@pytest.fixture
def version_of(session: Session) -> Callable[[User], int]:
    return lambda user: session.scalars(select(User.data_version).where(User.id == user.id)).one()


@pytest.fixture
def row(make: Factory, alice: User) -> Any:
    """One row in every table, with nothing that hangs on any of them but the receipt on its expense."""
    make.receipt(make.expense(alice))
    make.limit(alice, category_id=make.category(alice, "Unused").id)
    make.savings_goal(alice)
    make.decision(alice, "ducan")


@pytest.mark.usefixtures("row")
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_change_draws_the_version_anew(
    session: Session, alice: User, charlie: User, version_of: Callable[[User], int], table: Table
) -> None:
    before, of_charlie = version_of(alice), version_of(charlie)
    session.execute(table.update().values(user_id=alice.id))
    assert version_of(alice) != before
    assert version_of(charlie) == of_charlie


def test_a_row_that_moves_changes_both_accounts(
    make: Factory, alice: User, charlie: User, version_of: Callable[[User], int]
) -> None:
    category = make.category(alice)
    before = [version_of(alice), version_of(charlie)]
    make.session.execute(update(Category).where(Category.id == category.id).values(user_id=charlie.id))
    assert version_of(alice) != before[0]
    assert version_of(charlie) != before[1]


def test_a_transaction_that_changes_the_account_first_draws_too(
    app: Flask, make: Factory, alice: User, version_of: Callable[[User], int]
) -> None:
    make.category(alice)
    before = version_of(alice)
    with app.app_context():
        db.session.execute(update(User).values(first_name=User.first_name))
        db.session.execute(update(Category).values(color="blue"))
        db.session.commit()
    assert version_of(alice) != before


def test_a_migration_may_change_rows_and_then_their_table(
    make_app: Callable[..., Flask], empty_database_url: str
) -> None:
    application = make_app(DATABASE_URL=empty_database_url)
    with application.app_context():
        upgrade()
        with OrmSession(db.engine, expire_on_commit=False) as session:
            factory = Factory(application, session)
            factory.category(factory.user())
            session.commit()
        with db.engine.connect() as connection:
            begin_migration(connection)
            connection.execute(update(Category).values(color="blue"))
            connection.exec_driver_sql("ALTER TABLE category ADD COLUMN mark INTEGER")
            connection.commit()


@pytest.mark.usefixtures("row")
def test_a_removed_row_draws_the_version_anew(session: Session, alice: User, version_of: Callable[[User], int]) -> None:
    for table in reversed(TABLES):
        before = version_of(alice)
        session.execute(table.delete())
        assert version_of(alice) != before, table.name


def test_a_new_row_draws_the_version_anew(make: Factory, alice: User, version_of: Callable[[User], int]) -> None:
    versions = [version_of(alice)]
    for step in (
        lambda: make.category(alice, "Unused"),
        lambda: make.expense(alice),
        lambda: make.waiting(alice),
        lambda: make.limit(alice),
        lambda: make.savings_goal(alice),
        lambda: make.decision(alice, "ducan"),
    ):
        step()
        versions.append(version_of(alice))
    assert len(set(versions)) == len(versions)
