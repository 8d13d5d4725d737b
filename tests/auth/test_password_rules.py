"""What a new password may not be, beside short and common."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from app.auth.password_rules import has_known_word, is_breached
from tests.auth.test_password import change
from tests.auth.test_register import count_users, register
from tests.support.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

KNOWN = "Leave out your name, your username and “Potrošnja”. Others would try them first."
STOLEN = "This password has been stolen somewhere, and is tried everywhere. Choose another."


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture
def breached(tmp_path: Path) -> Path:
    """Hashes as Have I Been Pwned writes them: in order, each with a count, and lines as in Windows."""
    path = tmp_path / "hashes.txt"
    hashes = sorted(sha1(f"stolen password {number}") for number in range(1000))
    path.write_bytes(b"".join(f"{line}:{place}\r\n".encode() for place, line in enumerate(hashes)))
    return path


@pytest.mark.parametrize(
    "password",
    [
        *("ivana.horvat", "IVANA-Horvat 7", "my ivana.horvat!", "horvat1990", "xxIvanaxx", "Čakovec-željka"),
        *("potrosnja", "moja Potrošnja", "POTROSNJA2026"),
    ],
)
def test_a_password_holds_no_name_and_no_username(guest: Client, session: Session, password: str) -> None:
    page = register(guest, first_name="Ivana Željka", last_name="Horvat", username="ivana.horvat", password=password)
    assert page.status == 400
    assert page.error_of("password") in {
        KNOWN,
        "This password is among the first that anybody would try. Choose another one.",
    }
    assert count_users(session) == 0


@pytest.mark.parametrize(
    ("password", "username", "is_known"),
    [
        ("banana split", "ana", False),
        ("ana and the sea", "ana", True),
        ("sea9ana9", "ana", True),
        ("x7k9 is long", "x7k9", True),
        ("x and y and z", "x.y", False),
        ("a quiet evening", "", False),
        ("Đurđa is here", "durda", True),
    ],
)
def test_a_word_of_three_letters_counts_when_it_stands_alone(password: str, username: str, *, is_known: bool) -> None:
    assert has_known_word(password, [username]) is is_known


def test_a_changed_password_holds_no_name_either(client: Client) -> None:
    page = change(client, new="alice in chains")
    assert (page.status, page.error_of("new_password")) == (400, KNOWN)


def test_each_hash_of_the_file_is_found_and_no_other(breached: Path) -> None:
    assert all(is_breached(f"stolen password {number}", breached) for number in range(1000))
    assert not any(is_breached(f"other password {number}", breached) for number in range(1000))


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"no hash", b"0" * 100_000, bytes(1000), b"FFFF:1\n" * 1000, "č\n".encode() * 1000]
)
def test_a_file_of_anything_else_finds_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(content)
    assert not is_breached("stolen password 1", path)


@pytest.mark.parametrize("ending", ["", "\n", ":5"])
def test_a_file_with_one_line_is_searched_too(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "one.txt"
    path.write_text(sha1("stolen password").lower() + ending, encoding="ascii")
    assert is_breached("stolen password", path)
    assert not is_breached("another password", path)


@pytest.fixture
def strict(make_app: Callable[..., Flask], breached: Path, session: Session) -> Client:  # noqa: ARG001 - it empties the tables
    """A browser at a server that knows stolen passwords."""
    client = make_app(BREACHED_PASSWORDS=str(breached)).test_client()
    assert isinstance(client, Client)
    return client


def test_a_stolen_password_is_refused(strict: Client, session: Session) -> None:
    assert register(strict, password="stolen password 17").error_of("password") == STOLEN
    assert count_users(session) == 0
    assert register(strict, password="nobody has this one").location == "/"


def test_without_its_file_the_server_goes_on(strict: Client, breached: Path, caplog: pytest.LogCaptureFixture) -> None:
    breached.unlink()
    assert register(strict, password="stolen password 17").location == "/"
    assert "BREACHED_PASSWORDS cannot be read: No such file or directory" in caplog.text
