"""The benchmark itself, on a tiny data set: it measures everything, and no test asks how long anything takes."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment

from benchmarks.floor import split_page
from benchmarks.report import list_lines, write_docs, write_json, write_table
from benchmarks.rows import Person, Size, Spending
from benchmarks.run import Options, run_benchmark
from benchmarks.wrk import read_output
from tests.conftest import SERVER_URL

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.results import Results

TODAY = dt.date(2026, 11, 22)
TINY = Size(600, 400)
KEPT_PAGES = (
    *("home", "expenses", "expenses by a common text", "expenses by a rare text", "expenses by category and dates"),
    *("one month, 100 expenses", "all months", "year", "goals", "category", "habits", "recurring"),
)
PAGES = {
    *KEPT_PAGES,
    *(f"{name}, after a change" for name in KEPT_PAGES),
    *("form", "receipt thumbnail", "receipt image", "adding an expense", "uploading a receipt"),
}
WRK_OUTPUT = """
  Latency Distribution
     50%  809.00us
     75%    1.02ms
     99%    1.20s
  Non-2xx or 3xx responses: 3
Requests/sec:   1234.50
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A run that is as short as can be; whatever answers wrongly ends it with an error."""
    options = Options(
        sizes=(TINY,),
        rounds=1,
        server_url=SERVER_URL,
        photo_size=(400, 300),
        http_seconds=0,
        saves_per_writer=1,
    )
    return run_benchmark(options, tmp_path_factory.mktemp("benchmark"), lambda _sentence: None)


def test_every_page_is_measured_against_its_floor(results: Results) -> None:
    assert {cost.page for cost in results.pages} == PAGES
    assert all(cost.page_ms > 0 and cost.floor_ms > 0 and cost.byte_count > 0 for cost in results.pages)


def test_a_page_that_nothing_has_changed_since_takes_one_query(results: Results) -> None:
    assert {cost.query_count for cost in results.pages if cost.page in KEPT_PAGES} == {1}


def test_every_page_is_compared_with_its_statements_except_the_upload(results: Results) -> None:
    assert {cost.page for cost in results.pages if cost.sql_ratio is None} == {"uploading a receipt"}


def test_saving_at_once_never_fails(results: Results) -> None:
    assert results.writes is not None
    assert (results.writes.failed_count, results.writes.locked_count) == (0, 0)
    assert results.inserts is not None
    assert results.inserts.failed_count == 0


def test_a_worker_has_memory_and_a_start_takes_time(results: Results) -> None:
    assert all(figure.value > 0 for figure in results.figures)


def test_the_json_holds_every_line_of_the_table(results: Results, tmp_path: Path) -> None:
    write_json(results, tmp_path / "results.json")
    content = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [line["what"] for line in content["lines"]] == [line.what for line in list_lines(results)]
    assert len(content["pages"]) == len(PAGES)
    assert len(write_table(list_lines(results)).splitlines()) == len(content["lines"]) + 2


def test_the_documentation_keeps_what_stands_around_the_table(results: Results, tmp_path: Path) -> None:
    kind = "postgresql" if SERVER_URL else "sqlite"
    page = tmp_path / "performance.md"
    page.write_text(f"before\n<!-- {kind}: written by the benchmark -->\nold\n<!-- {kind}: end -->\nafter\n")
    write_docs(results, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| home " in text
    assert "old" not in text


def test_a_floor_renders_its_page_from_rows() -> None:
    page = '<ul>\n <li class="a">Tea &amp; co</li>\n <li class="a">Bread</li>\n</ul>\n{{ no }}'
    source, loops = split_page(page)
    assert loops == [[("a", "Tea & co"), ("a", "Bread")]]
    template = Environment(autoescape=True).from_string(source)
    assert template.render(loops=loops) == page


def test_a_data_set_holds_what_its_size_says() -> None:
    spending = Spending(Size(9_000, 5_000), TODAY)
    rows = list(spending.rows([Person(1, (1, 2, 3)), Person(2, (4,)), Person(3, (5, 6))]))
    own = [row for row in rows if row[0] == 1]
    by_month = Counter(row[3][:7] for row in own)
    assert (len(rows), len(own)) == (9_000, 5_000)
    assert {count: by_month[str(month)] for count, month in spending.exact_months.items()} == {100: 100, 1_000: 1_000}
    assert {row[1] for row in own if row[3] == TODAY.isoformat()} == {1, 2, 3}


def test_the_output_of_wrk_is_read() -> None:
    item = read_output("home", 8, WRK_OUTPUT)
    assert (item.per_second, item.p50_ms, item.p99_ms, item.failed_count) == (1234.5, 0.809, 1200.0, 3)
