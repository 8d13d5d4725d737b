from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.streaming import _in_pieces
from app.imports.work import Progress, Stage, Work, chunks, run

if TYPE_CHECKING:
    from app.imports.work import Steps

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


def test_steps_can_be_run_without_looking() -> None:
    assert run(steps()) == "done"


def test_values_come_in_parts_of_a_thousand() -> None:
    assert [len(chunk) for chunk in chunks(range(2500))] == [1000, 1000, 500]


def test_a_page_that_is_ready_at_once_is_sent_in_one_piece() -> None:
    assert list(_in_pieces(iter("abc"))) == ["abc"]


def test_a_page_that_takes_longer_is_sent_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter((0.0, 0.1, 0.3, 0.3, 0.4))
    monkeypatch.setattr("app.imports.streaming.time.monotonic", lambda: next(seconds))
    assert list(_in_pieces(iter("abc"))) == ["ab", "c"]
