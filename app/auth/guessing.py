"""Limits of guessing: how many wrong passwords are taken until the next try has to wait.

Devices that have logged in to the account before are judged by their own failures alone, so that nobody locks the owner
out. All others are counted together; the method is that of OWASP's device cookies.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete

from app.auth.queries import count_failures
from app.core.addresses import network_of
from app.core.text import same_name_key
from app.database.engine import db
from app.models import LoginFailure

FAILURE_WINDOW = dt.timedelta(minutes=15)
MAX_FAILURES_PER_DEVICE = 10  # of a known device; of an unknown one's address, for one account
MAX_FAILURES_PER_ACCOUNT = 30  # over all addresses: at most 2,880 guesses a day, and common passwords are refused
MAX_FAILURES_PER_ADDRESS = 100  # for any accounts: as high as ten people behind one address get with one account each
_USERNAME_KEY_LENGTH = 160


@dataclass(frozen=True)
class Guess:
    """A try to log in; `device_hash` is empty where the account has never logged in on this device."""

    username_key: str
    address: str
    device_hash: str


def new_guess(username: str, address: str, device_hash: str) -> Guess:
    """Return a try to log in from the client's IP address."""
    return Guess(same_name_key(username)[:_USERNAME_KEY_LENGTH], network_of(address), device_hash)


def has_tries_left(guess: Guess, now: dt.datetime) -> bool:
    """Tell whether the password may be looked at."""
    # A failure in the near future is another server's, whose clock is ahead; one in the far future is the mistake of a
    # clock that has been set back since, and nobody has to wait for it.
    counts = count_failures(**vars(guess), since=now - FAILURE_WINDOW, until=now + FAILURE_WINDOW)
    if guess.device_hash:
        return counts.of_device < MAX_FAILURES_PER_DEVICE
    return (
        counts.of_account_from_address < MAX_FAILURES_PER_DEVICE
        and counts.of_account < MAX_FAILURES_PER_ACCOUNT
        and counts.from_address < MAX_FAILURES_PER_ADDRESS
    )


def add_failure(guess: Guess, now: dt.datetime) -> None:
    """Count a wrong password; failures that no longer count are deleted."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.created_at < now - FAILURE_WINDOW))
    db.session.add(LoginFailure(**vars(guess), created_at=now))
