"""Charts as files to download."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import abort, send_file, url_for

from app.charts import draw_file

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.charts.files import FileFormat
    from app.summaries.chart_builders import BarCard
    from app.summaries.pace_cards import PaceCard

MEDIA_TYPES: dict[FileFormat, str] = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
FILE_FORMAT = f"<any({','.join(MEDIA_TYPES)}):file_format>"  # the end of a chart's address


def downloads_of(endpoint: str, **url_values: object) -> dict[str, str]:
    """Return the download URLs of a chart, by file format."""
    return {
        file_format: url_for(endpoint, file_format=file_format, **url_values)  # type: ignore[arg-type]
        for file_format in MEDIA_TYPES
    }


def send_chart(card: BarCard | PaceCard, name: str, file_format: FileFormat) -> Response:
    """Send a chart as a file; 404 if it is empty."""
    if card.is_empty:
        abort(404)
    return send_file(
        io.BytesIO(draw_file(card.chart, file_format)),
        mimetype=MEDIA_TYPES[file_format],
        as_attachment=True,
        download_name=f"potrosnja-{name}.{file_format}",
    )
