from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config import VERSION, load_config
from data_folder import DataFolderError
from setting_reader import SettingError

if TYPE_CHECKING:
    from config import Config

PROJECT = Path(__file__).parents[1]
MEBIBYTE = 1024 * 1024
OWN_KEY = "a long random text"
README = (PROJECT / "README.md").read_text(encoding="utf-8")
README_SETTINGS = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def load(folder: Path, **settings: str) -> Config:
    return load_config({"DATA_FOLDER": str(folder), **settings})


HASHES = [f"{number:040X}:{number}\r\n" for number in range(200)]


def test_a_file_of_stolen_passwords_is_named(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text("".join(HASHES), encoding="ascii")
    assert load(folder, BREACHED_PASSWORDS=str(path)).breached_passwords == path
    assert load(folder).breached_passwords is None


@pytest.mark.parametrize(
    "content", ["", "password\n", "".join(reversed(HASHES)), f"{HASHES[1]}\n{HASHES[2]}", "0" * 32 + ":1\n", None]
)
def test_a_file_of_something_else_is_named_in_a_sentence(folder: Path, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "hashes.txt"
    if content is not None:
        path.write_text(content, encoding="ascii")
    with pytest.raises(SettingError, match="a file that can be read, with SHA-1 hashes in order, one a line"):
        load(folder, BREACHED_PASSWORDS=str(path))


def test_nothing_has_to_be_set(folder: Path) -> None:
    config = load(folder)
    assert (config.database_url, config.upload_folder) == (f"sqlite:///{folder}/potrosnja.db", folder / "uploads")
    assert (config.host, config.port, config.workers) == ("127.0.0.1", 5000, 2)
    assert (config.max_upload_bytes, config.max_request_bytes) == (20 * MEBIBYTE, 101 * MEBIBYTE)
    assert (config.registration, config.trusted_proxies) == ("first", 0)
    assert (config.default_language, config.default_currency, config.default_timezone) == ("en", "EUR", "Europe/Zagreb")


def test_everything_lives_in_the_instance_folder_by_default() -> None:
    config = load_config({"SECRET_KEY": OWN_KEY})
    assert config.data_folder == PROJECT / "instance"


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("DATABASE_URL", "postgresql://me@host/name", "database_url", "postgresql://me@host/name"),
        ("DATABASE_URL", "postgresql+psycopg://me@host/name", "database_url", "postgresql+psycopg://me@host/name"),
        ("DATABASE_URL", "sqlite:////srv/x.db", "database_url", "sqlite:////srv/x.db"),
        ("UPLOAD_FOLDER", "/srv/receipts", "upload_folder", Path("/srv/receipts")),
        ("RECEIPT_STORE", "s3://receipts", "receipt_store", "s3://receipts"),
        ("RECEIPT_STORE", "s3://my.receipts/of/ana/", "receipt_store", "s3://my.receipts/of/ana/"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000/", "aws_endpoint_url", "http://127.0.0.1:9000"),
        ("AWS_ENDPOINT_URL", "https://[fd00::1]:9000", "aws_endpoint_url", "https://[fd00::1]:9000"),
        ("AWS_REGION", "eu-central-1", "aws_region", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "ABC", "aws_access_key_id", "ABC"),
        ("AWS_SECRET_ACCESS_KEY", "x/y+z", "aws_secret_access_key", "x/y+z"),
        ("SECRET_KEY", OWN_KEY, "secret_key", OWN_KEY),
        ("HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104 - read, not served on
        ("PORT", "8080", "port", 8080),
        ("WORKERS", "4", "workers", 4),
        ("MAX_UPLOAD_BYTES", "2097152", "max_upload_bytes", 2 * MEBIBYTE),
        ("REGISTRATION", "closed", "registration", "closed"),
        ("REGISTRATION", "open", "registration", "open"),
        ("READ_RECEIPTS", "off", "reads_receipts", False),
        ("TRUSTED_PROXIES", "1", "trusted_proxies", 1),
        (
            "ALLOWED_HOSTS",
            "Money.example.com, .home.arpa",
            "allowed_hosts",
            ("money.example.com", ".home.arpa"),
        ),
        ("SECRET_KEY_FALLBACKS", f"{'a' * 16} {'b' * 16}", "secret_key_fallbacks", ("a" * 16, "b" * 16)),
        ("MAX_USER_BYTES", "1000000", "max_user_bytes", 1_000_000),
        ("MIN_FREE_BYTES", "0", "min_free_bytes", 0),
        ("SECURITY_CONTACT", "https://example.com/report", "security_contact", "https://example.com/report"),
        ("URL_PREFIX", "/money/", "url_prefix", "/money"),
        ("URL_PREFIX", "/", "url_prefix", ""),
        ("SESSION_IDLE_DAYS", "7", "session_idle", dt.timedelta(days=7)),
        ("EVENT_LOG", "off", "writes_events", False),
        ("ACCESS_LOG", "on", "writes_requests", True),
        ("METRICS_TOKEN", OWN_KEY, "metrics_token", OWN_KEY),
        ("LOG_FORMAT", "json", "log_format", "json"),
        ("AUTH_HEADER", "Remote-User", "auth_header", "Remote-User"),
        (
            "AUTH_HEADER_FROM",
            "10.0.0.2, fd00::/8",
            "auth_header_from",
            (ip_network("10.0.0.2"), ip_network("fd00::/8")),
        ),
        ("AUTH_HEADER_CREATES", "on", "auth_header_creates", True),
        ("DEFAULT_LANGUAGE", "hr", "default_language", "hr"),
        ("DEFAULT_CURRENCY", "JPY", "default_currency", "JPY"),
        ("DEFAULT_TIMEZONE", "UTC", "default_timezone", "UTC"),
    ],
)
def test_a_setting_is_read(folder: Path, name: str, text: str, attribute: str, value: object) -> None:
    assert getattr(load(folder, **{name: text}), attribute) == value


@pytest.mark.parametrize("name", README_SETTINGS)
def test_every_setting_can_be_a_file_that_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "value").write_text("no-such-value!\n", encoding="utf-8")
    assert said(**{f"{name}_FILE": "value"}) == said(**{name: "no-such-value!"}) != said()


def said(**setting: str) -> Config | str:
    """Return the settings with one of them, or what is said about it."""
    base = {"DATA_FOLDER": "data", "SECRET_KEY": OWN_KEY}
    try:
        return load_config({**{name: text for name, text in base.items() if f"{name}_FILE" not in setting}, **setting})
    except SettingError as error:
        return str(error)


def test_a_secret_in_a_file_may_end_with_a_line(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{OWN_KEY}\n", encoding="utf-8")
    assert load(folder, SECRET_KEY_FILE=str(path)).secret_key == OWN_KEY


def test_a_setting_that_is_set_twice_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"SECRET_KEY_FILE=.* it must be unset, or SECRET_KEY"):
        load(folder, SECRET_KEY=OWN_KEY, SECRET_KEY_FILE=str(tmp_path / "secret"))


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"a long text with a \x00 in it"])
def test_a_file_of_a_setting_that_cannot_be_read_is_named(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingError, match=r"SECRET_KEY_FILE=.*: it must be a text file that can be read"):
        load(folder, SECRET_KEY_FILE=str(path))


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "UPLOAD_FOLDER", "SECRET_KEY", "HOST", "PORT", "REGISTRATION", "READ_RECEIPTS"]
)
def test_an_empty_setting_is_not_set(folder: Path, name: str) -> None:
    assert load(folder, **{name: ""}) == load(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "0"),
        ("SESSION_IDLE_DAYS", "0"),
        ("SESSION_IDLE_DAYS", "91"),
        ("EVENT_LOG", "yes"),
        ("ACCESS_LOG", "yes"),
        ("LOG_FORMAT", "JSON"),
        ("AUTH_HEADER", "Remote User"),
        ("AUTH_HEADER", "Remote_User"),
        ("AUTH_HEADER_FROM", "10.0.0.1/8"),
        ("AUTH_HEADER_FROM", "proxy"),
        ("AUTH_HEADER_FROM", "10.0.0.1,"),
        ("AUTH_HEADER_CREATES", "1"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("RECEIPT_STORE", "/srv/receipts"),
        ("RECEIPT_STORE", "s3://Receipts"),
        ("RECEIPT_STORE", "s3://receipts/../of"),
        ("RECEIPT_STORE", "https://s3.example.com/receipts"),
        ("AWS_ENDPOINT_URL", "s3.example.com"),
        ("AWS_ENDPOINT_URL", "https://key:secret@s3.example.com"),
        ("AWS_REGION", "eu central"),
        ("PORT", "-1"),
        ("PORT", "5000.0"),
        ("PORT", "²"),
        ("PORT", "9" * 20),
        ("PORT", "9" * 5000),
        ("WORKERS", "0"),
        ("WORKERS", "65"),
        ("MAX_UPLOAD_BYTES", "20M"),
        ("MAX_UPLOAD_BYTES", "1023"),
        ("REGISTRATION", "yes"),
        ("READ_RECEIPTS", "no"),
        ("REGISTRATION", "Closed"),
        ("TRUSTED_PROXIES", "11"),
        ("TRUSTED_PROXIES", "yes"),
        ("ALLOWED_HOSTS", "https://money.example.com"),
        ("ALLOWED_HOSTS", "money.example.com:443"),
        ("MAX_USER_BYTES", "1G"),
        ("MIN_FREE_BYTES", "-1"),
        ("SECURITY_CONTACT", "ana@example.com"),
        ("SECURITY_CONTACT", "https://example.com\nExpires: never"),
        ("ALLOWED_HOSTS", "a,,b"),
        ("ALLOWED_HOSTS", "[::1]"),
        ("URL_PREFIX", "money"),
        ("URL_PREFIX", "//evil.example"),
        ("URL_PREFIX", "/a b"),
        ("DEFAULT_LANGUAGE", "de"),
        ("DEFAULT_CURRENCY", "EURO"),
        ("DEFAULT_CURRENCY", "HRK"),
        ("DEFAULT_CURRENCY", "eur"),
        ("DEFAULT_TIMEZONE", "Zagreb"),
        ("DEFAULT_TIMEZONE", "../../etc/passwd"),
    ],
)
def test_a_wrong_value_is_named_in_a_sentence(folder: Path, name: str, text: str) -> None:
    with pytest.raises(SettingError) as error:
        load(folder, **{name: text})
    assert str(error.value).startswith(f"The setting {name}={text!r} cannot be right: it must be ")
    assert str(error.value).endswith(".")


