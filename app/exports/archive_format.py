"""The format of an archive: what its files are called, and what stands in them. Pure.

An archive is a ZIP. `manifest.json` is its last file and names every other one with its SHA-256. Tables are CSV, UTF-8
with a byte order mark and commas. Amounts have a decimal point and no grouping, days are ISO 8601, moments too, with an
offset. Texts that a spreadsheet would run have an apostrophe before them (`app/core/csv_tables.py`).
`docs/archive.md` says it for those who read archives elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.core.text import strip_control_characters

if TYPE_CHECKING:
    import datetime as dt

FORMAT = 1
APP = "potrosnja"
KEY_PREFIX = f"{APP}:"
MANIFEST = "manifest.json"
EXPENSE_COLUMNS = ("id", "date", "amount", "currency", "category", "merchant", "note", "receipts")
# The columns of each table. Texts are those that a person typed; all others are never touched by a spreadsheet.
TABLES: dict[str, tuple[str, ...]] = {
    "categories.csv": ("name", "color", "icon", "archived_at", "created_at"),
    "expenses.csv": (*EXPENSE_COLUMNS, "created_at", "updated_at"),
    "trash.csv": (*EXPENSE_COLUMNS, "created_at", "updated_at", "deleted_at"),
    "receipts.csv": ("file", "sha256", "sent_sha256", "expense", "name", "position", "created_at", "deleted_at"),
    "limits.csv": ("category", "amount", "currency", "valid_from", "created_at"),
    "savings.csv": ("name", "amount", "currency", "starts_on", "due_on", "created_at"),
    "recurring.csv": ("merchant_key", "rhythm", "amount", "currency", "is_confirmed", "created_at"),
    "import_keys.csv": ("key", "expense"),
}
TEXTS = frozenset({"category", "merchant", "note", "name", "merchant_key", "key"})
RECEIPT_SEPARATOR = ";"  # between the paths of an expense, which never have one
_NAME_MAX_LENGTH = 40  # characters of the merchant in a file's name: at most 160 of the 255 bytes that systems take
_NOT_FOR_NAMES = re.compile(r"[^\w]+|_+")
_DAY_DIGITS = 4  # of the number, so that files of a day are in order


def expense_key(archive_key: str, expense_id: int, created_at: dt.datetime) -> str:
    """Return what names an expense of an account in every installation.

    The moment tells it from another one that got its number after a backup was restored.
    """
    return f"{KEY_PREFIX}{archive_key}:{expense_id}-{int(created_at.timestamp())}"


def own_expense_id(key: str, archive_key: str) -> int | None:
    """Return the number of an expense by its key, None if it is another account's."""
    match = re.fullmatch(rf"{KEY_PREFIX}{re.escape(archive_key)}:([0-9]{{1,18}})-[0-9]{{1,18}}", key)
    return int(match[1]) if match else None


def receipt_path(folder: str, parts: tuple[str, ...], receipt_id: int, suffix: str) -> str:
    """Return the path of a receipt, from safe parts of its name; the number makes it unique."""
    return f"{folder}/{'_'.join(part for part in parts if part)}_{receipt_id:0{_DAY_DIGITS}}{suffix}"


def safe_name(text: str) -> str:
    """Return letters and digits of the text, with hyphens for all else: no separators, no control characters."""
    words = _NOT_FOR_NAMES.sub("-", strip_control_characters(text)).strip("-")
    return words[:_NAME_MAX_LENGTH].strip("-")
