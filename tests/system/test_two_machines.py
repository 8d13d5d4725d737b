"""Two machines that keep nothing: one PostgreSQL and one bucket are all that they share."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.factories import picture
from tests.support.http_client import Browser, registered
from tests.support.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.servers import Server

SECRET_KEY = "the same on every machine"


@pytest.fixture
def machines(tmp_path: Path, empty_database_url: str, in_bucket: dict[str, str]) -> Iterator[tuple[Server, Server]]:
    shared = {"DATABASE_URL": empty_database_url, "SECRET_KEY": SECRET_KEY, **in_bucket}
    starts = [running(tmp_path / name, **shared) for name in ("one", "two")]
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        one, two = pool.map(stack.enter_context, starts)
        yield one, two


@pytest.mark.postgresql
def test_what_is_begun_on_one_machine_goes_on_on_the_other(machines: tuple[Server, Server], tmp_path: Path) -> None:
    one, two = machines
    ana = registered(one, "ana")
    assert ana.submit(one, "/receipts/", receipts=picture()).status == 200
    (image,) = {*re.findall(r"/receipts/\d+(?=/thumbnail)", ana.get(two, "/receipts/").html)}
    assert ana.get(two, f"{image}/image").body.startswith(b"\xff\xd8")
    assert Browser().log_in(two, "ana").path == "/"

    berta = registered(two, "berta")
    sent = berta.submit(two, "/imports/", file=ana.get(one, "/exports/archive.zip").body)
    assert "1 receipt" in berta.submit(one, sent.path).html
    (copy,) = {*re.findall(r"/receipts/\d+(?=/thumbnail)", berta.get(two, "/receipts/").html)}
    assert berta.get(two, f"{copy}/image").body == ana.get(one, f"{image}/image").body
    assert not list(tmp_path.rglob("*.jpg"))
