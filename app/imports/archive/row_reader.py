"""Reading the rows of an archive, each checked as if a person had typed it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.category_icons import CATEGORY_ICONS, DEFAULT_ICON
from app.core.csv_tables import as_typed
from app.core.money import MAX_CENTS
from app.core.palette import PALETTE
from app.core.periods import FIRST_DATE, LAST_DATE
from app.core.text import has_control_characters, strip_control_characters, tidy_line, tidy_lines
from app.imports.archive.rows import (
    CategoryRow,
    DecisionRow,
    ExpenseRow,
    GoalRow,
    KeyRow,
    LimitRow,
    ReceiptRow,
)
from app.models.category import CATEGORY_NAME_MAX_LENGTH
from app.models.expense import MERCHANT_MAX_LENGTH, NOTE_MAX_LENGTH
from app.models.import_key import KEY_MAX_LENGTH
from app.models.receipt import ORIGINAL_NAME_MAX_LENGTH
from app.models.savings_goal import SAVINGS_NAME_MAX_LENGTH
from app.recurring.rhythms import Rhythm

if TYPE_CHECKING:
    from collections.abc import Mapping

_AMOUNT = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,4}))?")
_KEY = re.compile(r"potrosnja:[0-9a-f]{1,32}:[0-9]{1,18}-[0-9]{1,18}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_POSITION = 1_000_000
_FIRST_MOMENT, _LAST_MOMENT = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
_DEFAULT_COLOR = "gray"


class OtherCurrencyError(ValueError):
    """The row has another currency than the account."""


@dataclass(frozen=True)
class RowReader:
    """Makes rows of cells by column, for an account with a currency. Each method raises ValueError for a bad cell."""

    currency: str
    digits: int

    def category(self, cells: Mapping[str, str]) -> CategoryRow:
        color, icon = cells["color"], cells["icon"]
        return CategoryRow(
            name=_line(cells["name"], CATEGORY_NAME_MAX_LENGTH, may_be_empty=False),
            color=color if color in PALETTE else _DEFAULT_COLOR,
            icon=icon if icon in CATEGORY_ICONS else DEFAULT_ICON,
            archived_at=_optional_moment(cells["archived_at"]),
            created_at=_moment(cells["created_at"]),
        )

    def expense(self, cells: Mapping[str, str]) -> ExpenseRow:
        cents = self._cents(cells)
        if cents == 0:
            raise ValueError
        return ExpenseRow(
            key=_key(cells["id"]),
            spent_on=_day(cells["date"]),
            amount_cents=cents,
            category=_line(cells["category"], CATEGORY_NAME_MAX_LENGTH, may_be_empty=False),
            merchant=_line(cells["merchant"], MERCHANT_MAX_LENGTH),
            note=_note(cells["note"]),
            created_at=_moment(cells["created_at"]),
            updated_at=_moment(cells["updated_at"]),
            deleted_at=_moment(cells["deleted_at"]) if "deleted_at" in cells else None,
        )

    def receipt(self, cells: Mapping[str, str]) -> ReceiptRow:
        position = int(cells["position"])
        digests = [cells["sha256"], *filter(None, [cells["sent_sha256"]])]
        if not all(map(_DIGEST.fullmatch, digests)) or not 0 <= position <= _MOST_POSITION:
            raise ValueError
        return ReceiptRow(
            path=cells["file"],
            sha256=cells["sha256"],
            sent_sha256=cells["sent_sha256"],
            expense=_key(cells["expense"]) if cells["expense"] else "",
            name=strip_control_characters(as_typed(cells["name"]))[-ORIGINAL_NAME_MAX_LENGTH:],
            position=position,
            created_at=_moment(cells["created_at"]),
            deleted_at=_optional_moment(cells["deleted_at"]),
        )

    def limit(self, cells: Mapping[str, str]) -> LimitRow:
        cents = self._cents(cells) if cells["amount"] else None
        if cents is not None and cents <= 0:
            raise ValueError
        valid_from = _day(cells["valid_from"])
        return LimitRow(
            category=_line(cells["category"], CATEGORY_NAME_MAX_LENGTH),
            amount_cents=cents,
            valid_from=valid_from.replace(day=1),
            created_at=_moment(cells["created_at"]),
        )

    def goal(self, cells: Mapping[str, str]) -> GoalRow:
        cents = self._cents(cells)
        if cents <= 0:
            raise ValueError
        return GoalRow(
            name=_line(cells["name"], SAVINGS_NAME_MAX_LENGTH),
            amount_cents=cents,
            starts_on=_day(cells["starts_on"]).replace(day=1),
            due_on=_day(cells["due_on"]),
            created_at=_moment(cells["created_at"]),
        )

    def decision(self, cells: Mapping[str, str]) -> DecisionRow:
        return DecisionRow(
            merchant_key=_stored(cells["merchant_key"], 4 * MERCHANT_MAX_LENGTH),
            rhythm=Rhythm(cells["rhythm"]).value,
            amount_cents=self._cents(cells),
            is_confirmed={"true": True, "false": False}[cells["is_confirmed"]],
            created_at=_moment(cells["created_at"]),
        )

    def key(self, cells: Mapping[str, str]) -> KeyRow:
        return KeyRow(_stored(cells["key"], KEY_MAX_LENGTH), _key(cells["expense"]) if cells["expense"] else "")

    def _cents(self, cells: Mapping[str, str]) -> int:
        if cells["currency"] != self.currency:
            raise OtherCurrencyError
        match = _AMOUNT.fullmatch(cells["amount"])
        decimals = (match[3] or "") if match else ""
        if match is None or len(decimals) != self.digits:
            raise ValueError
        cents = int(match[2] + decimals)
        if cents > MAX_CENTS:
            raise ValueError
        return -cents if match[1] else cents


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError
    return text


def _stored(cell: str, max_length: int) -> str:
    """Return a text that no person typed: tidying would make another key of it."""
    text = as_typed(cell)
    if not 0 < len(text) <= max_length or has_control_characters(text):
        raise ValueError
    return text


def _line(cell: str, max_length: int, *, may_be_empty: bool = True) -> str:
    text = tidy_line(as_typed(cell))
    if len(text) > max_length or has_control_characters(text) or not (text or may_be_empty):
        raise ValueError
    return text


def _note(cell: str) -> str:
    text = tidy_lines(as_typed(cell))
    if len(text) > NOTE_MAX_LENGTH or has_control_characters(text):
        raise ValueError
    return text


def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    if not FIRST_DATE <= day <= LAST_DATE:
        raise ValueError
    return day


def _optional_moment(text: str) -> dt.datetime | None:
    return _moment(text) if text else None


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None or not _FIRST_MOMENT <= moment < _LAST_MOMENT:
        raise ValueError
    return moment
