"""`/metrics` counts what all workers answer, for who has the token, and says nothing about people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.factories import PASSWORD
from tests.support.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from tests.support.factories import Factory

TOKEN = "a token of sixteen characters"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def figures(text: str) -> dict[str, float]:
    lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize(
    ("token", "given"),
    [("", ""), ("", "Bearer "), (TOKEN, ""), (TOKEN, TOKEN), (TOKEN, "Bearer x"), (TOKEN, f"bearer {TOKEN}\u00e9")],
)
def test_without_the_token_there_is_no_such_address(make_app: Callable[..., Flask], token: str, given: str) -> None:
    answer = make_app(METRICS_TOKEN=token).test_client().get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 404


def test_queues_and_room_are_told(make_app: Callable[..., Flask], make: Factory) -> None:
    make.waiting(make.user("alice"))
    answer = make_app(METRICS_TOKEN=TOKEN).test_client().get("/metrics", headers=HEADERS)
    found = figures(answer.text)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert (found["potrosnja_database_up"], found["potrosnja_receipts_in_inbox"]) == (1, 1)
    assert found["potrosnja_database_bytes"] > 0
    assert found["potrosnja_data_folder_free_bytes"] > 0


def test_a_database_that_is_gone_is_a_figure(make_app: Callable[..., Flask], empty_database_url: str) -> None:
    application = make_app(METRICS_TOKEN=TOKEN, DATABASE_URL=empty_database_url)
    assert figures(application.test_client().get("/metrics", headers=HEADERS).text)["potrosnja_database_up"] == 0


def test_nothing_is_about_people(make_app: Callable[..., Flask], make: Factory) -> None:
    make.user("alice")
    browser = make_app(METRICS_TOKEN=TOKEN).test_client()
    browser.post("/auth/login?next=/secret", data={"username": "alice", "password": PASSWORD})
    browser.get("/nowhere/alice")
    text = browser.get("/metrics", headers=HEADERS).text
    counted = 'potrosnja_request_seconds_count{feature="other",method="other",status="404"}'
    assert figures(text)[counted] == 1
    assert not re.search("alice|secret|127\\.0\\.0\\.1", text)


@pytest.mark.sqlite
def test_all_workers_count_together(tmp_path: Path) -> None:
    with running(tmp_path, METRICS_TOKEN=TOKEN, WORKERS="2") as server:
        for _ in range(20):
            server.ask("GET", "/healthz")
        found = [figures(server.ask("GET", "/metrics", None, **HEADERS)[1]) for _ in range(4)]
    counted = 'potrosnja_request_seconds_count{feature="health",method="GET",status="200"}'
    assert [item[counted] for item in found] == [20] * 4
