"""The account of whom the proxy names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.auth.queries import find_user
from app.auth.services import UsernameTakenError, register_user

if TYPE_CHECKING:
    from app.auth.services import NewUser
    from app.models import User


def find_or_make(new: NewUser) -> User | None:
    """Return the account of the username, made if there is none."""
    user = find_user(new.username)
    if user is not None:
        return user
    try:
        return register_user(new)
    except UsernameTakenError:  # by another request of the same page
        return find_user(new.username)
