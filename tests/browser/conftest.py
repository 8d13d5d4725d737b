"""A real server, a real browser, and an eye on what goes wrong in it."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.support.factories import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, StorageState

PROJECT = Path(__file__).parents[2]
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
EXPECTED_COMPLAINTS = (
    "Failed to load resource: the server responded with a status",  # which ones are right is seen in each response
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",  # by a test that takes the connection away
)
START_SECONDS, ACTION_MILLISECONDS = 30, 10_000
PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application as `make run` starts it, with a data folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    settings = {"DATA_FOLDER": str(folder / "data"), "PORT": str(port), "WORKERS": "1", "PATH": os.environ["PATH"]}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "run.py"], cwd=PROJECT, env=settings, stdout=log, stderr=log)
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}", process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz"):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        message = "no Chromium: install one, or name it in CHROMIUM"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@dataclass
class Visits:
    """Opens windows and remembers what went wrong in them."""

    browser: Browser
    server_url: str
    shared_session: StorageState
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, url: str = "/auth/login", **options: Any) -> Page:
        """Open a page in a window of its own, as a guest."""
        context = self.browser.new_context(base_url=self.server_url, **{"locale": "en-US", **options})
        context.set_default_timeout(ACTION_MILLISECONDS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("request", self._see_request)
        context.on("response", self._see_response)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    def open_registered(self, **options: Any) -> Page:
        """Open the home page of a fresh account."""
        page = self.open("/auth/register", **options)
        register(page)
        return page

    def open_signed_in(self, url: str, **options: Any) -> Page:
        """Open a page of the account that all tests share who do not look at what it owns."""
        return self.open(url, storage_state=self.shared_session, **options)

    def _hear(self, message: ConsoleMessage) -> None:
        is_known = message.text.startswith(EXPECTED_COMPLAINTS)
        if message.type in {"error", "warning"} and not is_known:
            self.problems.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.removeprefix("blob:").startswith(f"{self.server_url}/"):
            self.problems.append(f"left the host: {request.url}")

    def _see_response(self, response: Response) -> None:
        request = response.request
        # The answers to a form with a mistake in it, sent by a script when it has photos, and to a wrong address.
        is_page = request.is_navigation_request() or request.resource_type == "xhr" or request.service_worker
        if response.status not in {200, 302, 303, 304, *({307, 400, 401, 404} if is_page else ())}:
            self.problems.append(f"status {response.status}: {response.url}")


def submit(page: Page, button: str = "main form [type=submit]") -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    follow(page, button)


def follow(page: Page, link: str) -> None:
    """Press a link, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(link).first.click()


def register(page: Page, name: str = "Ana") -> None:
    """Fill the form of registration, whatever its language, and arrive at home."""
    username = f"ana{next(_numbers)}"
    texts = {"first_name": name, "last_name": name, "username": username, "password": PASSWORD}
    for field_name, text in texts.items():
        page.fill(f"[name={field_name}]", text)
    submit(page)
    expect(page).to_have_url(re.compile("/$"))


@pytest.fixture(scope="session")
def shared_session(browser: Browser, server_url: str) -> StorageState:
    """The cookies of an account."""
    with browser.new_context(base_url=server_url, locale="en-US") as context:
        page = context.new_page()
        page.goto("/auth/register")
        register(page)
        return context.storage_state()


@pytest.fixture
def visits(browser: Browser, server_url: str, shared_session: StorageState) -> Iterator[Visits]:
    """Windows of the browser; a complaint of the console or a request to another host fails the test."""
    visits = Visits(browser, server_url, shared_session)
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.problems == []


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of a receipt, larger than any window."""
    path = tmp_path_factory.mktemp("photos") / "račun.jpg"
    path.write_bytes(picture(size=(1500, 2400)))
    return path
