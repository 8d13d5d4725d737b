"""A real server, a real browser, and an eye on what goes wrong in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.support.factories import picture
from tests.support.visits import Visits, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, StorageState

START_SECONDS = 30
PROJECT = Path(__file__).parents[2]
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def served_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the application that the browser visits."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def server_url(served_folder: Path) -> Iterator[str]:
    """The address of the application as `make run` starts it, with a data folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = served_folder
    settings = {
        "DATA_FOLDER": str(folder / "data"),
        "PORT": str(port),
        "WORKERS": "1",
        "READ_RECEIPTS": "off",
        "REGISTRATION": "open",
        "TRUSTED_PROXIES": "1",
        "PATH": os.environ["PATH"],
    }
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
