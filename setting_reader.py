"""Reading the value of each setting: from its variable or a file, and only if it can be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_territory_currencies
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Network, IPv6Network

_HASH_LINE = re.compile(rb"[0-9A-F]{40}(:\d+)?\r?\n?")  # as Have I Been Pwned writes it: a hash, and how often
_HOST = re.compile(r"\s*\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\s*")  # a dot before it: subdomains too
DATABASE_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")
_READABLE_FILE = "a text file that can be read"
_NUMBER = re.compile("[0-9]{1,20}")
_LONGEST_VALUE = 10_000  # characters read of a file with a value
SECRET_KEY_MIN_LENGTH = 16  # characters: what signs the log-in cookies must not be guessed

# What an account can be set to, and so what the defaults can be: currencies in use today, and time zones of places.
CURRENCIES = frozenset(
    code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory)
)
TIMEZONES = frozenset(zone for zone in available_timezones() if "/" in zone or zone == "UTC")


class SettingError(Exception):
    """A setting that cannot be right."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"The setting {name}={value!r} cannot be right: it must be {expected}.")


def is_database_url(text: str) -> bool:
    """Tell whether a text is the URL of a database that the application speaks to."""
    try:
        return make_url(text).drivername in DATABASE_DRIVERS
    except (ArgumentError, ValueError):
        return False


@dataclass(frozen=True)
class Variables:
    """The variables, each of which may also be `NAME_FILE`: a file that holds the value, as containers hand secrets."""

    environ: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return the value, empty if there is none.

        Raises:
            SettingError: the file cannot be read, or the variable is set both ways.
        """
        name_of_file = f"{name}_FILE"
        text, path = self.environ.get(name) or "", self.environ.get(name_of_file) or ""
        if text and path:
            raise SettingError(name_of_file, path, f"unset, or {name}")
        return _read_value(name_of_file, Path(path)) if path else text


def _read_value(name: str, path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_VALUE).strip()
    except (OSError, UnicodeError) as error:
        raise SettingError(name, str(path), _READABLE_FILE) from error
    if "\0" in text:  # no variable of the environment can hold one
        raise SettingError(name, str(path), _READABLE_FILE)
    return text


@dataclass(frozen=True)
class Reader:
    """Reads each kind of setting. Every method raises SettingError if the value cannot be right."""

    environ: Variables

    def text(self, name: str) -> str:
        return self.environ.get(name)

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self.environ.get(name) or str(default)
        if not _NUMBER.fullmatch(text) or not lowest <= int(text) <= highest:
            raise SettingError(name, text, f"a whole number from {lowest} to {highest}")
        return int(text)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        text = self.environ.get(name) or default
        if text not in choices:
            raise SettingError(name, text, " or ".join(choices))
        return text

    def secret(self, name: str) -> str:
        text = self.environ.get(name) or ""
        if 0 < len(text) < SECRET_KEY_MIN_LENGTH:
            raise SettingError(name, "…", f"at least {SECRET_KEY_MIN_LENGTH} characters long, or unset")
        return text

    def secrets(self, name: str) -> tuple[str, ...]:
        keys = tuple((self.environ.get(name) or "").split())
        if any(len(key) < SECRET_KEY_MIN_LENGTH for key in keys):
            raise SettingError(name, "…", f"keys of at least {SECRET_KEY_MIN_LENGTH} characters, with spaces between")
        return keys

    def hosts(self, name: str) -> tuple[str, ...]:
        text = self.environ.get(name) or ""
        if text and not all(map(_HOST.fullmatch, text.split(","))):
            raise SettingError(
                name, text, "names or IPv4 addresses without ports, such as money.example.com,192.168.1.5"
            )
        return tuple(part.strip().lower() for part in text.split(",") if part)

    def matching(self, name: str, pattern: re.Pattern[str], expected: str) -> str:
        text = self.environ.get(name) or ""
        if text and not pattern.fullmatch(text):
            raise SettingError(name, text, expected)
        return text

    def networks(self, name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
        text = self.environ.get(name) or default
        try:
            return tuple(ip_network(part.strip()) for part in text.split(","))
        except ValueError as error:
            raise SettingError(name, text, "addresses or networks such as 10.0.0.2,172.16.0.0/12") from error

    def database_url(self, name: str, default: str) -> str:
        text = self.environ.get(name) or default
        if not is_database_url(text):
            kind = text.partition(":")[0]  # the rest may hold a password
            raise SettingError(name, f"{kind}:…", "like sqlite:////srv/potrosnja.db or postgresql://user@host/name")
        return text

    def hashes(self, name: str) -> Path | None:
        text = self.environ.get(name) or ""
        if text and not _begins_with_hashes(Path(text)):
            raise SettingError(name, text, "a file that can be read, with SHA-1 hashes in order, one a line")
        return Path(text).resolve() if text else None

    def currency(self, name: str, default: str) -> str:
        text = self.environ.get(name) or default
        if text not in CURRENCIES:
            raise SettingError(name, text, "the ISO 4217 code of a currency in use, such as EUR")
        return text

    def timezone(self, name: str, default: str) -> str:
        text = self.environ.get(name) or default
        if text not in TIMEZONES:
            raise SettingError(name, text, "a time zone such as Europe/Zagreb")
        return text


def _begins_with_hashes(path: Path) -> bool:
    """Tell whether the first lines are hashes in order; the whole file may have billions."""
    try:
        with path.open("rb") as file:
            lines = [file.readline(100).upper() for _ in range(100)]
    except OSError:
        return False
    hashes = [line for line in lines if line]
    return bool(hashes) and hashes == sorted(hashes) and all(map(_HASH_LINE.fullmatch, hashes))
