"""Encrypting what the database keeps and has to read again.

A copy of the database alone opens nothing. Whoever has the data folder, which holds the key too, can read everything.
"""

from __future__ import annotations

from cryptography.fernet import InvalidToken

from app.web.sealing import sealer

_PURPOSE = b"potrosnja: secrets of one-time codes"


class UnreadableSecretError(Exception):
    """The text was not sealed with this SECRET_KEY, or it was changed."""


def seal(text: str) -> str:
    return sealer(_PURPOSE).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Return the text that was sealed.

    Raises:
        UnreadableSecretError: it cannot be read.
    """
    try:
        return sealer(_PURPOSE).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error
