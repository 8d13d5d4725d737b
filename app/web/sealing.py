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
    return MultiFernet([_derived(key, purpose) for key in reversed(settings().secret_keys)])


def _derived(key: str, purpose: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), purpose, "sha256")))
