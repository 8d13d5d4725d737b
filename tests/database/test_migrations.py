from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as OrmSession

from app.database.engine import Base, db
from app.models import Category, Expense, LoginFailure, Receipt, RecurringDecision, Registration, User
from app.models.types import utc_now
from tests.support.factories import Factory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy import Update
    from sqlalchemy.orm import Session

ONLY_ON_SQLITE = {"ix_expense_by_text"}
ONLY_ON_POSTGRESQL = {"ix_expense_by_trigram", "ix_receipt_reading_by_trigram"}  # of a kind that the models do not know
SEARCH_TABLE = "receipt_search"  # a virtual table of SQLite with tables behind it, which the models do not know
only_sqlite = pytest.mark.sqlite  # asks SQLite about its own settings
# What `add_rows` leaves where older revisions come between: they do not have the tables of what is undone and imported.
NEW_TABLES = (
    "expense_change",
    "import_batch",
    "import_key",
    "import_memory",
    "account_event",
    "registration",
    "invitation",
    "api_answer",
    "api_token",
    "passkey",
    "recovery_code",
    "totp_secret",
)
OLD_ROWS = {**dict.fromkeys(Base.metadata.tables, 1), **dict.fromkeys(NEW_TABLES, 0)}
REVISIONS = [script.revision for script in reversed(list(ScriptDirectory("migrations").walk_revisions()))]


@pytest.fixture
def fresh(make_app: Callable[..., Flask], empty_database_url: str) -> Iterator[Flask]:
    """An application inside its context, whose database has no tables yet."""
    application = make_app(DATABASE_URL=empty_database_url)
    with application.app_context():
        yield application


def table_names() -> set[str]:
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if not name.startswith(SEARCH_TABLE)}


def add_rows(application: Flask) -> None:
    """Put a row into every table, as the models at head have them."""
    with OrmSession(db.engine, expire_on_commit=False) as session:
        make = Factory(application, session)
        user = make.user("Čedo", month_start_day=15)
        expense = make.expense(user, -1250, merchant="Dućan")
        make.reading(make.receipt(expense))
        make.change(expense)
        make.imported(expense)
        make.limit(user, category_id=expense.category_id)
        make.savings_goal(user)
        make.decision(user, "ducan")
        make.ways_in(user)
        session.add(LoginFailure(username_key="x", address="::1"))
        session.add(Registration(address="::1"))
        session.commit()


def count_rows() -> dict[str, int | None]:
    names = table_names()
    with db.engine.connect() as connection:  # ends here: on PostgreSQL an open one would keep a migration waiting
        return {name: connection.scalar(select(func.count()).select_from(text(f'"{name}"'))) for name in names}


def test_every_revision_goes_up_and_down_again_with_data(fresh: Flask) -> None:
    for revision in REVISIONS:
        upgrade(revision=revision)
    add_rows(fresh)
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        downgrade(revision=revision)
    assert table_names() == set()
    for revision in REVISIONS:
        upgrade(revision=revision)
    assert count_rows() == dict.fromkeys(Base.metadata.tables, 0)


def test_data_survives_every_revision_but_the_first(fresh: Flask) -> None:
    upgrade()
    add_rows(fresh)
    for revision in reversed(REVISIONS[:-1]):
        downgrade(revision=revision)
    for revision in REVISIONS:
        upgrade(revision=revision)
    assert count_rows() == OLD_ROWS


def store_as_before_0013(*statements: str) -> None:
    """Go back to before letters such as æ were folded, and write what was stored then."""
    downgrade(revision="0012")
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_texts_that_were_there_before_are_found_by_plain_letters(fresh: Flask) -> None:
    upgrade()
    with OrmSession(db.engine, expire_on_commit=False) as session:
        make = Factory(fresh, session)
        user = make.user()
        make.expense(user, merchant="Ægir", note="Smørrebrød, œuf, Þórr")
        make.expense(user, merchant="Dućan", deleted_at=utc_now())
        session.commit()
    columns = select(Expense.search_text, Expense.merchant_key, Expense.updated_at).order_by(Expense.id)
    before = db.session.execute(columns).all()
    db.session.rollback()  # PostgreSQL takes no table away from a transaction that has read it
    store_as_before_0013(
        "UPDATE expense SET search_text = 'ægir smorrebrod, œuf, þorr', merchant_key = 'ægir' WHERE merchant = 'Ægir'"
    )
    upgrade()
    db.session.rollback()
    assert db.session.execute(columns).all() == before
    assert [row.merchant_key for row in before] == ["aegir", "ducan"]


