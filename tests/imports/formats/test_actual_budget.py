from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.imports.files import RefusedFileError
from app.imports.formats.actual_budget import ActualBudget
from app.imports.formats.registry import recognize
from app.imports.records import Account, Facts
from tests.support.imports import AS_GUESSED, EURO, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

BUDGET = """
CREATE TABLE accounts (id TEXT PRIMARY KEY, name TEXT, offbudget INTEGER DEFAULT 0, tombstone INTEGER DEFAULT 0);
CREATE TABLE transactions (id TEXT PRIMARY KEY, isParent INTEGER DEFAULT 0, isChild INTEGER DEFAULT 0, acct TEXT,
  category TEXT, amount INTEGER, description TEXT, notes TEXT, date INTEGER, starting_balance_flag INTEGER DEFAULT 0,
  transferred_id TEXT, tombstone INTEGER DEFAULT 0);
CREATE TABLE categories (id TEXT PRIMARY KEY, name TEXT, cat_group TEXT, tombstone INTEGER DEFAULT 0);
CREATE TABLE category_groups (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE category_mapping (id TEXT PRIMARY KEY, transferId TEXT);
CREATE TABLE payees (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE payee_mapping (id TEXT PRIMARY KEY, targetId TEXT);
INSERT INTO accounts VALUES ('a', 'Card', 0, 0), ('b', 'House', 1, 0), ('c', 'Gone', 0, 1);
INSERT INTO category_groups VALUES ('g1', 'Car'), ('g2', 'Home');
INSERT INTO categories VALUES ('c1', 'Groceries', 'g2', 0), ('c2', 'Insurance', 'g1', 0), ('c3', 'Insurance', 'g2', 0),
  ('c4', 'Groceries', 'g1', 1);
INSERT INTO category_mapping VALUES ('c1', 'c1'), ('old', 'c2');
INSERT INTO payees VALUES ('p1', 'Konzum'), ('p2', 'Čelik');
INSERT INTO payee_mapping VALUES ('p1', 'p1'), ('older', 'p2');
INSERT INTO transactions (id, acct, category, amount, description, notes, date) VALUES
  ('t1', 'a', 'c1', -123456, 'p1', 'Weekly', 20260307),
  ('t2', 'a', 'old', -5, 'older', NULL, 20260308),
  ('t3', 'a', NULL, 150000, NULL, NULL, 20260309),
  ('t4', 'a', NULL, 'much', NULL, NULL, 20260310),
  ('t5', 'a', NULL, -100, NULL, NULL, 20261340),
  ('t6', 'b', NULL, -100, 'p1', NULL, 20260311),
  ('t7', 'c', NULL, -100, 'p1', NULL, 20260311);
INSERT INTO transactions (id, acct, amount, date, isParent) VALUES ('s1', 'a', -300, 20260312, 1);
INSERT INTO transactions (id, acct, amount, date, isChild) VALUES ('s1/1', 'a', -300, 20260312, 1);
INSERT INTO transactions (id, acct, amount, date, transferred_id) VALUES ('t8', 'a', -400, 20260313, 't9');
INSERT INTO transactions (id, acct, amount, date, starting_balance_flag) VALUES ('t10', 'a', 400, 20260313, 1);
INSERT INTO transactions (id, acct, amount, date, tombstone) VALUES ('t11', 'a', -400, 20260313, 1);
"""


def budget() -> dict[str, str | bytes]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(BUDGET)
    return {"My-Budget/db.sqlite": connection.serialize(), "My-Budget/metadata.json": "{}"}


def test_payments_of_the_budget_have_keys(sent: Send) -> None:
    assert briefly(sent(budget())) == [
        "2026-03-07 123456 expense | Konzum | Groceries | Weekly | t1",
        "2026-03-08 5 expense | Čelik | Car: Insurance | t2",
        "2026-03-09 150000 income | t3",
        "line 4: bad_row 't4'",
        "2026-03-12 300 expense | s1/1",
        "2026-03-13 400 transfer | t8",
        "line 7: bad_date '20261340'",
    ]


def test_nothing_has_to_be_asked(sent: Send) -> None:
    file = sent(budget())
    form = recognize(file)
    assert form is not None
    assert form.describe(file, AS_GUESSED) == Facts()


def test_amounts_are_hundredths_in_every_currency(sent: Send) -> None:
    assert briefly(sent(budget()), account=Account("JPY", 0, "Asia/Tokyo"))[0].startswith("2026-03-07 1235 expense")


def test_a_zip_without_the_database_is_refused(sent: Send) -> None:
    with pytest.raises(RefusedFileError, match="damaged"):
        list(ActualBudget().read(sent({"metadata.json": "{}"}), AS_GUESSED, EURO))
