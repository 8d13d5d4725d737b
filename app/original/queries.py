"""Reading what earlier imports of the original have brought."""

from __future__ import annotations

from sqlalchemy import select

from app.database.engine import db
from app.models import ImportKey, User


def find_account(key: str) -> User | None:
    """Return the account that was made for a person of the original."""
    return db.session.scalar(select(User).join(ImportKey, ImportKey.user_id == User.id).where(ImportKey.key == key))


def list_keys(user: User, prefix: str) -> set[str]:
    """Return the keys of a user with a prefix, which has none of LIKE's signs."""
    statement = select(ImportKey.key).where(ImportKey.user_id == user.id, ImportKey.key.like(f"{prefix}%"))
    return set(db.session.scalars(statement))
