"""The challenge that a browser has been sent for a passkey, in its session cookie until the answer comes."""

from __future__ import annotations

import base64
import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from flask import abort, request, session

from app.core.addresses import is_address
from app.factors.passkeys import PasskeyError, Site, new_challenge
from app.web.access import host_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = "passkey_challenge"
_LIFETIME = dt.timedelta(minutes=10)


class Purpose(StrEnum):
    """What a challenge is for: one that logs in adds no passkey, for which the password is asked first."""

    ADD = "add"
    USE = "use"


def this_site() -> Site:
    """Return where the browser is, by its request: a passkey of another host name or scheme is none of this site.

    A request without a host name is answered with 400.
    """
    return Site(rp_id=host_name() or abort(400), origin=f"{request.scheme}://{request.host}".lower())


def has_place_for_passkeys() -> bool:
    """Tell whether browsers make passkeys where this one is: at a name over HTTPS, or at this machine's own."""
    name = host_name()
    is_local = name == "localhost" or name.endswith(".localhost")
    return is_local or (request.is_secure and not is_address(name))


def start_challenge(purpose: Purpose, now: dt.datetime) -> bytes:
    challenge = new_challenge()
    session[_KEY] = {"purpose": purpose, "value": base64.b64encode(challenge).decode("ascii"), "at": now.isoformat()}
    return challenge


def take_challenge(purpose: Purpose, now: dt.datetime) -> bytes:
    """Return the challenge of this session, which then has none.

    Raises:
        PasskeyError: there is none for this, or it is older than ten minutes.
    """
    kept: Mapping[str, str] | None = session.pop(_KEY, None)
    if kept is None or kept["purpose"] != purpose or abs(now - dt.datetime.fromisoformat(kept["at"])) > _LIFETIME:
        raise PasskeyError
    return base64.b64decode(kept["value"])
