"""Encrypting what the database keeps and has to read again, with a key derived from SECRET_KEY.

A copy of the database alone opens nothing. Whoever has the data folder, which holds the key too, can read everything.
"""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_PURPOSE = b"potrosnja: secrets of one-time codes"


class UnreadableSecretError(Exception):
    """The text was not sealed with this SECRET_KEY, or it was changed."""


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Return the text that was sealed.

    Raises:
        UnreadableSecretError: it cannot be read.
    """
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - as below

    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error


def _box() -> MultiFernet:
    """Return what seals with the key of today, and opens with those before it too."""
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 7 MB that only people with a factor need

    keys = [current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or ())]
    derived = (hmac.digest(key.encode(), _PURPOSE, "sha256") for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
