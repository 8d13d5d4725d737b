"""Changing accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.auth.passwords import hash_password, is_password_right
from app.auth.queries import count_failures, find_user
from app.categories.services import add_starter_categories
from app.core.text import same_name_key
from app.database.engine import db
from app.events.services import record_event, record_strangers_failure
from app.models import (
    AccountEvent,
    Budget,
    Category,
    Expense,
    ExpenseChange,
    ImportBatch,
    ImportKey,
    ImportMemory,
    LoginFailure,
    LoginSession,
    Receipt,
    RecurringDecision,
    SavingsGoal,
    User,
)
from app.models.account_event import EventKind
from app.receipts.services import remove_receipts
from app.web.waiting_files import remove_file

# Wrong passwords allowed in the window. Both limits are per address, so that a stranger cannot lock the owner out;
# the second one is for addresses that try many accounts.
FAILURE_WINDOW = dt.timedelta(minutes=15)
MAX_FAILURES_PER_ACCOUNT = 10
MAX_FAILURES_PER_ADDRESS = 50

# What goes with an account beside its receipts, each before what it points to.
_OWNED = (
    *(ImportKey, ImportBatch, ImportMemory),
    *(AccountEvent, LoginSession, ExpenseChange, RecurringDecision, Budget, SavingsGoal),
    *(Expense, Category),
)


class UsernameTakenError(Exception):
    """Another account has this username, ignoring case."""


class WrongCredentialsError(Exception):
    """The account does not exist or the password is wrong; the message deliberately does not say which."""


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


def register_user(new: NewUser) -> User:
    """Make an account with its starter categories, named in the language of the request.

    Raises:
        UsernameTakenError: another account has the username, even if both register at the same moment.
    """
    user = User(
        username=new.username,
        password_hash=hash_password(new.password),
        first_name=new.first_name,
        last_name=new.last_name,
        language=new.language,
        currency=new.currency,
        timezone=new.timezone,
    )
    db.session.add(user)
    try:
        db.session.flush()  # the unique constraint decides between two requests at once
    except IntegrityError as error:
        db.session.rollback()
        raise UsernameTakenError from error
    add_starter_categories(user)
    record_event(user.id, EventKind.REGISTERED)
    return user


def authenticate(username: str, password: str, address: str, now: dt.datetime) -> User:
    """Return the account with these credentials; `address` is the client's IP address.

    Raises:
        TooManyFailuresError: there were too many wrong ones.
        WrongCredentialsError: they are wrong. The failure is added to the session; the caller commits it.
    """
    # A failure in the near future is another server's, whose clock is ahead; one in the far future is the mistake of a
    # clock that has been set back since, and nobody has to wait for it.
    pair, everything = count_failures(username, address, now - FAILURE_WINDOW, now + FAILURE_WINDOW)
    if pair >= MAX_FAILURES_PER_ACCOUNT or everything >= MAX_FAILURES_PER_ADDRESS:
        raise TooManyFailuresError
    user = find_user(username)
    if not is_password_right(user.password_hash if user else None, password) or user is None:
        db.session.execute(delete(LoginFailure).where(LoginFailure.created_at < now - FAILURE_WINDOW))
        db.session.add(LoginFailure(username_key=same_name_key(username)[:160], address=address, created_at=now))
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


def change_password(user: User, current_password: str, new_password: str, address: str, now: dt.datetime) -> None:
    """Change the password and end all sessions; a wrong current password counts as a failed log-in.

    Raises:
        TooManyFailuresError: there were too many wrong ones.
        WrongCredentialsError: the current password is not right.
    """
    authenticate(user.username, current_password, address, now)
    set_password(user, new_password)
    record_event(user.id, EventKind.PASSWORD_CHANGED)


def set_password(user: User, new_password: str) -> None:
    """Set a password without the current one, and end all sessions."""
    user.password_hash = hash_password(new_password)
    user.session_epoch += 1  # ends those too that begin with the old password at this moment
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def delete_account(user: User, password: str, address: str, now: dt.datetime) -> None:
    """Delete the account and all its data; files are removed after the commit.

    Raises:
        TooManyFailuresError: there were too many wrong passwords.
        WrongCredentialsError: the password is not right.
    """
    authenticate(user.username, password, address, now)
    record_event(user.id, EventKind.ACCOUNT_DELETED)  # for the host's log: the row goes below
    remove_receipts(Receipt.user_id == user.id)
    for key in db.session.scalars(select(ImportBatch.storage_key).where(ImportBatch.user_id == user.id)):
        if key is not None:
            remove_file(key)
    for owned in _OWNED:
        db.session.execute(delete(owned).where(owned.user_id == user.id))
    db.session.execute(delete(LoginFailure).where(LoginFailure.username_key == user.username_key))
    db.session.execute(delete(User).where(User.id == user.id))
