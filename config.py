"""Every setting, its environment variable, its default: one line each."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data_folder import KEY_FILE, load_secret_key, make_folder
from setting_reader import Reader, SettingError, Variables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Network, IPv6Network

VERSION = "1.0.0"  # as in pyproject.toml
_URL_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
_HEADER = re.compile("[A-Za-z0-9-]+")
_BUCKET_URL = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?")
_ENDPOINT_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?/?|https?://\[[0-9A-Fa-f:.]+\](:\d{1,5})?/?")
_REGION = re.compile("[A-Za-z0-9-]+")
_CONTACT = re.compile(r"(mailto:[^@\s]+@|https://)[!-~]+")
MEBIBYTE = 1024 * 1024
_MOST_BYTES = 2**50  # a pebibyte
LANGUAGES = ("en", "hr")
MAX_RECEIPTS_PER_UPLOAD = 20


def is_bucket_url(text: str) -> bool:
    """Tell whether a text names a bucket, and maybe a prefix in it."""
    return _BUCKET_URL.fullmatch(text) is not None


@dataclass(frozen=True)
class Config:
    """The settings of one installation, checked.

    `max_upload_bytes` bounds one receipt image; a whole request may carry five times as much.
    """

    data_folder: Path
    database_url: str
    upload_folder: Path
    receipt_store: str
    aws_endpoint_url: str
    aws_region: str
    aws_access_key_id: str
    aws_secret_access_key: str
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
    def receipt_place(self) -> str:
        """Where the files of receipts lie: the URL of a bucket, or the path of a folder."""
        return self.receipt_store or str(self.upload_folder)

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


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read all settings from the environment.

    Raises:
        SettingError: a value cannot be right.
        DataFolderError: the data folder cannot be made or written.
    """
    read = Reader(Variables(environ))
    data_folder = make_folder(Path(read.text("DATA_FOLDER") or Path(__file__).parent / "instance").resolve())
    return Config(
        data_folder=data_folder,
        database_url=read.database_url("DATABASE_URL", f"sqlite:///{data_folder / 'potrosnja.db'}"),
        upload_folder=Path(read.text("UPLOAD_FOLDER") or data_folder / "uploads").resolve(),
        receipt_store=read.matching("RECEIPT_STORE", _BUCKET_URL, "like s3://bucket or s3://bucket/prefix"),
        aws_endpoint_url=read.matching("AWS_ENDPOINT_URL", _ENDPOINT_URL, "like https://s3.example.com").rstrip("/"),
        aws_region=read.matching("AWS_REGION", _REGION, "the name of a region such as eu-central-1"),
        aws_access_key_id=read.text("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=read.text("AWS_SECRET_ACCESS_KEY"),
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


def _kept_key(data_folder: Path) -> str:
    key = load_secret_key(data_folder)
    if not key:
        expected = f"a long random text; remove the empty file {data_folder / KEY_FILE} to get a new one"
        raise SettingError(name="SECRET_KEY", value="", expected=expected)
    return key
