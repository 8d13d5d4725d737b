"""Encrypting with keys that are derived from SECRET_KEY, one for each purpose."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, MultiFernet

from app.web.extensions import settings


def sealer(purpose: bytes) -> MultiFernet:
    """Return what seals with the key of today, and opens what was sealed with those before it too.

    Nothing that was sealed for one purpose can be opened for another.
    """
    keys = (derive_key(secret, purpose) for secret in reversed(settings().secret_keys))
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def derive_key(secret: str, purpose: bytes) -> bytes:
    """Return a key of 32 bytes for a purpose; who knows it knows neither the secret nor the key for another purpose."""
    return hmac.digest(secret.encode(), purpose, "sha256")
