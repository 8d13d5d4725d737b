"""Charts as files to download."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from flask import abort, send_file, url_for

from app.charts import draw_file
from app.core.csv_tables import csv_pieces, decimal_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response

    from app.summaries.chart_builders import BarCard
    from app.summaries.pace_cards import PaceCard

DownloadFormat: TypeAlias = Literal["png", "svg", "pdf", "csv"]
MEDIA_TYPES: dict[DownloadFormat, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv",
}
FILE_FORMAT = f"<any({','.join(MEDIA_TYPES)}):file_format>"  # the end of a chart's address


@dataclass(frozen=True)
class Figures:
    """What a chart shows as a table: its columns, and a label and cents for each row."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[int, ...]]]


def downloads_of(endpoint: str, **url_values: object) -> dict[str, str]:
    """Return the download URLs of a chart, by file format."""
    return {
        file_format: url_for(endpoint, file_format=file_format, **url_values)  # type: ignore[arg-type]
        for file_format in MEDIA_TYPES
    }


def send_chart(card: BarCard | PaceCard, name: str, file_format: DownloadFormat) -> Response:
    """Send a chart as a file; 404 if it is empty."""
    if card.is_empty:
        abort(404)
    return send_file(
        io.BytesIO(_write_table(card) if file_format == "csv" else draw_file(card.chart, file_format)),
        mimetype=MEDIA_TYPES[file_format],
        as_attachment=True,
        download_name=f"potrosnja-{name}.{file_format}",
    )


def _write_table(card: BarCard | PaceCard) -> bytes:
    """Return the figures of a chart as CSV: labels, and amounts with a decimal point."""
    figures, digits = card.figures, card.chart.money.digits
    rows = ([label, *(decimal_amount(amount, digits) for amount in cents)] for label, cents in figures.rows)
    return b"".join(csv_pieces(figures.headings, rows, figures.headings[:1]))
