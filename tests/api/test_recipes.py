"""Each block of `sh` in docs/api.md is run against a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from tests.support.documents import scanned_pdf
from tests.support.factories import PASSWORD, picture
from tests.support.http_client import registered
from tests.support.servers import PATIENCE_SECONDS, PROJECT, environment, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.servers import Server

GUIDE = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "data", MAX_UPLOAD_BYTES=str(2 * 1024 * 1024)) as server:
        yield server


@pytest.fixture
def token(server: Server) -> str:
    """A token of ana, made by the form."""
    browser = registered(server, "ana")
    fields = {"name": "Phone", "may_add": "y", "may_read": "y", "days": "30", "password": PASSWORD}
    page = browser.submit(server, "/auth/tokens/", **fields)
    return re.findall(r">(potrosnja_[^<]+)<", page.html)[0]


def prepare(folder: Path) -> None:
    """Put there what the recipes send, and what a clone has."""
    (folder / "receipt.jpg").write_bytes(picture())
    (folder / "bill.pdf").write_bytes(scanned_pdf())
    message = EmailMessage()
    message.set_content("Thank you!")
    message.add_attachment(scanned_pdf("blue"), "application", "pdf", filename="bill.pdf")
    (folder / "message.eml").write_bytes(bytes(message))
    (folder / ".venv").symlink_to(sys.prefix)


def test_every_recipe_works_as_it_stands(server: Server, token: str, tmp_path: Path) -> None:
    prepare(tmp_path)
    own = environment(tmp_path / "data", server.port, FLASK_APP=str(PROJECT / "wsgi.py"), PYTHONPATH=str(PROJECT))
    variables = {**own, "POTROSNJA": f"http://127.0.0.1:{server.port}", "TOKEN": token, "HOME": os.devnull}
    for recipe in RECIPES:
        result = subprocess.run(
            ["bash", "-eu", "-c", recipe],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert result.returncode == 0, (recipe, result.stdout, result.stderr)
    asked = server.ask("GET", "/api/v1/expenses", Authorization=f"Bearer {token}")
    amounts = [item["amount"] for item in json.loads(asked[1])["expenses"]]
    assert sorted(amounts) == ["12.50", "12.50", "12.50", "3.20", "8.99"]
    assert len(RECIPES) == 11
