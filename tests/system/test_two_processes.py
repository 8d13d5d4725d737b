"""Two servers with one database and one upload folder, as behind a proxy: nothing else is shared."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.applications import new_database
from tests.support.factories import PASSWORD, TODAY, picture
from tests.support.http_client import Browser, registered
from tests.support.servers import PATIENCE_SECONDS, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.http_client import Answer
    from tests.support.servers import Server

SECRET_KEY = "the same on every machine"
FAILURES_UNTIL_THE_WAIT = 10
ROUNDS = 10  # in how many of them the two requests meet is up to the machine


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[Server, Server]]:
    """Two servers with a data folder each; one database, one upload folder and one key are all that they share."""
    folder = tmp_path_factory.mktemp("shared")
    shared = {
        "DATABASE_URL": new_database(f"potrosnja_shared_{worker_id}", folder),
        "UPLOAD_FOLDER": str(folder / "uploads"),
        "SECRET_KEY": SECRET_KEY,
    }
    starts = [running(folder / name, **shared) for name in ("one", "two")]
    with ExitStack() as stack, ThreadPoolExecutor() as pool:  # at once: one migrates, the other one waits for it
        one, two = pool.map(stack.enter_context, starts)
        yield one, two


def test_who_registers_at_one_is_known_at_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    browser = registered(one, "ana")
    assert "Ana Horvat" in browser.get(two, "/").html
    assert Browser().log_in(two, "ana").path == "/"


def test_a_form_of_one_can_be_sent_to_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    browser = registered(one, "berta")
    token = browser.token(one, "/categories/new")
    body = urllib.parse.urlencode({"name": "Bicycles", "color": "green", "csrf_token": token}).encode()
    with_cookies = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(browser.cookies))
    with with_cookies.open(f"http://127.0.0.1:{two.port}/categories/new", body, PATIENCE_SECONDS) as answer:
        assert answer.status == 200
    assert "Bicycles" in browser.get(one, "/categories/").html


def test_a_photo_given_to_one_is_shown_by_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    browser = registered(one, "cecilija")
    expense = add_expense(browser, one, "12,50", receipts=picture())
    page = browser.get(two, expense.path)
    image = re.findall(r"/receipts/\d+/image", page.html)[0]
    assert browser.get(two, image).body.startswith(b"\xff\xd8")
    assert browser.get(two, image.replace("image", "thumbnail")).body[8:12] == b"WEBP"


def add_expense(browser: Browser, server: Server, amount: str, **photos: bytes) -> Answer:
    """Add an expense with the first category that is offered; return its page."""
    html = browser.get(server, "/expenses/new").html
    category_id = re.findall(r'name="category_id" value="(\d+)"', html)[0]
    fields = {"amount": amount, "category_id": category_id, "spent_on": TODAY.isoformat(), "merchant": "Kiosk"}
    answer = browser.submit(server, "/expenses/new", **fields, **photos)
    assert answer.status == 200, answer.html
    links = re.findall(r'href="(/expenses/\d+)"', browser.get(server, "/expenses/").html)
    return browser.get(server, links[0])


def test_a_change_at_one_is_seen_at_once_at_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    browser = registered(one, "dora")
    for number, server in enumerate((one, two, one, two), 1):
        add_expense(browser, server, "10")
        for other in servers:
            page = browser.get(other, f"/months/{TODAY:%Y-%m}").html
            assert f'data-cents="{number * 1000}"' in page
    preferences = {"first_name": "Dorica", "last_name": "Horvat", "language": "hr", "currency": "EUR"}
    browser.submit(one, "/auth/account", **preferences, timezone="Europe/Zagreb", month_start_day="15")
    assert 'lang="hr"' in browser.get(two, "/").html
    assert "Dorica" in browser.get(two, "/auth/account").html


def test_a_form_sent_to_both_at_one_moment_makes_one_expense(servers: tuple[Server, Server]) -> None:
    browser = registered(servers[0], "dunja")
    for number in range(1, ROUNDS + 1):
        html = browser.get(servers[0], "/expenses/new").html
        fields = {name: re.findall(rf'name="{name}"[^>]* value="([^"]+)"', html)[0] for name in ("csrf_token", "key")}
        fields |= {"amount": "10", "category_id": re.findall(r'name="category_id" value="(\d+)"', html)[0]}
        with ThreadPoolExecutor(2) as pool:
            sent = [
                pool.submit(browser.copied().post, server, "/expenses/new", spent_on=TODAY.isoformat(), **fields)
                for server in servers
            ]
            answers = [each.result(PATIENCE_SECONDS) for each in sent]
        assert ["€10.00 in " in answer.html and " is saved." in answer.html for answer in answers] == [True, True]
        assert f'data-cents="{number * 1000}"' in browser.get(servers[1], f"/months/{TODAY:%Y-%m}").html


def test_failed_log_ins_at_one_count_at_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    registered(one, "eva")
    guest = Browser()
    for number in range(FAILURES_UNTIL_THE_WAIT):
        assert guest.log_in(servers[number % 2], "eva", f"wrong {number}").status == 400
    for server in (one, two):
        assert "Too many wrong tries." in guest.log_in(server, "eva").html


@pytest.mark.parametrize("remember", [{}, {"remember": "y"}], ids=["session", "remembered"])
def test_a_log_out_at_one_ends_the_session_at_the_other(
    servers: tuple[Server, Server], remember: dict[str, str]
) -> None:
    one, two = servers
    name = f"franka{len(remember)}"
    registered(one, name)
    browser, phone = Browser(), Browser()
    for device in (browser, phone):
        assert device.log_in(one, name, **remember).path == "/"
    thief = browser.copied()
    assert thief.get(two, "/").path == "/"
    assert browser.submit(one, "/auth/logout").path == "/auth/login"
    for other in (browser, thief):
        assert [other.get(server, "/").path for server in servers] == ["/auth/login"] * 2
    assert [phone.get(server, "/").path for server in servers] == ["/"] * 2


def test_a_device_that_one_remembers_is_known_to_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    registered(one, "greta")
    browser = Browser()
    browser.log_in(one, "greta", remember="y")
    browser.close()
    assert browser.get(two, "/").path == "/"


def test_a_new_password_at_one_ends_all_sessions_at_the_other(servers: tuple[Server, Server]) -> None:
    one, two = servers
    browser = registered(one, "hana")
    phone = Browser()
    phone.log_in(two, "hana", remember="y")
    browser.submit(one, "/auth/password", current_password=PASSWORD, new_password="battery staple")
    assert phone.get(two, "/").path == "/auth/login"
    assert browser.get(two, "/").path == "/"
