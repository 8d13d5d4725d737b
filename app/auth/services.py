"""Changing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.auth.guessing import add_failure, has_tries_left, new_guess
from app.auth.passwords import hash_password, is_password_right
from app.auth.queries import find_user
from app.categories.services import add_starter_categories
from app.database.engine import db
from app.events.services import Refusal, record_event, record_refusal, record_strangers_failure
from app.models import (
    AccountEvent,
    ApiAnswer,
    ApiToken,
    Budget,
    Category,
    Expense,
    ExpenseChange,
    ImportBatch,
    ImportKey,
    ImportMemory,
    Invitation,
    LoginFailure,
    LoginSession,
    Passkey,
    Receipt,
    RecoveryCode,
    RecurringDecision,
    SavingsGoal,
    TotpSecret,
    User,
)
from app.models.account_event import EventKind
from app.receipts.services import remove_receipts
from app.web.waiting_files import remove_file

if TYPE_CHECKING:
    import datetime as dt

# What goes with an account beside its receipts, each before what it points to.
_OWNED = (
    *(ImportKey, ImportBatch, ImportMemory),
    *(AccountEvent, ApiAnswer, ApiToken, Invitation, LoginSession),
    *(ExpenseChange, RecurringDecision, Budget, SavingsGoal),
    *(Expense, Category),
    *(TotpSecret, RecoveryCode, Passkey),
)


class UsernameTakenError(Exception):
    """Another account has this username, ignoring case."""


class WrongCredentialsError(Exception):
    """The account does not exist or the password is wrong; the message deliberately does not say which."""


class SamePasswordError(Exception):
    """The new password is the one that the account has already."""


class TooManyFailuresError(Exception):
    """Too many wrong passwords; the next try has to wait."""


@dataclass(frozen=True)
class NewUser:
    """What an account is made from."""

    username: str
    password: str
    first_name: str
    last_name: str
    language: str
    currency: str
    timezone: str


@dataclass(frozen=True)
class Preferences:
    """What users can change about their account; `month_start_day` is 1 to 28."""

    first_name: str
    last_name: str
    language: str
    currency: str
    timezone: str
    month_start_day: int


@dataclass(frozen=True)
class PasswordChange:
    """The password that the account should have, and the one it is to have."""

    current: str
    new: str


def register_user(new: NewUser) -> User:
    """Make an account with its starter categories, named in the language of the request.

    Raises:
        UsernameTakenError: another account has the username, even if both register at the same moment.
    """
    return save_user(build_user(new))


def build_user(new: NewUser) -> User:
    """Return an account that is not saved yet, with its password hashed."""
    return User(
        username=new.username,
        password_hash=hash_password(new.password),
        first_name=new.first_name,
        last_name=new.last_name,
        language=new.language,
        currency=new.currency,
        timezone=new.timezone,
    )


def save_user(user: User) -> User:
    """Save a new account with its starter categories.

    Raises:
        UsernameTakenError: another account has the username, even if both register at the same moment.
    """
    db.session.add(user)
    try:
        db.session.flush()  # the unique constraint decides between two requests at once
    except IntegrityError as error:
        db.session.rollback()
        raise UsernameTakenError from error
    add_starter_categories(user)
    record_event(user.id, EventKind.REGISTERED)
    return user


def authenticate(username: str, password: str, address: str, now: dt.datetime, device: str = "") -> User:
    """Return the account with these credentials.

    `address` is the client's IP address, `device` what `known_device` says of it.

    Raises:
        TooManyFailuresError: there were too many wrong ones.
        WrongCredentialsError: they are wrong. The failure is added to the session; the caller commits it.
    """
    guess = new_guess(username, address, device)
    if not has_tries_left(guess, now):
        record_refusal(Refusal.TOO_MANY_TRIES)
        raise TooManyFailuresError
    user = find_user(username)
    if not is_password_right(user.password_hash if user else None, password) or user is None:
        add_failure(guess, now)
        _record_failure(user)
        raise WrongCredentialsError
    return user


def _record_failure(user: User | None) -> None:
    if user:
        record_event(user.id, EventKind.LOG_IN_FAILED)
    else:
        record_strangers_failure(EventKind.LOG_IN_FAILED)


def set_preferences(user: User, language: str, currency: str, month_start_day: int) -> None:
    user.language = language
    user.currency = currency
    user.month_start_day = month_start_day


def update_preferences(user: User, preferences: Preferences) -> None:
    user.first_name = preferences.first_name
    user.last_name = preferences.last_name
    user.timezone = preferences.timezone
    set_preferences(user, preferences.language, preferences.currency, preferences.month_start_day)


def change_password(user: User, passwords: PasswordChange, address: str, now: dt.datetime, device: str = "") -> None:
    """Change the password, end all sessions and revoke all tokens; a wrong current password counts as a failed log-in.

    Raises:
        SamePasswordError: the new one is the current one.
        TooManyFailuresError: there were too many wrong ones.
        WrongCredentialsError: the current password is not right.
    """
    authenticate(user.username, passwords.current, address, now, device)
    if passwords.new == passwords.current:
        raise SamePasswordError
    set_password(user, passwords.new)
    record_event(user.id, EventKind.PASSWORD_CHANGED)


def set_password(user: User, new_password: str) -> None:
    """Set a password without the current one, end all sessions, and revoke all tokens."""
    user.password_hash = hash_password(new_password)
    user.session_epoch += 1  # ends those too that begin with the old password at this moment
    for way_in in (LoginSession, ApiToken):
        db.session.execute(delete(way_in).where(way_in.user_id == user.id))


def delete_account(user: User, password: str, address: str, now: dt.datetime, device: str = "") -> None:
    """Delete the account and all its data; files are removed after the commit.

    Raises:
        TooManyFailuresError: there were too many wrong passwords.
        WrongCredentialsError: the password is not right.
    """
    authenticate(user.username, password, address, now, device)
    record_event(user.id, EventKind.ACCOUNT_DELETED)  # for the host's log: the row goes below
    remove_receipts(Receipt.user_id == user.id)
    for key in db.session.scalars(select(ImportBatch.storage_key).where(ImportBatch.user_id == user.id)):
        if key is not None:
            remove_file(key)
    for owned in _OWNED:
        db.session.execute(delete(owned).where(owned.user_id == user.id))
    db.session.execute(delete(LoginFailure).where(LoginFailure.username_key == user.username_key))
    db.session.execute(delete(User).where(User.id == user.id))
