"""A data set with everything that measuring its pages takes."""

from __future__ import annotations

import http
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from app.database.engine import db
from benchmarks.drivers import Driver, recorded_statements
from benchmarks.floor import FloorFile, FloorRedirect, Floors
from benchmarks.measure import AFTER_CHANGE, Request, UnexpectedAnswerError, open_browser, time_in_turn
from benchmarks.results import PageCost, Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy import Engine

    from benchmarks.data import DataSet
    from benchmarks.measure import Answer, Browser, Prepared, Time
    from benchmarks.pages import Page

_CHART_FILTER = "draw_inline"
_MIN_WRITES = 3


class ChartSwitch:
    """The filter that puts charts into pages, which can be told to leave them out."""

    def __init__(self, app: Flask) -> None:
        self.is_on = True
        self._draw = app.jinja_env.filters[_CHART_FILTER]
        app.jinja_env.filters[_CHART_FILTER] = self

    def __call__(self, chart: Any) -> Markup:
        return Markup(self._draw(chart)) if self.is_on else Markup()  # noqa: S704 - the application's own drawing


@dataclass(frozen=True)
class Stage:
    """A data set, a browser signed in as the measured user, the floors, and a plain connection."""

    data: DataSet
    browser: Browser
    floors: Floors
    charts: ChartSwitch
    engine: Engine
    driver: Driver

    def measure(self, page: Page, rounds: int) -> Iterator[PageCost]:
        """Measure a page in turn with its floor: as it is met again, if it is kept, and made anew as after a change."""
        rounds = max(min(rounds, _MIN_WRITES), round(rounds * page.rounds_share))
        prepared = self.browser.prepare(page.request)
        floor = self._floor(page)
        anew = self._measure_anew(page, prepared, floor, rounds)
        if page.is_kept:
            yield self._measure_kept(anew, prepared, floor, rounds)
            anew = replace(anew, page=page.name + AFTER_CHANGE)
        yield anew

    def _measure_anew(self, page: Page, prepared: Prepared, floor: Callable[[], object], rounds: int) -> PageCost:
        """Measure a page in turn with its statements too."""
        with recorded_statements(self.engine) as statements:
            answer = self.browser.send_anew(prepared)
        calls = [lambda: self.browser.send_anew(prepared), floor]
        if page.can_replay:
            calls.append(lambda: self.driver.replay(statements, is_writing=page.request.is_post))
        took, floor_took, *sql_took = time_in_turn(calls, rounds)
        return PageCost(
            *(self.data.size.expenses, page.name, took.cpu_ms, floor_took.cpu_ms),
            sql_page_ms=self._comparable_ms(took) if sql_took else None,
            sql_ms=self._comparable_ms(sql_took[0]) if sql_took else None,
            query_count=len(statements),
            byte_count=len(answer.content),
        )

    def _measure_kept(self, anew: PageCost, prepared: Prepared, floor: Callable[[], object], rounds: int) -> PageCost:
        """Measure a page that nothing has changed since; the statements beside it are those that made it."""
        self.browser.send(prepared)
        with recorded_statements(self.engine) as statements:
            self.browser.send(prepared)
        took, floor_took = time_in_turn([lambda: self.browser.send(prepared), floor], rounds)
        return replace(
            anew,
            page_ms=took.cpu_ms,
            floor_ms=floor_took.cpu_ms,
            sql_page_ms=self._comparable_ms(took),
            query_count=len(statements),
        )

    def sender(self, request: Request, *, is_anew: bool = True) -> Callable[[], object]:
        """Return what asks for a page as after a change, or as when nothing has changed."""
        prepared = self.browser.prepare(request)
        return lambda: self.browser.send_anew(prepared) if is_anew else self.browser.send(prepared)

    def compare(self, name: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> Pair:
        """Measure two pages in turn, with what the database takes for them, wherever it works."""
        ours_took, theirs_took = time_in_turn([ours, theirs], rounds)
        return Pair(name, self._comparable_ms(ours_took), self._comparable_ms(theirs_took))

    def compare_without_charts(self, name: str, request: Request, rounds: int) -> Pair:
        """Measure a page whose charts are drawn already in turn with the same page without them.

        Raises:
            UnexpectedAnswerError: the page is as large without charts as with them.
        """
        prepared = self.browser.prepare(request)

        def send() -> Answer:
            return self.browser.send_anew(prepared)

        def send_without() -> Answer:
            self.charts.is_on = False
            answer = send()
            self.charts.is_on = True
            return answer

        if len(send_without().content) >= len(send().content):
            raise UnexpectedAnswerError(request.url, "with its charts though they were switched off")
        return compare(name, send, send_without, rounds)

    def _floor(self, page: Page) -> Callable[[], object]:
        """Make the page's floor from its own answer."""
        plain = self.browser.send(self.browser.prepare(page.request, encodings="identity"))
        if int(plain.status.split()[0]) == http.HTTPStatus.FOUND:
            self.floors.answers[page.name] = FloorRedirect(plain.headers["Location"])
        elif plain.headers["Content-Type"].startswith("text/html"):
            self.floors.add_page(page.name, plain.content.decode())
        else:
            self.floors.answers[page.name] = FloorFile(plain.content, plain.headers["Content-Type"])
        request = Request(f"/floor/{page.name}", page.request.fields, page.request.photo)
        return self.sender(request, is_anew=False)

    def _comparable_ms(self, took: Time) -> float:
        """Return what to compare with the database alone: a server works outside of this process."""
        return took.cpu_ms if self.engine.dialect.name == "sqlite" else took.wall_ms


@contextmanager
def opened_stage(data: DataSet) -> Iterator[Stage]:
    """Sign in and connect; close all connections afterwards."""
    floors, charts = Floors(data.app, data.session_id), ChartSwitch(data.app)
    browser = open_browser(data.app, data.session_id)
    with data.app.app_context():
        engine = db.engine
    driver = Driver(engine)
    try:
        yield Stage(data, browser, floors, charts, engine, driver)
    finally:
        driver.close()
        engine.dispose()


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> Pair:
    """Measure two ways to the same end in turn."""
    ours_took, theirs_took = time_in_turn([ours, theirs], rounds)
    return Pair(name, ours_took.cpu_ms, theirs_took.cpu_ms)
