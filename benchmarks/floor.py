"""The floor of a page: an answer of the same bytes and rows, from constants, without a database.

It passes the same server, hooks and compression as the page, and the same check of the log-in cookie, except that it
compares the cookie with a constant where the page reads the account. Rows, that is table rows, list items and options,
are rendered by Jinja one by one with escaping, as many as on the page.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Response, abort, g, redirect, render_template, request, session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Flask
    from jinja2 import Template
    from werkzeug.wrappers import Response as BaseResponse

ENDPOINT = "benchmark_floor"
_ROW = re.compile(r"\s*<(tr|li|option)\b(?:(?!<\1\b).)*?</\1>", re.DOTALL)
_VALUE = re.compile(r'(?<=>)[^<]*[^<\s][^<]*(?=<)|(?<==")[^"]*(?=")')  # texts between tags, and values of attributes
_JINJA_MARK = re.compile(r"\{[{%#]")


@dataclass(frozen=True)
class FloorPage:
    """A page rendered from constants: `loops` are the values of its rows, one list for each run of rows alike."""

    template: Template
    loops: list[list[tuple[str, ...]]]


@dataclass(frozen=True)
class FloorFile:
    """A picture in memory."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class FloorRedirect:
    """Where a form leads, after its fields and files were read."""

    location: str


@dataclass(frozen=True)
class _Account:
    """Whose cookie the floor knows; what the hooks and the templates ask of an account."""

    session_id: str
    is_authenticated = True
    is_active = True
    language = "en"
    currency = "EUR"


class Floors:
    """The floors of one application, by the names of their pages."""

    def __init__(self, app: Flask, session_id: str) -> None:
        self.answers: dict[str, FloorPage | FloorFile | FloorRedirect] = {}
        self._app = app
        self._account = _Account(session_id)
        app.add_url_rule("/floor/<name>", ENDPOINT, self._answer, methods=["GET", "POST"])
        app.before_request_funcs.setdefault(None, []).insert(0, self._check_cookie)

    def add_page(self, name: str, page_html: str) -> None:
        """Make the floor of a page from its own HTML."""
        source, loops = split_page(page_html)
        environment = self._app.jinja_env.overlay(trim_blocks=False, lstrip_blocks=False, keep_trailing_newline=True)
        self.answers[name] = FloorPage(environment.from_string(source), loops)

    def _check_cookie(self) -> None:
        """Let the bearer of the cookie in without asking the database: the log-in check looks here first."""
        if request.endpoint == ENDPOINT and session.get("_user_id") == self._account.session_id:
            g._login_user = self._account  # noqa: SLF001 - where Flask-Login keeps it

    def _answer(self, name: str) -> str | BaseResponse:
        answer = self.answers.get(name) or abort(404)
        if isinstance(answer, FloorPage):
            return render_template(answer.template, loops=answer.loops)
        if isinstance(answer, FloorFile):
            return Response(answer.content, mimetype=answer.media_type)
        for file in request.files.values():
            file.read()
        return redirect(answer.location)


def split_page(page_html: str) -> tuple[str, list[list[tuple[str, ...]]]]:
    """Return a template that renders the page with a loop for each run of rows alike, and the values for the loops."""
    parts: list[str] = []
    loops: list[list[tuple[str, ...]]] = []
    for is_row, pieces in groupby(_pieces(page_html), key=lambda piece: bool(_ROW.fullmatch(piece))):
        if not is_row:
            parts += [_verbatim(piece) for piece in pieces]
            continue
        for _, alike in groupby(pieces, key=_skeleton):
            rows = list(alike)
            parts.append(f"{{% for row in loops[{len(loops)}] %}}{_loop_body(rows)}{{% endfor %}}")
            loops.append([_values(row) for row in rows])
    return "".join(parts), loops


def _pieces(page_html: str) -> Iterator[str]:
    """Cut a page into its innermost rows and what lies between them."""
    end = 0
    for match in _ROW.finditer(page_html):
        if match.start() > end:
            yield page_html[end : match.start()]
        yield match[0]
        end = match.end()
    yield page_html[end:]


def _skeleton(row: str) -> str:
    return _VALUE.sub("\0", row)


def _values(row: str) -> tuple[str, ...]:
    return tuple(html.unescape(value) for value in _VALUE.findall(row))


def _loop_body(rows: Sequence[str]) -> str:
    """Return the rows' common text, in which an expression stands wherever they differ."""
    columns = list(zip(*(_values(row) for row in rows), strict=True))
    places = iter(range(len(columns)))

    def write(match: re.Match[str]) -> str:
        place = next(places)
        is_varying = len(set(columns[place])) > 1
        return f"{{{{ row[{place}] }}}}" if is_varying else _verbatim(match[0])

    return _VALUE.sub(write, rows[0])


def _verbatim(text: str) -> str:
    """Return the text so that Jinja writes it as it is."""
    return _JINJA_MARK.sub(lambda match: f"{{{{ '{match[0]}' }}}}", text)