def test_of_two_decisions_about_one_merchant_the_latest_stays(fresh: Flask) -> None:
    upgrade()
    with OrmSession(db.engine, expire_on_commit=False) as session:
        make = Factory(fresh, session)
        alice, ana = make.user(), make.user()
        for user, key, cents, is_confirmed in (
            *((alice, "a", 0, True), (alice, "b", 0, False), (alice, "c", 999, True), (ana, "d", 0, True)),
        ):
            make.decision(user, key, amount_cents=cents, is_confirmed=is_confirmed)
        session.commit()
    store_as_before_0013(
        "UPDATE recurring_decision SET merchant_key = 'aegir' WHERE merchant_key = 'a'",
        "UPDATE recurring_decision SET merchant_key = 'ægir' WHERE merchant_key IN ('b', 'c', 'd')",
    )
    upgrade()
    columns = (RecurringDecision.merchant_key, RecurringDecision.amount_cents, RecurringDecision.is_confirmed)
    found = db.session.execute(select(*columns).order_by(RecurringDecision.id)).all()
    assert found == [("aegir", 0, False), ("aegir", 999, True), ("aegir", 0, True)]


def test_decisions_from_before_amounts_were_kept_stay(fresh: Flask) -> None:
    upgrade()
    add_rows(fresh)
    downgrade(revision="0011")
    upgrade()
    columns = (RecurringDecision.merchant_key, RecurringDecision.rhythm, RecurringDecision.amount_cents)
    assert db.session.execute(select(*columns, RecurringDecision.is_confirmed)).all() == [("ducan", "monthly", 0, True)]


def test_without_amounts_the_latest_of_several_decisions_stays(fresh: Flask) -> None:
    upgrade()
    with OrmSession(db.engine, expire_on_commit=False) as session:
        make = Factory(fresh, session)
        user, other = make.user(), make.user()
        for owner, cents, is_confirmed in ((user, 999, True), (user, 1199, False), (other, 999, True)):
            make.decision(owner, "zvon", amount_cents=cents, is_confirmed=is_confirmed)
        session.commit()
    downgrade(revision="0011")
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT is_confirmed FROM recurring_decision ORDER BY id")).scalars().all()
    assert found == [False, True]


SQLITE_TRIGGER = """
CREATE TRIGGER expense_update_draws_version AFTER UPDATE ON expense
BEGIN UPDATE "user" SET data_version = random() WHERE id = NEW.user_id; END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION draw_owners_version() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN UPDATE "user" SET data_version = 1 WHERE id = NEW.user_id; RETURN NULL; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE CONSTRAINT TRIGGER expense_draws_version AFTER UPDATE ON expense DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION draw_owners_version()
"""
OLD_TRIGGERS = {"sqlite": [SQLITE_TRIGGER], "postgresql": [POSTGRESQL_FUNCTION, POSTGRESQL_TRIGGER]}


def test_a_database_with_the_triggers_of_older_code_goes_on_without_them(fresh: Flask) -> None:
    upgrade()
    add_rows(fresh)
    downgrade(revision="0010")
    with db.engine.begin() as connection:
        connection.execute(text('ALTER TABLE "user" ADD COLUMN data_version BIGINT NOT NULL DEFAULT 0'))
        for statement in OLD_TRIGGERS[connection.dialect.name]:
            connection.execute(text(statement))
    upgrade()
    assert count_rows() == OLD_ROWS
    assert "data_version" not in {column["name"] for column in inspect(db.engine).get_columns("user")}
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE expense SET user_id = user_id"))


def test_a_second_upgrade_changes_nothing(fresh: Flask) -> None:
    upgrade()
    add_rows(fresh)
    upgrade()
    assert count_rows() == dict.fromkeys(Base.metadata.tables, 1)


def test_there_is_one_line_of_revisions() -> None:
    assert ScriptDirectory("migrations").get_heads() == REVISIONS[-1:]


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
        foreign = set() if connection.dialect.name == "sqlite" else ONLY_ON_SQLITE | ONLY_ON_POSTGRESQL
        names = [getattr(item[1], "name", "") for item in differences]
        assert [name for name in names if name not in foreign and not name.startswith(SEARCH_TABLE)] == []


def test_the_migrations_make_every_named_rule_of_the_models(app: Flask) -> None:
    with app.app_context():
        inspector = inspect(db.engine)
        name_of = db.engine.dialect.identifier_preparer.format_constraint
        for table in Base.metadata.sorted_tables:
            found = {
                inspector.get_pk_constraint(table.name)["name"] or table.primary_key.name,  # SQLite's has no name
                *(check["name"] for check in inspector.get_check_constraints(table.name)),
                *(unique["name"] for unique in inspector.get_unique_constraints(table.name)),
                *(key["name"] for key in inspector.get_foreign_keys(table.name)),
            }
            assert found == {name_of(constraint) for constraint in table.constraints}, table.name


