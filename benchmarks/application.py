"""The application of one version without a server, in a process of its own, which calls these functions.

Of the project they know `create_app`, `load_config` and what a browser sees, so that they work with earlier versions
too; only `draw` looks inside.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import create_environ, run_wsgi_app

from benchmarks.floor import Floors

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Form: TypeAlias = "dict[str, object]"
_PASSWORD = "a long passphrase"  # noqa: S105 - of accounts that live as long as the run
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_this: _Application  # of this process


class UnexpectedAnswerError(Exception):
    """A page did not answer as it should, so that its time would mean nothing."""


def right_status(form: Form | None) -> int:
    """Return what a page answers when all is well: a form leads on."""
    return int(HTTPStatus.FOUND if form else HTTPStatus.OK)


@dataclass(frozen=True)
class Login:
    """What a signed-in browser has: its cookie, and the token that its forms carry."""

    cookie: str
    token: str

    def request(self, url: str, form: Form | None = None, encodings: str = "gzip, deflate, br") -> WSGIEnvironment:
        headers = [("Cookie", self.cookie), ("Accept-Encoding", encodings)]
        data = {**form, "csrf_token": self.token} if form else None
        return create_environ(url, method="POST" if form else "GET", headers=headers, data=data)


@dataclass
class _Application:
    app: Flask
    floors: Floors
    clock: Callable[[], float]
    logins: dict[str, Login] = field(default_factory=dict)
    query_count: int = 0


def start(code: str, settings: dict[str, str]) -> None:
    """Make the application of the code in a folder."""
    global _this  # noqa: PLW0603 - a pool of processes calls functions
    os.environ.update(settings)
    sys.path.insert(0, code)
    from app import create_app  # noqa: PLC0415 - which one, says the path
    from config import load_config  # noqa: PLC0415

    app = create_app(load_config())
    # A database server works in processes of its own, whose CPU time nobody here sees.
    clock = time.process_time if settings["DATABASE_URL"].startswith("sqlite") else time.perf_counter
    _this = _Application(app, Floors(app), clock)
    event.listen(Engine, "before_cursor_execute", _count_query)


def register(username: str) -> None:
    """Make an account, with the categories that everybody begins with."""
    form = {"username": username, "password": _PASSWORD, "first_name": "Ana", "last_name": "Horvat"}
    _send_form(_this.app.test_client(), "/auth/register", form)


def log_in(username: str) -> Login:
    client = _this.app.test_client()
    _send_form(client, "/auth/login", {"username": username, "password": _PASSWORD})
    token, cookie = _read_token(client, "/expenses/new"), client.get_cookie("session")
    with client.session_transaction() as session:
        _this.floors.session_ids.add(session["_user_id"])
    _this.logins[username] = Login(f"session={cookie.value if cookie else ''}", token)
    return _this.logins[username]


def send(username: str, url: str, form: Form | None = None) -> tuple[float, int]:
    """Return the milliseconds of one request, and how many queries it made."""
    environ = _this.logins[username].request(url, form)
    _this.query_count, begin = 0, _this.clock()
    _, status, _ = run_wsgi_app(_this.app.wsgi_app, environ, buffered=True)
    milliseconds = 1000 * (_this.clock() - begin)
    if not status.startswith(str(right_status(form))):
        raise UnexpectedAnswerError(url, status)
    return milliseconds, _this.query_count


def make_floor(username: str, url: str) -> str:
    """Make the floor of a page from the page's own HTML, and return its address."""
    environ = _this.logins[username].request(url, encodings="identity")
    content, _, _ = run_wsgi_app(_this.app.wsgi_app, environ, buffered=True)
    return _this.floors.add(b"".join(content).decode())


def draw(bar_count: int, number: int) -> float:
    """Return the CPU milliseconds of drawing a chart for a page; `number` makes it another one each time."""
    from app.charts.data import Bar, BarChart  # noqa: PLC0415 - earlier versions have none of it
    from app.charts.page import draw_page  # noqa: PLC0415
    from app.core.money import MoneyFormat  # noqa: PLC0415

    ticks = [str(place) if place % (bar_count // 10) == 0 else "" for place in range(bar_count)]
    bars = tuple(Bar("A day", 999 * place + number, "€9", "/", tick=tick) for place, tick in enumerate(ticks))
    chart = BarChart("columns", f"Chart {number}", bars, MoneyFormat(".", ",", 2, prefix="€"))
    begin = time.process_time()
    draw_page(chart)
    return 1000 * (time.process_time() - begin)


def _send_form(client: FlaskClient, url: str, form: dict[str, str]) -> None:
    answer = client.post(url, data={**form, "csrf_token": _read_token(client, url)})
    if answer.status_code != HTTPStatus.FOUND:
        raise UnexpectedAnswerError(url, answer.status)


def _read_token(client: FlaskClient, url: str) -> str:
    return _TOKEN.findall(client.get(url).get_data(as_text=True))[0]


def _count_query(*_arguments: object) -> None:
    _this.query_count += 1
