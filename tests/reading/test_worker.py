from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.reading import worker as worker_module
from app.reading.lines import Page
from app.reading.worker import NotReadError, NotWantedError, Worker
from tests.support.servers import is_running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


class StandIn:
    """Does what the name of a picture says, in place of an engine; the width of a page is the process's number."""

    def read(self, path: Path) -> Page:
        match path.name:
            case "broken":
                raise OSError
            case "ends":
                os._exit(1)
            case "slow":
                while True:
                    pass
        return Page(os.getpid(), 1, ())


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(worker_module, "Engine", StandIn)
    one = Worker(lambda: True, max_seconds=1, max_pictures=3)
    yield one
    one.end()


def read(worker: Worker, name: str = "good") -> int:
    """Return the number of the process that read a picture."""
    return worker.read(Path(name)).width


def test_one_process_reads_one_picture_after_the_other(worker: Worker) -> None:
    number = read(worker)
    assert number not in {os.getpid(), 0}
    assert read(worker) == number


def test_a_broken_picture_leaves_the_process(worker: Worker) -> None:
    number = read(worker)
    with pytest.raises(NotReadError):
        read(worker, "broken")
    assert read(worker) == number


@pytest.mark.parametrize("name", ["ends", "slow"])
def test_a_picture_that_ends_the_engine_or_takes_too_long_is_not_read(worker: Worker, name: str) -> None:
    number = read(worker)
    with pytest.raises(NotReadError):
        read(worker, name)
    assert not is_running(number)
    assert read(worker) != number


@pytest.mark.usefixtures("worker")
def test_what_nobody_wants_any_more_is_left() -> None:
    stopped = Worker(lambda: False, max_seconds=5)
    with pytest.raises(NotWantedError):
        read(stopped, "slow")


def test_the_process_is_replaced_now_and_then(worker: Worker) -> None:
    numbers = [read(worker) for _ in range(4)]
    assert numbers[0] == numbers[1] == numbers[2] != numbers[3]
    assert not is_running(numbers[0])


def test_nothing_stays_at_the_end(worker: Worker) -> None:
    number = read(worker)
    worker.end()
    assert not is_running(number)
    worker.end()
