from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.factories import PASSWORD
from tests.support.http_client import Browser, registered
from tests.support.servers import running

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.sqlite


def test_the_server_writes_a_line_of_json_for_each_event(tmp_path: Path) -> None:
    with running(tmp_path, REGISTRATION="open") as server:
        registered(server, "ana")
        Browser().log_in(server, "ana", "a wrong password")
        Browser().log_in(server, "nobody", "a wrong password")
        Browser().log_in(server, "ana")
        _, _, errors = server.stop()
    lines = [json.loads(line) for line in errors.splitlines()]
    kinds = [(line["event"], line["user_id"]) for line in lines]
    assert kinds == [("registered", 1), ("log_in_failed", 1), ("log_in_failed", None), ("logged_in", 1)]
    assert {line["address"] for line in lines} == {"127.0.0.1"}
    assert not any(secret in errors for secret in (PASSWORD, "wrong password", "nobody"))


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    with running(tmp_path, REGISTRATION="open", EVENT_LOG="off") as server:
        registered(server, "ana")
        assert server.stop()[2] == ""
