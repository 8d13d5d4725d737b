"""Take the pictures of README.md and write docs/screens.md, from the running application: `make screenshots`."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import itertools
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

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

HERE = Path(__file__).parent
PORT = "5098"
ADDRESS = f"http://127.0.0.1:{PORT}"
TODAY = dt.datetime.now(dt.UTC).date()
FOLDER = HERE / "screens"
PAGES = {
    "home": "/",
    "list": "/expenses/",
    "new": "/expenses/new",
    "month": f"/months/{TODAY:%Y-%m}",
    "year": f"/years/{TODAY:%Y}",
    "categories": "/habits/",
    "plan": "/goals/",
    "recurring": "/recurring/",
    "report": f"/report/?month={TODAY:%Y-%m}",
    "receipt": "/receipts/40",
}
DEVICES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")


def main() -> None:
    """Serve a demo account and photograph its pages, on each device and in each theme."""
    with tempfile.TemporaryDirectory() as folder, _server(folder), sync_playwright() as playwright:
        shutil.rmtree(FOLDER, ignore_errors=True)  # not before all is there that makes new ones
        FOLDER.mkdir()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for device, theme in itertools.product(DEVICES, THEMES):
            page = _log_in(browser.new_context(locale="en-US", viewport=DEVICES[device], color_scheme=theme))
            for name, path in PAGES.items():
                page.goto(ADDRESS + path, wait_until="networkidle")
                _save(page.screenshot(), FOLDER / f"{name}-{device}-{theme}.webp")
        browser.close()
    (HERE / "screens.md").write_text(_write_page(), encoding="utf-8")


def _write_page() -> str:
    lines = ["# Screens", "", "Taken from the demo account by `make screenshots`."]
    for name in PAGES:
        pictures = [f"screens/{name}-{device}-{theme}.webp" for device, theme in itertools.product(DEVICES, THEMES)]
        lines += ["", f"## {name.capitalize()}", "", "|" + " |" * 4, "|" + "---|" * 4]
        lines += ["| " + " | ".join(f"![{name}]({picture})" for picture in pictures) + " |"]
    return "\n".join([*lines, ""])


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
    for _ in range(600):
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(f"{ADDRESS}/healthz"):  # noqa: S310
            return
        time.sleep(0.1)
    msg = f"No server answers on {ADDRESS}."
    raise TimeoutError(msg)


def _log_in(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{ADDRESS}/auth/login")
    page.get_by_label("Username").fill("demo")
    page.get_by_label("Password", exact=True).fill("demo-password")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{ADDRESS}/")
    return page


def _save(screenshot: bytes, target: Path) -> None:
    with Image.open(io.BytesIO(screenshot)) as picture:
        picture.save(target, quality=80, method=6)


if __name__ == "__main__":
    main()
