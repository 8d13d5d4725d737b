"""Charts: frozen data in, one matplotlib `Figure`, and out of it the page's SVG or a file. Pure.

Drawing imports matplotlib, which takes 0.6 seconds: most commands never need it, and `run.py` does it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from app.charts.data import Chart
    from app.charts.files import FileFormat


def draw_page(chart: Chart) -> Markup:
    """Return the chart as SVG for a page: each mark with a title, each bar a link."""
    from app.charts import page  # noqa: PLC0415 - late, as the module says

    return page.draw_page(chart)


def draw_file(chart: Chart, file_format: FileFormat) -> bytes:
    """Return the chart as a file, in the colors of the light theme."""
    from app.charts import files  # noqa: PLC0415 - late, as the module says

    return files.draw_file(chart, file_format)
