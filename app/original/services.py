"""Adding the people of the original, with their categories, expenses and receipts."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, count
from typing import TYPE_CHECKING

from flask_babel import gettext

from app.auth.passwords import hash_password, mark_foreign_hash
from app.auth.queries import find_user
from app.categories.queries import list_categories
from app.categories.services import CategoryLook, save_category
from app.core.category_icons import DEFAULT_ICON
from app.core.palette import PALETTE
from app.core.text import same_name_key
from app.database.engine import db
from app.expenses.services import ExpenseEntry, save_expense
from app.models import Category, Expense, ImportKey, User
from app.models.user import USERNAME_MAX_LENGTH
from app.original.queries import find_account, list_keys
from app.original.values import (
    ValueRefusedError,
    read_amount,
    read_category_name,
    read_day,
    read_password_hash,
    read_person_name,
    read_text,
    read_username,
)
from app.receipts import limits
from app.receipts.cleaning import clean_upload
from app.receipts.room import require_room
from app.receipts.turns import turn
from app.web.extensions import settings
from app.web.localization import money_format_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.original.reading import Cell, OriginalExpense, OriginalPerson
    from app.receipts.uploads import Upload

LANGUAGE, CURRENCY = "hr", "EUR"  # the only ones of the original
# It showed 0.00 beside the field, and its sums read the point as decimal mark; either mark can be read.
_STYLE = money_format_for("en", CURRENCY)
_TURN_SECONDS = 600.0  # to wait for a server that decodes photos
_NUMBERED_LENGTH = USERNAME_MAX_LENGTH - 6
_IMAGE_REASONS = {
    limits.NotAnImageError: "it is neither a photo nor a PDF",
    limits.EncryptedDocumentError: "it is protected by a password",
    limits.TooManyBytesError: "it is larger than MAX_UPLOAD_BYTES",
    limits.TooLongSideError: "it has too many pixels",
    limits.TooManyPixelsError: "it has too many pixels",
    limits.TooSlowError: "it takes too long to read",
}


class OtherCurrencyAccountError(Exception):
    """The account that is there counts in another currency."""

    def __init__(self, user: User) -> None:
        super().__init__(f"The account {user.username} counts in {user.currency}, and the original in {CURRENCY}.")


@dataclass
class Outcome:
    """What came of a person: how many things are taken, and a line for each that is not, or not as it was."""

    expenses: int = 0
    refunds: int = 0
    receipts: int = 0
    categories: int = 0
    known: int = 0
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Account:
    """An account here, and the prefix of the keys of what comes from the original."""

    user: User
    key: str
    is_new: bool


def take_person(person: OriginalPerson, outcome: Outcome, *, merges: bool) -> Account:
    """Return the account of a person: the one of an earlier import, else a new one.

    If `merges` is set, an account that is there under the same name is taken.

    Raises:
        OtherCurrencyAccountError: that account counts in another currency.
    """
    identity = repr((person.username, person.password_hash)).encode()  # the salt makes it unique
    key = f"original:{hashlib.sha256(identity).hexdigest()[:32]}"
    user = find_account(key) or (find_user(read_username(person.username)) if merges else None)
    if user is None:
        user = _make_account(person, outcome)
        db.session.add(ImportKey(user_id=user.id, key=key))
        return Account(user, key, is_new=True)
    if user.currency != CURRENCY:
        raise OtherCurrencyAccountError(user)
    if key not in list_keys(user, key):
        db.session.add(ImportKey(user_id=user.id, key=key))
    return Account(user, key, is_new=False)


def _make_account(person: OriginalPerson, outcome: Outcome) -> User:
    password_hash = read_password_hash(person.password_hash)
    if not password_hash:
        outcome.lines.append("the password cannot be read: set one with `flask user set-password`")
    user = User(
        username=_free_username(person, outcome),
        password_hash=mark_foreign_hash(password_hash) if password_hash else hash_password(secrets.token_hex()),
        first_name=read_person_name(person.first_name),
        last_name=read_person_name(person.last_name),
        language=LANGUAGE,
        currency=CURRENCY,
        timezone=settings().default_timezone,
    )
    db.session.add(user)
    db.session.flush()  # what belongs to it needs its id
    return user


def _free_username(person: OriginalPerson, outcome: Outcome) -> str:
    wanted = read_username(person.username) or f"user-{person.id}"
    numbered = (f"{wanted[:_NUMBERED_LENGTH]}{number}" for number in count(2))
    name = next(name for name in chain([wanted], numbered) if find_user(name) is None)
    if name != person.username:
        reason = "cannot be taken as it is" if name == wanted else "is that of another account"
        outcome.lines.append(f"the username {person.username!r} {reason}: log in as {name}")
    return name


class Taking:
    """What a person of the original brings into an account."""

    def __init__(self, account: Account, outcome: Outcome) -> None:
        self._user = account.user
        self._prefix = account.key
        self._outcome = outcome
        self._known = list_keys(account.user, account.key)
        self._categories = {category.name_key: category for category in list_categories(account.user)}

    def add_categories(self, names: Iterable[Cell]) -> None:
        for name in map(read_category_name, names):
            if name:
                self._category(name)

    def add_expense(self, expense: OriginalExpense) -> None:
        """Add an expense with its receipt, unless it is here or was deleted here; say what cannot be read.

        Raises:
            NoRoomError: the person or the disk has no room for the receipt.
        """
        key = f"{self._prefix}:{expense.id}"
        if key in self._known:
            self._outcome.known += 1
            return
        try:
            entry = self._read(expense)
        except ValueRefusedError as error:
            self._outcome.lines.append(f"expense {expense.id} is not taken: {error}")
            return
        for upload in entry.uploads:
            require_room(self._user, len(upload.content))
        saved = save_expense(self._user, Expense(), entry)
        db.session.add(ImportKey(user_id=self._user.id, key=key, expense_id=saved.id))
        self._outcome.expenses += 1
        self._outcome.refunds += entry.amount_cents < 0
        self._outcome.receipts += len(entry.uploads)

    def _read(self, expense: OriginalExpense) -> ExpenseEntry:
        amount_cents, spent_on = read_amount(expense.amount, _STYLE), read_day(expense.day)
        uploads = self._read_picture(expense)
        name = read_category_name(expense.category) or gettext("Other")
        return ExpenseEntry(amount_cents, self._category(name).id, spent_on, uploads=uploads)

    def _category(self, name: str) -> Category:
        """Return the category with a name, made if it is missing."""
        key = same_name_key(name)
        if key not in self._categories:
            colors = list(PALETTE)
            look = CategoryLook(name, colors[len(self._categories) % len(colors)], DEFAULT_ICON)
            self._categories[key] = save_category(self._user, Category(), look)
            self._outcome.categories += 1
        return self._categories[key]

    def _read_picture(self, expense: OriginalExpense) -> list[Upload]:
        if not expense.picture_bytes:
            return []
        try:
            if not expense.picture:
                raise limits.TooManyBytesError
            with turn(settings().data_folder, _TURN_SECONDS):
                name = read_text(expense.picture_name) or "receipt"
                return [clean_upload(BytesIO(expense.picture), name, settings().max_upload_bytes)]
        except limits.ImageError as error:
            reason = _IMAGE_REASONS.get(type(error), "it is damaged")
            self._outcome.lines.append(f"the receipt of expense {expense.id} is not taken: {reason}")
            return []
