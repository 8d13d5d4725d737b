"""Work that takes seconds, and says meanwhile how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

CHUNK = 1000  # rows or values of one statement
T = TypeVar("T")


class Stage(StrEnum):
    """What is being done."""

    READING = "reading"
    COMPARING = "comparing"
    PICTURES = "pictures"
    SAVING = "saving"


@dataclass(frozen=True)
class Progress:
    """How many things of a stage are done; `total` is 0 while nobody knows it."""

    stage: Stage
    done: int
    total: int = 0


Steps: TypeAlias = "Generator[Progress, None, T]"


class Work(Generic[T]):
    """Steps that are done while somebody iterates over them; after the last one there is a result, or an error.

    A page is sent while it is made, so an error must not end it: those that are expected are kept for the page to say.
    """

    def __init__(self, steps: Steps[T], *expected: type[Exception]) -> None:
        self._steps = steps
        self._expected = expected
        self.result: T | None = None
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[Progress]:
        try:
            self.result = yield from self._steps
        except self._expected as error:
            self.error = error


def finish(steps: Steps[T], hear: Callable[[Progress], None] = lambda _progress: None) -> T:
    """Do all steps, tell how far they are, and return their result."""
    while True:
        try:
            hear(next(steps))
        except StopIteration as end:
            result: T = end.value
            return result


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield the values in lists of CHUNK."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
