"""What people in the benchmark spend, written as plain rows into the tables of any version."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product
from typing import TypeAlias

from sqlalchemy import Connection, MetaData, create_engine, insert, select, text
from sqlalchemy.pool import NullPool

Row: TypeAlias = "dict[str, object]"

OWN, FEW, SMALL, SHOPPER = "own", "few", "small", "shopper"  # who is measured
COLLECTOR, PAPERLESS = "collector", "paperless"  # one has a receipt for each expense, the other none
RARE_WORD = "rodendan"  # in one of 1,000 notes
_NOTES = {"": 850, "dogovor na poslu": 149, f"poklon za {RARE_WORD}": 1}  # without diacritics: lower case is the key
_NAMES = ("Konzum", "Pekara", "Ljekarna", "Kavana", "Trznica", "Knjizara", "Cvjecara", "Papirnica")
_STREETS = ("Ilica", "Tresnjevka", "Dubrava", "Maksimir", "Crnomerec", "Jarun", "Spansko", "Sesvete")
_SHOPS = [f"{name} {street} {number}" for number, name, street in product("12345", _NAMES, _STREETS)]
_BILLS = {"Stanarina": 65_000, "Opticki internet": 2_990, "Glazba": 1_099}
_MONTHS_OF_BILLS, _MONTHS_OF_BUDGETS, _MONTHS_OF_SAVING = 24, 10, 8
_BUDGETS_CENTS = (None, 300_000), (0, 40_000), (1, 25_000), (4, 10_000)  # by place of the category; none is the total
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Person:
    """How many expenses somebody has, over how many days up to today, in how many shops."""

    username: str
    expense_count: int
    days: int = 3_650
    shop_count: int = 48


@dataclass(frozen=True)
class Size:
    """How many expenses there are, how many of them the measured person has, and how many receipts the collector."""

    expenses: int
    own: int
    receipts: int

    @property
    def people(self) -> list[Person]:
        few = Person(FEW, self.own // 60, days=60)  # as many a day as the first one
        shopper = Person(SHOPPER, self.own, shop_count=300)  # so seldom in each that each may be a recurring payment
        people = [Person(OWN, self.own), few, Person(SMALL, self.own // 10), shopper]
        people += [Person(COLLECTOR, self.receipts), Person(PAPERLESS, self.receipts)]
        rest = self.expenses - sum(person.expense_count for person in people)
        return [*people, Person("others", rest)]


@dataclass(frozen=True)
class _Account:
    person: Person
    user_id: int
    category_ids: list[int]


def fill(connection: Connection, size: Size, today: dt.date) -> None:
    """Write everything that the registered people have."""
    tables = MetaData()
    tables.reflect(connection, resolve_fks=False)
    accounts = [_read_account(connection, tables, person) for person in size.people]
    rows = chain(_list_expenses(accounts, today), *(_list_bills(account, today) for account in accounts))
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        connection.execute(insert(tables.tables["expense"]), some)
    _write_goals(connection, tables, accounts[0], today)
    connection.commit()


def connect(url: str) -> Connection:
    """Connect to a database past the application, as another process does, without waiting for the disk."""
    connection = create_engine(url, poolclass=NullPool).connect()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        connection.exec_driver_sql("PRAGMA cache_size = -1000000")  # kibibytes, for filling
    return connection


def find_highest(connection: Connection, username: str, begin: dt.date, end: dt.date) -> int:
    """Return the number of a person's highest expense in some days, which all charts of these days show."""
    statement = text(
        'SELECT expense.id FROM expense JOIN "user" ON "user".id = user_id WHERE username = :username '
        "AND spent_on >= :begin AND spent_on < :end ORDER BY amount_cents DESC, expense.id LIMIT 1"
    )
    values = {"username": username, "begin": begin.isoformat(), "end": end.isoformat()}
    return int(connection.execute(statement, values).scalar_one())


def change(connection: Connection, expense_id: int) -> None:
    """Let an expense cost a cent more."""
    connection.execute(text("UPDATE expense SET amount_cents = amount_cents + 1 WHERE id = :id"), {"id": expense_id})
    connection.commit()


def month_begin(today: dt.date, shift: int) -> dt.date:
    """Return the first day of the month that lies so many months ahead."""
    months = 12 * today.year + today.month - 1 + shift
    return dt.date(months // 12, months % 12 + 1, 1)


def _read_account(connection: Connection, tables: MetaData, person: Person) -> _Account:
    user, category = tables.tables["user"], tables.tables["category"]
    user_id = connection.scalars(select(user.c.id).where(user.c.username == person.username)).one()
    categories = select(category.c.id).where(category.c.user_id == user_id).order_by(category.c.id)
    return _Account(person, user_id, list(connection.scalars(categories)))


def _list_expenses(accounts: Sequence[_Account], today: dt.date) -> Iterator[Row]:
    """Yield all expenses, oldest first, those of one day in no order, as they would be entered."""
    rng = random.Random(today.toordinal())
    entries = [
        (rng.randrange(account.person.days), rng.random(), place)
        for place, account in enumerate(accounts)
        for _ in range(account.person.expense_count)
    ]
    notes = rng.choices(list(_NOTES), list(_NOTES.values()), k=len(entries))
    for (days_ago, chance, place), note in zip(sorted(entries, reverse=True), notes, strict=True):
        account = accounts[place]
        shop, cents = _SHOPS[int(chance * account.person.shop_count)], rng.randint(1, 20_000)
        yield _own(account, today - dt.timedelta(days_ago), rng) | _purchase(shop, cents, note)


def _list_bills(account: _Account, today: dt.date) -> Iterator[Row]:
    """Yield what recurs every month."""
    rng = random.Random(today.toordinal())
    for number, (merchant, cents) in product(range(_MONTHS_OF_BILLS), _BILLS.items()):
        yield _own(account, today - dt.timedelta(number * 365 // 12), rng) | _purchase(merchant, cents)


def _own(account: _Account, day: dt.date, rng: random.Random) -> Row:
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
    owner = {"user_id": account.user_id, "category_id": rng.choice(account.category_ids)}
    return {**owner, "spent_on": day, "created_at": moment, "updated_at": moment}


def _purchase(merchant: str, cents: int, note: str = "") -> Row:
    keys = {"merchant_key": merchant.lower(), "search_text": f"{merchant} {note}".strip().lower()}
    return {"amount_cents": cents, "merchant": merchant, "note": note, **keys}


def _write_goals(connection: Connection, tables: MetaData, own: _Account, today: dt.date) -> None:
    begin = month_begin(today, -_MONTHS_OF_BUDGETS)
    common = {"user_id": own.user_id, "created_at": dt.datetime.combine(begin, dt.time(12), dt.UTC)}
    budget = tables.tables["budget" if "budget" in tables.tables else "spending_limit"]  # its earlier name
    for place, cents in _BUDGETS_CENTS:
        category_id = None if place is None else own.category_ids[place]
        row = {"category_id": category_id, "amount_cents": cents, "valid_from": begin}
        connection.execute(insert(budget).values(**row, **common))
    goal = {"name": "Bicycle", "amount_cents": 90_000, "due_on": month_begin(today, _MONTHS_OF_SAVING)}
    connection.execute(insert(tables.tables["savings_goal"]).values(starts_on=begin, **goal, **common))
