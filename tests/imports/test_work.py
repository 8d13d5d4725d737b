from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from app.imports import streaming, turns
from app.imports.streaming import _in_pieces
from app.imports.turns import MAX_REQUESTS, in_turn
from app.imports.work import Progress, Stage, Work, chunks
from app.receipts.turns import BusyError
from tests.imports.steps import start

if TYPE_CHECKING:
    from app.imports.work import Steps
    from tests.support.client import Client

ONE, TWO = Progress(Stage.READING, 1), Progress(Stage.READING, 2)


class LostError(Exception):
    pass


def steps(error: Exception | None = None) -> Steps[str]:
    yield ONE
    if error:
        raise error
    yield TWO
    return "done"


def test_work_tells_its_steps_and_then_has_a_result() -> None:
    work = Work(steps())
    assert (work.result, list(work), work.result, work.error) == (None, [ONE, TWO], "done", None)


def test_an_expected_error_is_kept_for_the_page() -> None:
    work = Work(steps(LostError()), LostError)
    assert list(work) == [ONE]
    assert isinstance(work.error, LostError)


def test_another_error_is_raised() -> None:
    with pytest.raises(LostError):
        list(Work(steps(LostError()), KeyError))


def test_values_come_in_parts_of_a_thousand() -> None:
    assert [len(chunk) for chunk in chunks(range(2500))] == [1000, 1000, 500]


def test_a_page_that_is_ready_at_once_is_sent_in_one_piece() -> None:
    assert list(_in_pieces(iter("abc"))) == ["abc"]


def test_a_page_that_takes_longer_is_sent_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter((0.0, 0.1, 0.3, 0.3, 0.4))
    monkeypatch.setattr(streaming, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    assert list(_in_pieces(iter("abc"))) == ["ab", "c"]


def test_one_import_works_at_a_time() -> None:
    first = in_turn(steps())
    next(first)
    with pytest.raises(BusyError):
        next(in_turn(steps(), patience_seconds=0.01))
    first.close()
    assert list(in_turn(steps())) == [ONE, TWO]


def test_few_imports_wait(client: Client) -> None:
    url = start(client)
    with ExitStack() as stack:
        for _ in range(MAX_REQUESTS):
            stack.enter_context(turns._places)  # noqa: SLF001
        for path in ("categories", "preview"):
            assert "Try again" in client.page(f"{url}/{path}").text
        assert "Nothing was saved" in client.submit(f"{url}/preview").text
    assert "New" in client.page(f"{url}/preview").text
