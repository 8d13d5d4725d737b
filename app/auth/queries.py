"""Reading accounts and failed log-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from app.core.text import same_name_key
from app.database.engine import db
from app.models import LoginFailure, User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def find_user(username: str) -> User | None:
    """Return the account of a username, ignoring case."""
    return db.session.scalar(select(User).where(User.username_key == same_name_key(username)))


def has_users() -> bool:
    return bool(db.session.scalar(select(exists(select(User.id)))))


def list_users() -> Sequence[User]:
    """Return all accounts, oldest first; for the `flask user list` command."""
    return db.session.scalars(select(User).order_by(User.id)).all()


def count_failures(username: str, address: str, since: dt.datetime, until: dt.datetime) -> tuple[int, int]:
    """Count failed log-ins from an address between two moments: for this account, and for all accounts."""
    of_account = LoginFailure.username_key == same_name_key(username)
    statement = select(func.count().filter(of_account), func.count()).where(
        LoginFailure.address == address, LoginFailure.created_at.between(since, until)
    )
    pair, everything = db.session.execute(statement).one()
    return int(pair), int(everything)
