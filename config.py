"""Every setting, its environment variable, its default: one line each."""

from __future__ import annotations

import datetime as dt
import os
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

from data_folder import KEY_FILE, load_secret_key, make_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Network, IPv6Network

VERSION = "0.1.0"  # as in pyproject.toml
_HASH_LINE = re.compile(rb"[0-9A-F]{40}(:\d+)?\r?\n?")  # as Have I Been Pwned writes it: a hash, and how often
_HOST = re.compile(r"\s*\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\s*")  # a dot before it: subdomains too
_URL_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
_HEADER = re.compile("[A-Za-z0-9-]+")
_CONTACT = re.compile(r"(mailto:[^@\s]+@|https://)[!-~]+")
MEBIBYTE = 1024 * 1024
_MOST_BYTES = 2**50  # a pebibyte
LANGUAGES = ("en", "hr")
DATABASE_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")
MAX_RECEIPTS_PER_UPLOAD = 20
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


@dataclass(frozen=True)
class Config:
    """The settings of one installation, checked.

    `max_upload_bytes` bounds one receipt image; a whole request may carry five times as much.
    """

    data_folder: Path
    database_url: str
    upload_folder: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    host: str
    port: int
    workers: int
    max_upload_bytes: int
    max_user_bytes: int
    min_free_bytes: int
    registration: str
    breached_passwords: Path | None
    reads_receipts: bool
    trusted_proxies: int
    allowed_hosts: tuple[str, ...]
    url_prefix: str
    security_contact: str
    default_language: str
    default_currency: str
    default_timezone: str
    has_automatic_copies: bool
    session_idle: dt.timedelta
    writes_events: bool
    writes_requests: bool
    log_format: str
    metrics_token: str
    auth_header: str
    auth_header_from: tuple[IPv4Network | IPv6Network, ...]
    auth_header_creates: bool

    @property
    def secret_keys(self) -> list[str]:
        """All keys whose signatures count; the last one signs, as itsdangerous has it."""
        return [*self.secret_key_fallbacks, self.secret_key]

    @property
    def max_receipt_bytes(self) -> int:
        """The largest sum of receipt images in one request, in bytes."""
        return 5 * self.max_upload_bytes

    @property
    def max_request_bytes(self) -> int:
        """The largest body of a request that is read, in bytes: receipts, and a form around them."""
        return self.max_receipt_bytes + MEBIBYTE


def is_database_url(text: str) -> bool:
    """Tell whether a text is the URL of a database that the application speaks to."""
    try:
        return make_url(text).drivername in DATABASE_DRIVERS
    except (ArgumentError, ValueError):
        return False


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read all settings from the environment.

    Raises:
        SettingError: a value cannot be right.
        DataFolderError: the data folder cannot be made or written.
    """
    read = _Reader(_Variables(environ))
    data_folder = make_folder(Path(read.text("DATA_FOLDER") or Path(__file__).parent / "instance").resolve())
    return Config(
        data_folder=data_folder,
        database_url=read.database_url("DATABASE_URL", f"sqlite:///{data_folder / 'potrosnja.db'}"),
        upload_folder=Path(read.text("UPLOAD_FOLDER") or data_folder / "uploads").resolve(),
        secret_key=read.secret("SECRET_KEY") or _kept_key(data_folder),
        secret_key_fallbacks=read.secrets("SECRET_KEY_FALLBACKS"),
        host=read.text("HOST") or "127.0.0.1",
        port=read.number("PORT", 5000, 1, 65535),
        workers=read.number("WORKERS", 2, 1, 64),
        max_upload_bytes=read.number("MAX_UPLOAD_BYTES", 20 * MEBIBYTE, 1024, 1024 * MEBIBYTE),
        max_user_bytes=read.number("MAX_USER_BYTES", 0, 0, _MOST_BYTES),
        min_free_bytes=read.number("MIN_FREE_BYTES", 200 * MEBIBYTE, 0, _MOST_BYTES),
        registration=read.choice("REGISTRATION", "first", ("first", "open", "closed")),
        breached_passwords=read.hashes("BREACHED_PASSWORDS"),
        reads_receipts=read.choice("READ_RECEIPTS", "on", ("on", "off")) == "on",
        trusted_proxies=read.number("TRUSTED_PROXIES", 0, 0, 10),
        allowed_hosts=read.hosts("ALLOWED_HOSTS"),
        url_prefix=read.matching("URL_PREFIX", _URL_PREFIX, "a path such as /money").rstrip("/"),
        default_language=read.choice("DEFAULT_LANGUAGE", "en", LANGUAGES),
        default_currency=read.currency("DEFAULT_CURRENCY", "EUR"),
        default_timezone=read.timezone("DEFAULT_TIMEZONE", "Europe/Zagreb"),
        has_automatic_copies=read.choice("AUTOMATIC_COPIES", "on", ("on", "off")) == "on",
        security_contact=read.matching("SECURITY_CONTACT", _CONTACT, "like mailto:ana@example.com or https://…"),
        session_idle=dt.timedelta(days=read.number("SESSION_IDLE_DAYS", 30, 1, 90)),
        writes_events=read.choice("EVENT_LOG", "on", ("on", "off")) == "on",
        writes_requests=read.choice("ACCESS_LOG", "off", ("on", "off")) == "on",
        metrics_token=read.secret("METRICS_TOKEN"),
        log_format=read.choice("LOG_FORMAT", "text", ("text", "json")),
        auth_header=read.matching("AUTH_HEADER", _HEADER, "the name of a header, such as Remote-User"),
        auth_header_from=read.networks("AUTH_HEADER_FROM", "127.0.0.0/8,::1"),
        auth_header_creates=read.choice("AUTH_HEADER_CREATES", "off", ("on", "off")) == "on",
    )


@dataclass(frozen=True)
class _Variables:
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
            return file.read(_LONGEST_VALUE).strip()
    except (OSError, UnicodeError) as error:
        raise SettingError(name, str(path), "a text file that can be read") from error


@dataclass(frozen=True)
class _Reader:
    environ: _Variables

    def text(self, name: str) -> str:
        return self.environ.get(name)

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self.environ.get(name) or str(default)
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
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


def _kept_key(data_folder: Path) -> str:
    key = load_secret_key(data_folder)
    if not key:
        expected = f"a long random text; remove the empty file {data_folder / KEY_FILE} to get a new one"
        raise SettingError(name="SECRET_KEY", value="", expected=expected)
    return key


def _begins_with_hashes(path: Path) -> bool:
    """Tell whether the first lines are hashes in order; the whole file may have billions."""
    try:
        with path.open("rb") as file:
            lines = [file.readline(100).upper() for _ in range(100)]
    except OSError:
        return False
    hashes = [line for line in lines if line]
    return bool(hashes) and hashes == sorted(hashes) and all(map(_HASH_LINE.fullmatch, hashes))