def test_the_migrations_make_the_conditions_of_the_models(app: Flask) -> None:
    with app.app_context():
        argument = f"{db.engine.dialect.name}_where"
        inspector = inspect(db.engine)
        found = {
            index["name"]: index["dialect_options"].get(argument)
            for table in Base.metadata.sorted_tables
            for index in inspector.get_indexes(table.name)
            if "duplicates_constraint" not in index  # PostgreSQL lists those of its constraints too
        }
    indexes = [index for table in Base.metadata.sorted_tables for index in table.indexes]
    expected = {index.name: index.dialect_kwargs.get(argument) for index in indexes}
    assert expected.keys() - found.keys() <= ONLY_ON_SQLITE
    assert found.keys() - expected.keys() <= ONLY_ON_POSTGRESQL
    for name in expected.keys() & found.keys():
        assert str(found[name]).strip("()") == str(expected[name]), name


def read_numbers() -> list[int]:
    """Return the number of the one row of each table that older revisions have too."""
    tables = [table for table in Base.metadata.sorted_tables if OLD_ROWS[table.name]]
    with db.engine.connect() as connection:
        return [connection.scalars(select(table.c.id)).one() for table in tables]


def replace_rows(application: Flask) -> None:
    with db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    add_rows(application)


def test_no_number_is_given_twice(fresh: Flask) -> None:
    upgrade()
    add_rows(fresh)
    before = read_numbers()
    replace_rows(fresh)
    assert all(old < new for old, new in zip(before, read_numbers(), strict=True))


def test_tables_from_before_go_on_counting(fresh: Flask) -> None:
    upgrade()
    add_rows(fresh)
    downgrade(revision="0010")
    upgrade()
    before = read_numbers()
    replace_rows(fresh)
    assert read_numbers() == [number + 1 for number in before]


@pytest.mark.parametrize("revision", ["0010", "0011"])
@pytest.mark.parametrize("kept_rows", [0, 2])
def test_a_table_that_was_rebuilt_goes_on_counting_after_a_deleted_row(
    fresh: Flask, revision: str, kept_rows: int
) -> None:
    upgrade()
    with OrmSession(db.engine, expire_on_commit=False) as session:
        make = Factory(fresh, session)
        user = make.user()
        decisions = [make.decision(user, merchant_key) for merchant_key in ("a", "b", "c")]
        for decision in decisions[kept_rows:]:
            session.delete(decision)
        session.commit()
        downgrade(revision=revision)
        upgrade()
        assert make.decision(user, "d").id == decisions[-1].id + 1


@only_sqlite
def test_making_the_tables_anew_keeps_indexes_and_triggers_in_their_order(fresh: Flask) -> None:  # noqa: ARG001
    def read() -> list[Any]:
        statement = "SELECT type, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql > '' ORDER BY rowid"
        with db.engine.connect() as connection:
            rows = connection.exec_driver_sql(statement).all()
        return [[sql for kind, sql in rows if kind == wanted] for wanted in ("index", "trigger")]

    upgrade(revision="0010")
    indexes, triggers = read()
    upgrade(revision="0011")
    assert read() == [[*indexes, *read()[0][len(indexes) :]], triggers]


@pytest.mark.postgresql
def test_postgresql_answers_a_page_without_compiling_or_further_processes(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        connection.rollback()
        assert connection.exec_driver_sql("SHOW max_parallel_workers_per_gather").scalar() == "0"
        assert connection.exec_driver_sql("SHOW jit").scalar() == "off"


@pytest.mark.postgresql
def test_a_search_of_texts_has_an_index_of_trigrams(app: Flask) -> None:
    statement = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_expense_by_trigram'")
    with app.app_context(), db.engine.connect() as connection:
        assert "USING gin (search_text gin_trgm_ops)" in str(connection.scalar(statement))


@pytest.mark.postgresql
def test_without_the_extension_the_tables_are_made_too(fresh: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    execute = op.execute

    def refuse(statement: str | Update) -> None:
        execute(statement.replace("pg_trgm", "no_such_extension") if isinstance(statement, str) else statement)

    monkeypatch.setattr(op, "execute", refuse)
    with fresh.app_context():
        upgrade()
        names = {index["name"] for index in inspect(db.engine).get_indexes("expense")}
    assert names & {"ix_expense_by_trigram", "ix_expense_by_day"} == {"ix_expense_by_day"}


@only_sqlite
def test_sqlite_is_set_up_for_money(app: Flask) -> None:
    expected = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "cache_size": -512}
    with app.app_context(), db.engine.connect() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected} == expected


@only_sqlite
def test_after_a_migration_no_connection_is_without_foreign_keys(fresh: Flask) -> None:  # noqa: ARG001 - it is the context
    upgrade()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_category_of_another_user_is_impossible(make: Factory, alice: User, charlie: User) -> None:
    category = make.category(charlie)
    with pytest.raises(IntegrityError):
        make.expense(alice, category_id=category.id)


