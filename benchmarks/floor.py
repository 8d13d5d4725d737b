"""The floor of a page: an answer of the same bytes and rows, from constants, without a database.

It passes the same hooks and compression as the page, and the same check of the log-in cookie, except that it compares
the cookie with a constant where the page reads the account. Rows, that is table rows, list items and options, are
rendered by Jinja one by one with escaping, as many as on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import TypeAlias

from flask import Flask, g, render_template, request, session
from jinja2 import Template

Loops: TypeAlias = "list[list[list[str]]]"  # the values of the rows, one list for each run of rows alike
_ENDPOINT = "benchmark_floor"
_ROW = re.compile(r"(\s*<(?P<tag>tr|li|option)\b(?:(?!<(?P=tag)\b).)*?</(?P=tag)>)", re.DOTALL)
_VALUE = re.compile(r'(?<=>)[^<]*[^<\s][^<]*(?=<)|(?<==")[^"]*(?=")')  # texts between tags, and values of attributes
_PLACE_OF_TAG = 2  # in each three of what `_ROW.split` returns
_JINJA_MARK = re.compile(r"\{[{%#]")
# What the hooks and the templates ask of an account.
_ACCOUNT = SimpleNamespace(is_authenticated=True, is_active=True, language="en", currency="EUR")


class Floors:
    """The floors of one application; `session_ids` are of those who may see them."""

    def __init__(self, app: Flask) -> None:
        self.session_ids: set[str] = set()
        self._pages: list[tuple[Template, Loops]] = []
        self._environment = app.jinja_env.overlay(trim_blocks=False, lstrip_blocks=False, keep_trailing_newline=True)
        app.add_url_rule("/floor/<int:number>", _ENDPOINT, self._show)
        app.before_request_funcs.setdefault(None, []).insert(0, self._check_cookie)

    def add(self, page_html: str) -> str:
        """Make the floor of a page from its HTML, and return its address."""
        source, loops = split_page(page_html)
        self._pages.append((self._environment.from_string(source), loops))
        return f"/floor/{len(self._pages) - 1}"

    def _show(self, number: int) -> str:
        template, loops = self._pages[number]
        return render_template(template, loops=loops)

    def _check_cookie(self) -> None:
        """Let the bearer of the cookie in without asking the database: the log-in check looks here first."""
        if request.endpoint == _ENDPOINT and session.get("_user_id") in self.session_ids:
            g._login_user = _ACCOUNT  # noqa: SLF001 - where Flask-Login keeps it


def split_page(page_html: str) -> tuple[str, Loops]:
    """Return a template that renders the page with a loop for each run of rows alike, and the values for the loops."""
    parts: list[str] = []
    loops: Loops = []
    pieces = [piece for place, piece in enumerate(_ROW.split(page_html)) if piece and place % 3 != _PLACE_OF_TAG]
    for skeleton, alike in groupby(
        pieces, key=lambda piece: _VALUE.sub("\0", piece) if _ROW.fullmatch(piece) else None
    ):
        rows = list(alike)
        if skeleton is None:
            parts += [_verbatim(piece) for piece in rows]
        else:
            parts.append(f"{{% for row in loops[{len(loops)}] %}}{_loop_body(rows)}{{% endfor %}}")
            loops.append([_values(row) for row in rows])
    return "".join(parts), loops


def _values(row: str) -> list[str]:
    return [html.unescape(value) for value in _VALUE.findall(row)]


def _loop_body(rows: Sequence[str]) -> str:
    """Return the rows' common text, in which an expression stands wherever they differ."""
    columns = list(zip(*map(_values, rows), strict=True))
    places = iter(range(len(columns)))

    def write(match: re.Match[str]) -> str:
        place = next(places)
        return f"{{{{ row[{place}] }}}}" if len(set(columns[place])) > 1 else _verbatim(match[0])

    return _VALUE.sub(write, rows[0])


def _verbatim(text: str) -> str:
    """Return the text so that Jinja writes it as it is."""
    return _JINJA_MARK.sub(lambda match: f"{{{{ '{match[0]}' }}}}", text)
