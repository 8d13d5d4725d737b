"""Requests at the same moment, in threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.support.client import Client, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 30


def all_at_once(*actions: Callable[[], Page]) -> list[Page]:
    """Begin actions at the same moment, and return the pages that answer, in the order of the actions."""
    barrier = threading.Barrier(len(actions))

    def begin(action: Callable[[], Page]) -> Page:
        barrier.wait(PATIENCE_SECONDS)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(begin, actions))


def post_at_once(client: Client, *forms: tuple[str, dict[str, Any]]) -> list[Page]:
    """Send forms, each to its URL, from one browser: all have read before one of them writes.

    Each form brings its token and all else itself.
    """
    with met_before_writing(len(forms)), ThreadPoolExecutor(len(forms)) as pool:
        answers = [pool.submit(_copy_of(client).post, url, data=fields) for url, fields in forms]
        return [Page(answer.result(PATIENCE_SECONDS)) for answer in answers]


@contextmanager
def met_before_writing(count: int) -> Iterator[None]:
    """Let so many threads wait for one another where each of them writes for the first time."""
    barrier, seen = threading.Barrier(count), threading.local()

    def meet(*_arguments: object) -> None:
        if not hasattr(seen, "others"):
            seen.others = barrier.wait(PATIENCE_SECONDS)

    with _listening(meet):
        yield


@contextmanager
def _listening(meet: Callable[..., None]) -> Iterator[None]:
    event.listen(Session, "before_flush", meet)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", meet)


def _copy_of(client: Client) -> Client:
    other, cookie = client.application.test_client(), client.get_cookie("session")
    assert isinstance(other, Client)
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    return other
