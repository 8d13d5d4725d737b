"""Databases to measure: made by the migrations, filled with plain rows, one for each size."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from flask_babel import force_locale
from flask_migrate import upgrade
from PIL import Image
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from app import create_app
from app.auth.services import NewUser, open_session, register_user
from app.core.periods import Month
from app.database.engine import db
from app.goals.calculations import named_day
from app.goals.services import SavingsEntry, save_limit, save_savings_goal
from app.models import Category, Expense, Receipt, User
from app.models.types import utc_now
from app.receipts.images import clean_image
from app.receipts.services import Upload, add_receipts, claim_upload_folder
from config import load_config
from benchmarks.rows import COLUMNS, Person, Size, Spending

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flask import Flask

SIZES = (Size(1_000, 500), Size(100_000, 20_000), Size(1_000_000, 100_000))
_EXPENSES_PER_PERSON = 5_000
_CATEGORIES_PER_PERSON = 5
_RECEIPTS = 20
_LIMITS_CENTS = (None, 300_000), (0, 40_000), (1, 25_000), (4, 10_000)  # by place of the category; none is the total
_MONTHS_OF_LIMITS, _MONTHS_OF_SAVING = 10, 8  # behind and ahead


@dataclass(frozen=True)
class Place:
    """Where a data set lives: the settings of its application, as the environment names them."""

    settings: dict[str, str]

    @property
    def folder(self) -> str:
        return self.settings["DATA_FOLDER"]


@dataclass(frozen=True)
class DataSet:
    """A filled database, its application, and what of the measured user is asked for."""

    size: Size
    place: Place
    app: Flask
    today: dt.date
    session_id: str
    category_id: int
    expense_id: int
    receipt_id: int
    exact_months: dict[int, Month]


@contextmanager
def prepared_place(size: Size, folder: Path, server_url: str) -> Iterator[Place]:
    """Make the folder, and on a server the database, of a data set; drop the database afterwards."""
    data_folder = folder / f"data-{size.expenses}"
    settings = {"DATA_FOLDER": str(data_folder)}
    if not server_url.startswith("postgresql"):
        yield Place(settings)
        return
    name = f"potrosnja_bench_{size.expenses}"
    _run_on_server(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    url = make_url(server_url).set(database=name, drivername="postgresql+psycopg")
    try:
        yield Place({**settings, "DATABASE_URL": url.render_as_string(hide_password=False)})
    finally:
        _run_on_server(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(size: Size, place: Place) -> DataSet:
    """Migrate and fill a database."""
    app = create_app(load_config(place.settings))
    today = dt.datetime.now(dt.UTC).date()
    spending = Spending(size, today)
    with app.app_context(), force_locale("en"):
        upgrade()
        claim_upload_folder()
        people = _register_people(size)
        db.session.commit()
        _write_rows(spending, people)
        user = db.session.get_one(User, people[0].user_id)
        _set_goals(user, people[0].category_ids, Month.containing(today))
        _add_photos(user)
        open_session(user, utc_now())
        db.session.commit()
        receipt = db.session.scalars(select(Receipt).order_by(Receipt.id.desc()).limit(1)).one()
        return DataSet(
            *(size, place, app, today, user.get_id(), people[0].category_ids[0]),
            expense_id=receipt.expense_id or 0,
            receipt_id=receipt.id,
            exact_months=spending.exact_months,
        )


def _run_on_server(server_url: str, *statements: str) -> None:
    url = make_url(server_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _register_people(size: Size) -> list[Person]:
    """Register the measured user, and make rows for the others, whom nobody signs in as."""
    user = register_user(NewUser("bench", "a long passphrase", "Ana", "Horvat", "en", "EUR", "Europe/Zagreb"))
    others = [_other_user(number) for number in range(2 + (size.expenses - size.own) // _EXPENSES_PER_PERSON)]
    db.session.add_all(others)
    db.session.flush()  # the categories need their owners' numbers
    for other in others:
        names = (f"Category {number}" for number in range(_CATEGORIES_PER_PERSON))
        db.session.add_all(Category(user_id=other.id, name=name, color="green") for name in names)
    db.session.flush()  # the rows need the categories' numbers
    return [Person(one.id, _category_ids(one)) for one in (user, *others)]


def _other_user(number: int) -> User:
    return User(
        username=f"person{number}",
        password_hash="x" * 60,
        first_name="Iva",
        last_name="Novak",
        language="hr",
        currency="EUR",
        timezone="Europe/Zagreb",
    )


def _category_ids(user: User) -> tuple[int, ...]:
    statement = select(Category.id).where(Category.user_id == user.id).order_by(Category.id)
    return tuple(db.session.scalars(statement))


def _write_rows(spending: Spending, people: Sequence[Person]) -> None:
    """Write all expenses through the plain driver, in one transaction that no power cut has to survive."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        names, marks = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -400000")
            connection.executemany(f"INSERT INTO expense ({names}) VALUES ({marks})", spending.rows(people))  # noqa: S608
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        _copy_rows(url.set(drivername="postgresql").render_as_string(hide_password=False), spending, people)


def _copy_rows(conninfo: str, spending: Spending, people: Sequence[Person]) -> None:
    """Write all expenses to PostgreSQL, then do what its autovacuum would do a minute later, at a time of its own."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        with (
            connection.transaction(),
            connection.cursor() as cursor,
            cursor.copy(f"COPY expense ({', '.join(COLUMNS)}) FROM STDIN".encode()) as copy,
        ):
            for row in spending.rows(people):
                copy.write_row(row)
        connection.execute("VACUUM ANALYZE expense")


def _set_goals(user: User, category_ids: Sequence[int], month: Month) -> None:
    begin = named_day(month.shifted(-_MONTHS_OF_LIMITS))
    for place, cents in _LIMITS_CENTS:
        save_limit(user, None if place is None else category_ids[place], cents, begin)
    entry = SavingsEntry("Bicycle", 90_000, named_day(month.shifted(_MONTHS_OF_SAVING)))
    save_savings_goal(user, None, entry, month.shifted(-_MONTHS_OF_LIMITS))


def _add_photos(user: User) -> None:
    """Give the latest expenses a receipt each."""
    content = small_photo()
    statement = select(Expense).where(Expense.user_id == user.id).order_by(Expense.spent_on.desc(), Expense.id.desc())
    for expense in db.session.scalars(statement.limit(_RECEIPTS)).all():
        add_receipts(user, expense, [Upload(clean_image(io.BytesIO(content), len(content)), "receipt.jpg")])


def small_photo() -> bytes:
    """Return a photo as large as a receipt that was cut out."""
    target = io.BytesIO()
    Image.effect_noise((600, 900), 40).convert("RGB").save(target, "JPEG", quality=80)
    return target.getvalue()


def count_expenses(data: DataSet) -> int:
    """Return how many expenses the database holds."""
    with data.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Expense)) or 0
