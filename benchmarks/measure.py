"""Requests to the application in process, their CPU time, and how two ways to the same end are measured in turn."""

from __future__ import annotations

import gc
import io
import re
import statistics
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.kept_pages import forget_pages
from werkzeug.test import EnvironBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask

    Headers: TypeAlias = list[tuple[str, str]]

AFTER_CHANGE = ", after a change"  # ends the name of a page that has to be made anew
_MILLISECONDS = 1000
_SERIES_SECONDS, _FEWEST_ROUNDS = 5, 10
_ENCODINGS = "gzip, deflate, br"  # what browsers send
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class UnexpectedAnswerError(Exception):
    """A page did not answer as it should, so that its time would mean nothing."""

    def __init__(self, url: str, answer: object) -> None:
        super().__init__(f"{url} answered {answer}")


@dataclass(frozen=True)
class Time:
    """How long something took, in milliseconds: of this process's CPU, and by the clock on the wall."""

    cpu_ms: float
    wall_ms: float


@dataclass(frozen=True)
class Request:
    """What is asked for; a form is posted when there are fields."""

    url: str
    fields: tuple[tuple[str, str], ...] = ()
    photo: bytes = b""

    @property
    def is_post(self) -> bool:
        return bool(self.fields or self.photo)


@dataclass(frozen=True)
class Answer:
    """What came back; `content` is what would travel, compressed or not."""

    status: str
    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True)
class Prepared:
    """A request as a server hands it to the application."""

    url: str
    environ: dict[str, object]
    body: bytes
    status: str


@dataclass(frozen=True)
class Browser:
    """The measured user's cookies, and the application without a server in between."""

    app: Flask
    cookie: str
    token: str

    def prepare(self, request: Request, *, encodings: str = _ENCODINGS) -> Prepared:
        """Build everything that a server would build before it calls the application."""
        headers = [("Cookie", self.cookie), ("Accept-Encoding", encodings)]
        data: dict[str, str | tuple[io.BytesIO, str]] = dict(request.fields)
        if request.is_post:
            data["csrf_token"] = self.token
        if request.photo:
            data["receipts"] = (io.BytesIO(request.photo), "photo.jpg")
        method = "POST" if request.is_post else "GET"
        builder = EnvironBuilder(path=request.url, method=method, headers=headers, data=data or None)
        environ = dict(builder.get_environ())
        body = environ["wsgi.input"].read()
        builder.close()
        return Prepared(request.url, environ, body, "302" if request.is_post else "200")

    def send_anew(self, prepared: Prepared) -> Answer:
        """Send a request as the first one after a change, when no page is kept.

        Raises:
            UnexpectedAnswerError: the status is not the one that the request should get.
        """
        forget_pages()
        return self.send(prepared)

    def send(self, prepared: Prepared) -> Answer:
        """Call the application, and read its answer to the end.

        Raises:
            UnexpectedAnswerError: the status is not the one that the request should get.
        """
        started: deque[tuple[str, Headers]] = deque(maxlen=1)

        def start(status: str, headers: Headers, _error: object = None) -> Callable[[bytes], object]:
            started.append((status, headers))
            return bytes

        parts = self.app.wsgi_app({**prepared.environ, "wsgi.input": io.BytesIO(prepared.body)}, start)
        content = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        status, headers = started[0]
        if not status.startswith(prepared.status):
            raise UnexpectedAnswerError(prepared.url, status)
        return Answer(status, dict(headers), content)


def open_browser(app: Flask, session_id: str) -> Browser:
    """Sign the user in, and get the token that forms need."""
    client, form_url = app.test_client(), "/expenses/new"
    with client.session_transaction() as session:
        session["_user_id"] = session_id
        session["_fresh"] = True
    form = client.get(form_url)
    match = _TOKEN.search(form.get_data(as_text=True))
    cookie = client.get_cookie("session")
    if match is None or cookie is None:
        raise UnexpectedAnswerError(form_url, form.status)
    return Browser(app, f"session={cookie.value}", match[1])


def time_in_turn(calls: Sequence[Callable[[], object]], rounds: int) -> list[Time]:
    """Return the median time of each call; they take turns, so that a noisy moment meets them all.

    What is slow is measured in fewer rounds, so that a run ends.
    """
    begin = time.perf_counter()
    for call in calls:
        call()
    affordable = int(_SERIES_SECONDS / (time.perf_counter() - begin))
    rounds = min(rounds, max(_FEWEST_ROUNDS, affordable))
    gc.collect()
    samples: list[list[Time]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, times in zip(calls, samples, strict=True):
            cpu, wall = time.process_time(), time.perf_counter()
            call()
            times.append(
                Time(_MILLISECONDS * (time.process_time() - cpu), _MILLISECONDS * (time.perf_counter() - wall))
            )
    return [_median(times) for times in samples]


def _median(times: Sequence[Time]) -> Time:
    return Time(statistics.median(one.cpu_ms for one in times), statistics.median(one.wall_ms for one in times))
