"""The benchmark runs, on a tiny data set; no test asks how long anything takes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jinja2 import Environment

from benchmarks.data import Size
from benchmarks.floor import split_page
from benchmarks.pages import list_pages, measure_pages, measure_receipts
from benchmarks.report import write_table
from benchmarks.version import prepare_versions

if TYPE_CHECKING:
    from pathlib import Path


def test_pages_are_measured_after_a_change(tmp_path: Path) -> None:
    size, today = Size(800, 120, 40), dt.datetime.now(dt.UTC).date()
    versions = prepare_versions(size, today, base="", url="", folder=tmp_path)
    home, *others, saving = list_pages(size, today)
    table = write_table(list(measure_pages(versions, [home, *others[:4], saving], seconds=0)))
    assert "| home, ten years against two months " in table
    assert "| saving an expense " in table
    receipts = write_table(list(measure_receipts(versions[0], size, today, seconds=0)))
    assert "| search, 40 receipts against none " in receipts


def test_a_floor_renders_its_page_from_rows() -> None:
    page = '<ul>\n <li class="a">Tea &amp; co</li>\n <li class="a">Bread</li>\n</ul>\n{{ no }}'
    source, loops = split_page(page)
    assert loops == [[["a", "Tea & co"], ["a", "Bread"]]]
    assert Environment(autoescape=True).from_string(source).render(loops=loops) == page
