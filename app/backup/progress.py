"""Telling how far a backup is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Report = Callable[[str, int, int], None]  # takes what is being done, how much of it is done, and how much there is
_Item = TypeVar("_Item")


def reported(report: Report, label: str, items: Sequence[_Item]) -> Iterator[_Item]:
    """Yield items, and report after each."""
    for done, item in enumerate(items, 1):
        yield item
        report(label, done, len(items))
