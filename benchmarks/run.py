"""One run of the benchmark, from empty databases to figures."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.summaries.charts import draw_inline

from app.expenses.queries import PAGE_SIZE
from benchmarks.data import fill, prepared_place, small_photo
from benchmarks.drivers import recorded_statements
from benchmarks.machine import describe_machine, measure_start_up
from benchmarks.measure import AFTER_CHANGE, Request
from benchmarks.pages import add_expense, list_pages
from benchmarks.pictures import draw_by_matplotlib, keep_photo_by_pillow, large_photo, new_charts
from benchmarks.results import Figure, Results
from benchmarks.rows import COMMON_WORD, RARE_WORD
from benchmarks.server import running_server, tour, worker_megabytes
from benchmarks.stage import compare, opened_stage
from benchmarks.writers import insert_at_once, write_at_once
from benchmarks.wrk import NOT_INSTALLED, is_installed, measure_throughput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.summaries.charts import BarChart

    from benchmarks.measure import Prepared
    from benchmarks.results import PageCost, Pair
    from benchmarks.rows import Size
    from benchmarks.server import Server
    from benchmarks.stage import Stage
    from benchmarks.writers import WriteLoad
    from benchmarks.wrk import Throughput

_LAST_PAGE = 2_000
_SLOW_SHARE = 6  # what takes a second is measured in this part of the rounds
_PAGES_WITH_CHARTS = frozenset({"year", "category", "all months"})
_FEWEST_ROUNDS = 3
_HTTP_PAGES = {
    "home": "/",
    f"home{AFTER_CHANGE}": "/",
    "expenses": "/expenses/",
    f"expenses{AFTER_CHANGE}": "/expenses/",
    "a static file": "/static/css/base.css",
}
_WORKERS = 2
# What the tour shows before the first chart is drawn.
_PAGES_WITHOUT_CHARTS = frozenset(
    {"expenses", "expenses by a common text", "goals", "recurring", "form", "receipt thumbnail", "receipt image"}
)


@dataclass(frozen=True)
class Options:
    """How thorough a run is; `server_url` names a PostgreSQL server, and is empty for SQLite.

    `photo_size` is in pixels; `http_seconds` is for each page and number of connections, 0 to leave them out.
    """

    sizes: tuple[Size, ...]
    rounds: int
    server_url: str = ""
    photo_size: tuple[int, int] = (4_000, 3_000)
    http_seconds: int = 2
    saves_per_writer: int = 100


@dataclass(frozen=True)
class _Run:
    options: Options
    folder: Path
    say: Callable[[str], None]

    def results(self) -> Results:
        """Fill all data sets, then measure everything."""
        begin = time.monotonic()
        with ExitStack() as stack:
            stages = [self._open(size, stack) for size in self.options.sizes]
            pages = [cost for stage in stages for cost in self._measure_pages(stage)]
            pairs = [*self._compare_pages(stages), *self._compare_pictures(stages[-1])]
            figures = measure_start_up(stages[-1].data.place)
            memory, throughput, writes = self._serve(stages[-1])
            return Results(
                measured_on=dt.datetime.now(dt.UTC).date().isoformat(),
                machine=describe_machine(stages[-1].engine),
                rounds=self.options.rounds,
                pages=pages,
                pairs=pairs,
                figures=[*figures, *memory],
                throughput=throughput,
                writes=writes,
                inserts=self._insert(stages[-1]),
                seconds=time.monotonic() - begin,
            )

    def _open(self, size: Size, stack: ExitStack) -> Stage:
        self.say(f"Filling a database with {size.name} expenses.")
        place = stack.enter_context(prepared_place(size, self.folder, self.options.server_url))
        return stack.enter_context(opened_stage(fill(size, place)))

    def _measure_pages(self, stage: Stage) -> list[PageCost]:
        self.say(f"Measuring pages with {stage.data.size.name} expenses.")
        return [
            cost for page in list_pages(stage.data, small_photo()) for cost in stage.measure(page, self.options.rounds)
        ]

    def _compare_pages(self, stages: Sequence[Stage]) -> list[Pair]:
        """Compare home with itself among few expenses, and the lists that look further with the first page."""
        small, large, rounds = stages[0], stages[-1], self.options.rounds
        first = large.sender(Request("/expenses/"))
        last_page = min(_LAST_PAGE, -(-large.data.size.own // PAGE_SIZE))
        return [
            *(
                large.compare(
                    f"home against few expenses{AFTER_CHANGE if is_anew else ''}",
                    large.sender(Request("/"), is_anew=is_anew),
                    small.sender(Request("/"), is_anew=is_anew),
                    rounds,
                )
                for is_anew in (False, True)
            ),
            *(
                large.compare(
                    f"{name} against the first", large.sender(Request(f"/expenses/?page={number}")), first, rounds
                )
                for name, number in (("page in the middle", -(-last_page // 2)), ("last page", last_page))
            ),
            *(
                large.compare(
                    f"{name} text against the first page", large.sender(Request(f"/expenses/?q={word}")), first, rounds
                )
                for name, word in (("common", COMMON_WORD), ("rare", RARE_WORD))
            ),
            *(
                large.compare_without_charts(f"{page.name} against itself without charts", page.request, rounds)
                for page in list_pages(large.data, b"")
                if page.name in _PAGES_WITH_CHARTS
            ),
        ]

    def _compare_pictures(self, stage: Stage) -> list[Pair]:
        self.say("Drawing charts and uploading photos.")
        rounds = max(min(self.options.rounds, _FEWEST_ROUNDS), self.options.rounds // _SLOW_SHARE)
        photo = large_photo(self.options.photo_size)
        upload = Request(f"/expenses/{stage.data.expense_id}/receipts", photo=photo)
        rows, columns = new_charts("rows"), new_charts("columns")
        return [
            compare("chart of rows against matplotlib", _draw_next(rows), _draw_next_alone(rows), self.options.rounds),
            compare(
                "chart of columns against matplotlib",
                _draw_next(columns),
                _draw_next_alone(columns),
                self.options.rounds,
            ),
            compare("upload against Pillow", stage.sender(upload), lambda: keep_photo_by_pillow(photo), rounds),
        ]

    def _serve(self, stage: Stage) -> tuple[list[Figure], list[Throughput], WriteLoad]:
        """Measure memory in a fresh worker, then throughput and saving in a server as it is by default."""
        self.say("Measuring the server.")
        pages = [
            (page.name, page.request) for page in list_pages(stage.data, small_photo()) if not page.request.is_post
        ]
        prepared = {name: stage.browser.prepare(request) for name, request in pages}
        with running_server(stage.data.place, workers=1) as server:
            tour(server, [page for name, page in prepared.items() if name in _PAGES_WITHOUT_CHARTS])
            before = worker_megabytes(server)
            tour(server, [*prepared.values()] * 2)
            memory = [
                Figure("memory of a worker before the first chart", before, "MB"),
                Figure("memory of a worker after a tour of every page", worker_megabytes(server), "MB"),
            ]
        with running_server(stage.data.place, workers=_WORKERS) as server:
            static = {name: stage.browser.prepare(Request(url)) for name, url in _HTTP_PAGES.items()}
            throughput = self._throughput([*static.items()], server)
            form = stage.browser.prepare(add_expense(stage.data))
            return memory, throughput, write_at_once(server, form, self.options.saves_per_writer)

    def _insert(self, stage: Stage) -> WriteLoad:
        """Measure how fast the database alone takes what the writers save."""
        with recorded_statements(stage.engine) as statements:
            stage.sender(add_expense(stage.data))()
        writes = [statement for statement in statements if not statement.sql.startswith("SELECT")]
        return insert_at_once(stage.engine, writes, self.options.saves_per_writer)

    def _throughput(self, pages: Sequence[tuple[str, Prepared]], server: Server) -> list[Throughput]:
        if not self.options.http_seconds:
            return []
        if not is_installed():
            self.say(NOT_INSTALLED)
            return []
        return list(measure_throughput(server, pages, self.options.http_seconds))


def run_benchmark(options: Options, folder: Path, say: Callable[[str], None]) -> Results:
    """Measure everything in an empty folder; `say` hears what goes on."""
    return _Run(options, folder, say).results()


def _draw_next(charts: Iterator[BarChart]) -> Callable[[], object]:
    return lambda: draw_inline(next(charts))


def _draw_next_alone(charts: Iterator[BarChart]) -> Callable[[], object]:
    return lambda: draw_by_matplotlib(next(charts))
