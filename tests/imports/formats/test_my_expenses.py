from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.imports.files import MAX_TEXT_BYTES, RefusedFileError
from app.imports.formats.my_expenses import MyExpenses
from app.imports.formats.my_expenses_backup import MyExpensesBackup
from app.imports.formats.registry import recognize
from tests.imports.formats.samples import MY_EXPENSES
from tests.support.imports import AS_GUESSED, EURO, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

PARTS = [
    "2026-03-14 2000 expense | Bauhaus | Home: Tools | Čavli",
    "2026-03-14 1000 expense | Bauhaus | Garden: Tools",
]
OTHERS = [
    "2026-03-07 123456 expense | Konzum | Groceries | #weekly #one,-two",
    "2026-03-08 150000 income | Employer | Work",
    "2026-03-13 10000 transfer",
]
BACKUP = """
CREATE TABLE currency (code TEXT, fraction_digits INTEGER);
CREATE TABLE accounts (_id INTEGER PRIMARY KEY, label TEXT, currency TEXT);
CREATE TABLE payee (_id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE categories (_id INTEGER PRIMARY KEY, label TEXT, parent_id INTEGER);
CREATE TABLE tags (_id INTEGER PRIMARY KEY, label TEXT);
CREATE TABLE transactions_tags (tag_id INTEGER, transaction_id INTEGER);
CREATE TABLE attachments (_id INTEGER PRIMARY KEY, uri TEXT, uuid TEXT);
CREATE TABLE transaction_attachments (transaction_id INTEGER, attachment_id INTEGER);
CREATE TABLE transactions (_id INTEGER PRIMARY KEY, comment TEXT, date INTEGER, amount INTEGER, cat_id INTEGER,
  account_id INTEGER, payee_id INTEGER, transfer_account INTEGER, parent_id INTEGER, status INTEGER DEFAULT 0,
  cr_status TEXT DEFAULT 'RECONCILED', uuid TEXT);
INSERT INTO currency VALUES ('EUR', NULL), ('USD', NULL);
INSERT INTO accounts VALUES (1, 'Card', 'EUR'), (2, 'Dollars', 'USD');
INSERT INTO payee VALUES (1, 'Konzum'), (2, 'Bauhaus');
INSERT INTO categories VALUES (0, '__SPLIT__', NULL), (1, 'Food', NULL), (2, 'Groceries', 1), (3, 'Home', NULL),
  (4, 'Tools', 3), (5, 'Garden', NULL), (6, 'Tools', 5);
INSERT INTO tags VALUES (1, 'weekly');
INSERT INTO transactions_tags VALUES (1, 1);
INSERT INTO attachments VALUES (7, 'content://a', 'x'), (8, 'content://b', 'y'), (9, 'content://lost', 'z');
INSERT INTO transaction_attachments VALUES (1, 7), (1, 9), (3, 8);
INSERT INTO transactions (_id, comment, date, amount, cat_id, account_id, payee_id, transfer_account, parent_id, status,
  cr_status, uuid) VALUES
  (1, 'Čaj', 1772839800, -2345, 2, 1, 1, NULL, NULL, 1, 'CLEARED', 'u1'),
  (2, NULL, 1772839801, 150000, NULL, 1, NULL, NULL, NULL, 0, 'CLEARED', 'u2'),
  (3, NULL, 1772839802, -3000, 0, 1, 2, NULL, NULL, 0, 'CLEARED', 'u3'),
  (4, NULL, 1772839802, -2000, 4, 1, NULL, NULL, 3, 0, 'CLEARED', 'u4'),
  (5, NULL, 1772839802, -1000, 6, 1, NULL, NULL, 3, 0, 'CLEARED', 'u5'),
  (6, NULL, 1772839803, -500, NULL, 1, NULL, 2, NULL, 0, 'CLEARED', 'u6'),
  (7, 'draft', 1772839804, -1, 2, 1, NULL, NULL, NULL, 2, 'CLEARED', 'u7'),
  (8, 'void', 1772839805, -1, 2, 1, NULL, NULL, NULL, 0, 'VOID', 'u8'),
  (9, 'other', 1772839806, -700, 2, 2, NULL, NULL, NULL, 0, 'CLEARED', 'u9'),
  (10, 'strange', 1772839807, 'much', 2, 1, NULL, NULL, NULL, 0, 'CLEARED', 'u10'),
  (11, 'ancient', -99999999999, -1, 2, 1, NULL, NULL, NULL, 0, 'CLEARED', 'u11');
"""


