"""Recovery codes: sixteen digits that work once. Pure."""

from __future__ import annotations

import re
import secrets

import bcrypt

CODE_COUNT = 10
CODE_DIGITS = 16
_HASH_ROUNDS = 10  # ten codes are hashed at once: about a second
_SALT_LENGTH = 29  # characters at the start of a bcrypt hash: algorithm, rounds and salt


def new_codes() -> list[str]:
    """Return ten codes, in groups of four digits as people read them."""
    return [" ".join(f"{secrets.randbelow(10_000):04}" for _ in range(CODE_DIGITS // 4)) for _ in range(CODE_COUNT)]


def new_salt() -> str:
    return bcrypt.gensalt(_HASH_ROUNDS).decode("ascii")


def salt_of(code_hash: str) -> str:
    return code_hash[:_SALT_LENGTH]


def hash_code(code: str, salt: str) -> str:
    """Return the hash of a code, however its digits are grouped."""
    return bcrypt.hashpw(tidy_code(code).encode(), salt.encode("ascii")).decode("ascii")


def tidy_code(typed: str) -> str:
    """Return a typed code without spaces and hyphens; empty if anything else but digits is left."""
    digits = re.sub(r"[\s-]", "", typed)
    return digits if re.fullmatch("[0-9]+", digits) else ""
