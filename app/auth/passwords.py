"""Hashing passwords."""

from __future__ import annotations

from functools import lru_cache

from flask_bcrypt import Bcrypt

from app.web.extensions import bcrypt

# Our hashes are of the SHA-256 of a password, so that long ones count whole. A hash of the password itself, made by
# another application, is marked by the name that PHP gave to the same algorithm.
_FOREIGN_MARK = "$2y$"
_MOST_BYTES = 72  # that bcrypt reads
_plain_bcrypt = Bcrypt()


def hash_password(password: str) -> str:
    return str(bcrypt.generate_password_hash(password).decode("ascii"))


def is_password_right(password_hash: str | None, password: str) -> bool:
    """Compare a password with a stored hash. Without a hash, return False after the same time."""
    if password_hash is None:
        bcrypt.check_password_hash(_nobodys_hash(), password)
        return False
    if password_hash.startswith(_FOREIGN_MARK):
        return bool(_plain_bcrypt.check_password_hash(password_hash, password.encode()[:_MOST_BYTES]))
    return bool(bcrypt.check_password_hash(password_hash, password))


def mark_foreign_hash(password_hash: str) -> str:
    """Return a bcrypt hash that another application made, in the form that `is_password_right` knows."""
    return _FOREIGN_MARK + password_hash[len(_FOREIGN_MARK) :]


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")
