"""One-time codes by time, as RFC 6238 has them: six digits, a new one every 30 seconds. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import segno
from markupsafe import Markup
from pyotp.exceptions import OTPVerificationError

if TYPE_CHECKING:
    import datetime as dt

ISSUER = "Potrošnja"
CODE_DIGITS = 6
# Codes are taken that many steps early or late: a clock may be wrong by a minute.
WINDOW_STEPS = 2


def new_secret() -> str:
    """Return 160 random bits in base32."""
    return pyotp.random_base32()


def grouped(secret: str) -> str:
    """Return a secret in groups of four, as people type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def app_address(secret: str, username: str) -> str:
    """Return the `otpauth:` address that an app takes a secret from."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def qr_code(text: str) -> Markup:
    """Draw a QR code as SVG, dark on light in both themes, with the white border that it needs."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(dark="#000", light="#fff", border=4, omitsize=True, lineclass=None))  # noqa: S704 - drawn here


def matching_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """Return the step of time whose code this is, counted since 1970; None if it is none of the present."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=WINDOW_STEPS)
    except OTPVerificationError:
        return None