def backup(script: str = BACKUP) -> dict[str, bytes]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    pictures = {"Pictures/7_a.jpg": b"picture", "Pictures/8_b.jpg": b"picture"}
    return {"BACKUP": connection.serialize(), "BACKUP_PREF": b"", **pictures}


def test_the_csv_alone_has_no_pictures(sent: Send) -> None:
    assert briefly(sent(MY_EXPENSES)) == OTHERS + PARTS


def test_pictures_come_from_a_zip(sent: Send) -> None:
    file = sent(
        {"export/a.csv": MY_EXPENSES, "export/picture.png": b"", "export/a.jpg": b"", "b.jpg": b"", "c.jpg": b""}
    )
    assert briefly(file) == [
        f"{OTHERS[0]} | export/picture.png",
        *OTHERS[1:],
        f"{PARTS[0]} | export/a.jpg | b.jpg",
        PARTS[1],
    ]


def test_a_zip_has_a_table_for_each_account(sent: Send) -> None:
    lines = MY_EXPENSES.splitlines()
    file = sent(
        {"one.csv": "\n".join(lines[:3]), "two.csv": "\n".join([lines[0], *lines[3:]]), "other.csv": "a,b\n1,2\n"}
    )
    assert briefly(file) == OTHERS + PARTS


def test_the_header_speaks_other_languages(sent: Send) -> None:
    text = """"Račun","Višedjelna transakcija","Datum","Vrijeme","Protustranka","Iznos","Valuta","Kategorija 1",\
"Kategorija 2","Bilješke","Način plaćanja","Stanje","Broj reference","Prilozi","Oznake"
"Kartica","","7.3.2026","12:00","Konzum","-1.234,56","EUR","Hrana","Namirnice","","","","","",""
"Kartica","","8.3.2026","12:00","Poslodavac","1.500,00","EUR","Plaća","","","","","","",""
"""
    assert briefly(sent(text)) == [
        "2026-03-07 123456 expense | Konzum | Namirnice",
        "2026-03-08 150000 income | Poslodavac | Plaća",
    ]


def test_tables_that_are_too_large_together_are_left_alone(sent: Send) -> None:
    noise = b"".join(number.to_bytes(4, "big").hex().encode() for number in range(MAX_TEXT_BYTES // 8 + 1))
    file = sent({"a.csv": noise})
    assert not MyExpenses().recognizes(file)


def test_a_file_of_another_program_is_refused(sent: Send) -> None:
    file = sent("date,amount\n2026-03-07,1\n")
    with pytest.raises(RefusedFileError):
        list(MyExpenses().read(file, AS_GUESSED, EURO))
    with pytest.raises(RefusedFileError):
        list(MyExpensesBackup().read(file, AS_GUESSED, EURO))


def test_the_backup_has_keys_and_pictures(sent: Send) -> None:
    assert briefly(sent(backup())) == [
        "line 1: day_out_of_range 'u11'",
        "2026-03-07 2345 expense | Konzum | Groceries | Čaj\n#weekly | u1 | Pictures/7_a.jpg",
        "2026-03-07 150000 income | u2",
        "2026-03-07 2000 expense | Bauhaus | Home: Tools | u4 | Pictures/8_b.jpg",
        "2026-03-07 1000 expense | Bauhaus | Garden: Tools | u5",
        "2026-03-07 500 transfer | u6",
        "line 7: other_currency '-7.00 USD'",
        "line 8: bad_row 'u10'",
    ]


def test_a_backup_without_its_tables_is_refused(sent: Send) -> None:
    file = sent(backup("CREATE TABLE transactions (a);"))
    form = recognize(file)
    assert form is not None
    with pytest.raises(RefusedFileError, match="damaged"):
        list(form.read(file, AS_GUESSED, EURO))