@pytest.mark.parametrize(
    "url", ["potrosnja.db", "mysql://me:secret@host/name", "postgres://me:secret@host/name", "x:secret"]
)
def test_a_wrong_database_is_named_without_its_password(folder: Path, url: str) -> None:
    with pytest.raises(SettingError, match="The setting DATABASE_URL=") as error:
        load(folder, DATABASE_URL=url)
    assert "secret" not in str(error.value)


def test_a_short_former_key_is_refused_and_not_shown(folder: Path) -> None:
    with pytest.raises(SettingError, match="at least 16 characters") as error:
        load(folder, SECRET_KEY_FALLBACKS="0123456789abcdef short")
    assert "short" not in str(error.value)


def test_a_short_secret_key_is_refused_and_not_shown(folder: Path) -> None:
    with pytest.raises(SettingError, match="at least 16 characters") as error:
        load(folder, SECRET_KEY="nikola")
    assert "nikola" not in str(error.value)


@pytest.mark.parametrize("settings", [{}, {"SECRET_KEY": OWN_KEY}])
def test_a_folder_that_cannot_be_made_is_named_in_a_sentence(tmp_path: Path, settings: dict[str, str]) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(DataFolderError, match=f"The folder {folder} cannot be written: .+"):
            load(folder, **settings)