def test_a_receipt_of_the_expense_of_another_user_is_impossible(make: Factory, alice: User, charlie: User) -> None:
    make.receipt(make.expense(alice))
    with pytest.raises(IntegrityError):
        make.session.execute(update(Receipt).values(user_id=charlie.id))


@pytest.mark.parametrize("amount_cents", [0, 10**12, -(10**12)])
def test_an_amount_of_nothing_or_too_much_is_impossible(make: Factory, alice: User, amount_cents: int) -> None:
    with pytest.raises(IntegrityError):
        make.expense(alice, amount_cents)


@pytest.mark.parametrize("amount_cents", [1, -1, 10**12 - 1, -(10**12 - 1)])
def test_every_other_amount_is_possible(make: Factory, alice: User, session: Session, amount_cents: int) -> None:
    make.expense(alice, amount_cents)
    assert session.scalars(select(Expense.amount_cents)).one() == amount_cents


@pytest.mark.parametrize(("first", "second"), [("čedo", "ČEDO"), ("alice", "Alice")])
def test_a_username_is_unique_in_either_case(make: Factory, first: str, second: str) -> None:
    make.user(first)
    with pytest.raises(IntegrityError):
        make.user(second)


def test_a_category_is_unique_in_either_case_for_each_user(make: Factory, alice: User, charlie: User) -> None:
    make.category(alice, "Šport")
    make.category(charlie, "ŠPORT")
    with pytest.raises(IntegrityError):
        make.category(alice, "šport")


def test_a_limit_of_the_category_of_another_user_is_impossible(make: Factory, alice: User, charlie: User) -> None:
    category = make.category(charlie)
    with pytest.raises(IntegrityError):
        make.limit(alice, category_id=category.id)


@pytest.mark.parametrize("amount_cents", [0, -1, 10**12])
def test_a_goal_of_nothing_or_too_much_is_impossible(make: Factory, alice: User, amount_cents: int) -> None:
    with pytest.raises(IntegrityError):
        make.limit(alice, amount_cents)
    make.session.rollback()
    with pytest.raises(IntegrityError):
        make.savings_goal(alice, amount_cents)


def test_a_limit_may_end_and_there_is_one_for_each_month(make: Factory, alice: User, charlie: User) -> None:
    make.limit(alice, None)
    make.limit(charlie)
    with pytest.raises(IntegrityError):
        make.limit(alice)


def test_a_category_has_one_limit_for_each_month(make: Factory, alice: User) -> None:
    food, fun = make.category(alice).id, make.category(alice).id
    for category_id in (food, fun):
        make.limit(alice, category_id=category_id)
    with pytest.raises(IntegrityError):
        make.limit(alice, category_id=food)


def test_a_person_has_one_savings_goal(make: Factory, alice: User, charlie: User) -> None:
    make.savings_goal(alice)
    make.savings_goal(charlie)
    with pytest.raises(IntegrityError):
        make.savings_goal(alice)


def test_two_receipts_never_share_a_file(make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    make.receipt(expense)
    make.receipt(expense)
    with pytest.raises(IntegrityError):
        make.session.execute(update(Receipt).values(storage_key="the same"))


@pytest.mark.parametrize("day", [0, 29])
def test_a_month_begins_on_a_day_that_every_month_has(make: Factory, day: int) -> None:
    with pytest.raises(IntegrityError):
        make.user(month_start_day=day)


@pytest.mark.parametrize("model", [User, Category, Expense])
def test_nothing_goes_while_something_belongs_to_it(
    make: Factory, alice: User, session: Session, model: type[Base]
) -> None:
    make.receipt(make.expense(alice))
    with pytest.raises(IntegrityError):
        session.execute(Base.metadata.tables[model.__tablename__].delete())


def test_starter_categories_of_before_get_their_icons(fresh: Flask) -> None:
    upgrade()
    with OrmSession(db.engine) as session:
        make = Factory(fresh, session)
        user = make.user()
        for name in ("Groceries", "ODJEĆA", "Boat"):
            make.category(user, name, icon="paw")
        session.commit()
    downgrade(revision="0015")
    upgrade()
    rows = db.session.execute(select(Category.name, Category.icon).order_by(Category.id))
    assert dict(rows.all()) == {"Groceries": "cart", "ODJEĆA": "shirt", "Boat": "tag"}


def test_each_account_from_before_gets_a_name_of_its_own_for_its_archives(fresh: Flask) -> None:
    upgrade()
    with OrmSession(db.engine) as session:
        make = Factory(fresh, session)
        make.user("ana")
        make.user("ivo")
        session.commit()
    downgrade(revision="0017")
    upgrade()
    with OrmSession(db.engine) as session:
        names = session.scalars(select(User.archive_key)).all()
    assert {len(name) for name in names} == {32}
    assert len(set(names)) == 2
