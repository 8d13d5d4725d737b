"""Take the pictures of README.md from the running application: `make screenshots`."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
PORT = "5098"
ADDRESS = f"http://127.0.0.1:{PORT}"
LAST_DAY = dt.datetime.now(dt.UTC).date()
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PICTURES = [
    ("home-desktop-light", "/", DESKTOP, "light"),
    ("month-desktop-dark", f"/months/{LAST_DAY:%Y-%m}", DESKTOP, "dark"),
    ("home-phone-dark", "/", PHONE, "dark"),
    ("new-phone-light", "/expenses/new", PHONE, "light"),
    ("list-phone-light", "/expenses/?receipt=with", PHONE, "light"),
    ("receipt-phone-dark", "/receipts/40", PHONE, "dark"),
]


def main() -> None:
    """Serve a demo account and photograph its pages."""
    with tempfile.TemporaryDirectory() as folder, _server(folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, viewport, theme in PICTURES:
            _photograph(browser, path, HERE / f"{name}.png", viewport=viewport, color_scheme=theme)
        browser.close()


@contextlib.contextmanager
def _server(folder: str) -> Iterator[None]:
    environment = {**os.environ, "DATA_FOLDER": folder, "PORT": PORT, "WORKERS": "1"}
    subprocess.run([sys.executable, "-m", "flask", "demo"], env=environment, check=True)
    process = subprocess.Popen([sys.executable, "run.py"], env=environment)
    try:
        _wait_for_server()
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for_server() -> None:
    for _ in range(100):
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(f"{ADDRESS}/healthz"):  # noqa: S310
            return
        time.sleep(0.1)


def _photograph(browser: Browser, path: str, target: Path, **options: object) -> None:
    context = browser.new_context(locale="en-US", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{ADDRESS}/auth/login")
    page.get_by_label("Username").fill("demo")
    page.get_by_label("Password", exact=True).fill("demo-password")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{ADDRESS}/")
    page.goto(ADDRESS + path, wait_until="networkidle")
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    main()
