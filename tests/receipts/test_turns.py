"""Whose turn it is to decode photos, among threads and processes."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.receipts.turns import MAX_REQUESTS, BusyError, turn
from tests.support.factories import entry, upload

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

PATIENCE_SECONDS = 30
# It says when it has the turn, and keeps it until it is ended.
PROCESS = """
import sys
from pathlib import Path
from app.receipts.turns import turn
with turn(Path(sys.argv[1])):
    print("has it", flush=True)
    sys.stdin.read()
"""


def test_of_several_threads_one_has_the_turn(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def decode(number: int) -> None:
        with turn(tmp_path, PATIENCE_SECONDS):
            inside.append(number)
            time.sleep(0.005)
            most.append(len(inside))
            inside.remove(number)

    with ThreadPoolExecutor(MAX_REQUESTS) as pool:
        list(pool.map(decode, range(30)))
    assert (len(most), max(most)) == (30, 1)


def test_a_turn_that_does_not_come_in_time_is_given_up(tmp_path: Path) -> None:
    with turn(tmp_path), pytest.raises(BusyError), turn(tmp_path, 0.2):
        pass
    with turn(tmp_path):
        pass


def test_a_process_waits_for_another_one_and_not_for_a_dead_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, str(tmp_path)]
    folder = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "has it\n"
        with pytest.raises(BusyError), turn(tmp_path, 0.2):
            pass
        process.kill()
        with turn(tmp_path, PATIENCE_SECONDS):
            pass


def test_while_too_many_wait_the_form_comes_back_as_it_was_typed(
    client: Client, make: Factory, alice: User, tmp_path: Path
) -> None:
    fields = entry(make.category(alice), merchant="Pekara")
    with ExitStack() as stack:
        for number in range(MAX_REQUESTS):
            (folder := tmp_path / str(number)).mkdir()
            stack.enter_context(turn(folder))
        page = client.submit("/expenses/new", **fields, receipts=upload())
        assert client.submit("/expenses/new", **entry(make.category(alice))).status == 302  # without a photo
    assert page.status == 400
    assert page.error_of("receipts").startswith("The server is busy with other photos.")
    assert page.attributes("#merchant", "value") == ["Pekara"]
    assert client.submit("/expenses/new", **fields, receipts=upload()).status == 302