def test_a_key_that_cannot_be_read_is_a_fault_of_the_folder(folder: Path) -> None:
    (folder / "secret_key").mkdir(parents=True)
    with pytest.raises(DataFolderError, match="cannot be written"):
        load(folder)


def test_the_folder_is_made_even_where_nothing_is_written_to_it_yet(folder: Path, tmp_path: Path) -> None:
    load(folder, SECRET_KEY=OWN_KEY, UPLOAD_FOLDER=str(tmp_path / "uploads"))
    assert folder.is_dir()


def test_the_secret_key_is_made_once(folder: Path) -> None:
    key = load(folder).secret_key
    assert len(key) == 64
    assert load(folder).secret_key == key
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_a_key_of_ones_own_may_end_with_a_line(folder: Path) -> None:
    folder.mkdir()
    (folder / "secret_key").write_text("my own key\n")
    assert load(folder).secret_key == "my own key"


def test_an_empty_key_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "secret_key").touch()
    with pytest.raises(SettingError, match="The setting SECRET_KEY=''"):
        load(folder)


def test_two_processes_that_start_at_once_agree_on_the_key(folder: Path) -> None:
    code = "from config import load_config; print(load_config().secret_key)"
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=PROJECT, env={"DATA_FOLDER": str(folder)}, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    keys = {start.communicate()[0] for start in starts}
    assert [start.returncode for start in starts] == [0, 0]
    assert len(keys) == 1


def test_many_starts_at_once_agree_on_the_key(tmp_path: Path) -> None:
    for number in range(20):
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: load(tmp_path / str(number)).secret_key, range(8)))  # noqa: B023
        assert len(keys) == 1


def test_a_secret_key_that_can_be_guessed_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY"):
        load_config({"DATA_FOLDER": str(tmp_path), "SECRET_KEY": "x"})


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
