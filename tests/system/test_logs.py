"""What the server logs: a number for each request, a line for each if that is wanted, as text or as JSON."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.database.engine import db
from app.system.logs import log_formatter
from tests.support.servers import open_form, running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from tests.support.client import Client
    from tests.support.servers import Server


def failed_log_in(server: Server, **headers: str) -> None:
    """Fail to log in with a secret in each field."""
    own, token = open_form(server, "/auth/login")
    fields = f"username=secret-name&password=secret-word&csrf_token={token}".encode()
    server.ask("POST", "/auth/login?next=/secret-place", fields, **own, **headers)


@pytest.mark.sqlite
def test_each_line_is_an_object_with_the_number_of_its_request_and_no_secret(tmp_path: Path) -> None:
    with running(tmp_path, LOG_FORMAT="json", ACCESS_LOG="on", TRUSTED_PROXIES="1") as server:
        failed_log_in(server, **{"X-Request-ID": "of-the-proxy-1", "X-Forwarded-For": "192.0.2.7"})
        _, _, errors = server.stop()
    lines = [json.loads(line) for line in errors.splitlines()]
    own = [line for line in lines if line["request_id"] == "of-the-proxy-1"]
    assert {line["event"] for line in own} == {"log_in_failed", "request"}
    request = next(line for line in own if line["event"] == "request")
    assert (request["method"], request["path"], request["address"]) == ("POST", "/auth/login", "192.0.2.7")
    assert (request["status"], request["logger"], request["level"]) == (400, "potrosnja.access", "info")
    assert request["milliseconds"] > 0
    assert "secret" not in errors


@pytest.mark.sqlite
def test_text_has_the_same(tmp_path: Path) -> None:
    with running(tmp_path, ACCESS_LOG="on", EVENT_LOG="off") as server:
        server.ask("GET", "/auth/login?next=/secret")
        _, _, errors = server.stop()
    assert re.fullmatch(r"\d{4}-[^ ]+Z \[info *\] request .*path=/auth/login .*\n", errors), errors
    assert "status=200" in errors
    assert "secret" not in errors


def test_an_answer_says_the_number_of_its_request(guest: Client) -> None:
    numbers = {guest.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    assert [len(number) for number in numbers] == [16, 16, 16]


@pytest.mark.parametrize(
    ("given", "proxies", "is_taken"), [("of-the-proxy", "1", True), ("of-the-proxy", "0", False), ("a b", "1", False)]
)
def test_a_number_is_taken_from_a_proxy_alone(
    make_app: Callable[..., Flask],
    given: str,
    proxies: str,
    is_taken: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    answer = make_app(TRUSTED_PROXIES=proxies).test_client().get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) == is_taken


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fault_is_logged_without_the_values_of_variables(caplog: pytest.LogCaptureFixture, form: str) -> None:
    password = "correct horse"
    try:
        len(password) / 0
    except ZeroDivisionError:
        logging.getLogger("app").exception("It failed.")
    line = log_formatter(form).format(caplog.records[0])
    assert ("It failed." in line, "ZeroDivisionError: division by zero" in line) == (True, True)
    assert password not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_somebody_sent_makes_no_line_of_its_own(caplog: pytest.LogCaptureFixture, form: str) -> None:
    forged = "a\n2026-11-28T17:08:14Z [info] logged in \x1b[2J\u2028b"
    logging.getLogger("forging").warning("not understood: %s", forged, extra={"path": forged})
    line = log_formatter(form).format(caplog.records[-1])
    assert line.isprintable()


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_address_steers_a_terminal(caplog: pytest.LogCaptureFixture, form: str) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("forging").info("request", extra={"path": "/\x1b[2J\x9b2J\u2028"})
    assert log_formatter(form).format(caplog.records[-1]).isprintable()


def test_an_error_of_the_database_says_nothing_that_people_typed(app: Flask) -> None:
    with app.app_context(), pytest.raises(DatabaseError) as error:
        db.session.execute(text("SELECT nowhere FROM nothing WHERE note = :note"), {"note": "secret"})
    assert "secret" not in str(error.value)
