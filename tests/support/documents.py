"""PDFs that tests send."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterable


def written_pdf(texts: Iterable[str], size: tuple[float, float] = (595, 842)) -> bytes:
    """Return a PDF with a page for each text; the size is in points."""
    width, height = size
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in texts:
        drawing = f"BT /F 24 Tf 50 {height - 80} Td ({text}) Tj ET"
        resources = "<< /Font << /F 3 0 R >> >>"
        box = f"[0 0 {width} {height}]"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {len(objects) + 2} 0 R /Resources {resources} >>",
            f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
        ]
        kids.append(f"{len(objects) - 1} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return assembled_pdf(objects)


def assembled_pdf(objects: Iterable[str]) -> bytes:
    """Return a PDF of these objects, of which the first one is the catalog."""
    content, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
    return content + f"{end}startxref\n{len(content)}\n%%EOF\n".encode()


def scanned_pdf(color: str = "red", size: tuple[int, int] = (300, 600)) -> bytes:
    """Return a PDF of one picture, as a scanner makes it."""
    target = io.BytesIO()
    Image.new("RGB", size, color).save(target, "PDF", resolution=100)
    return target.getvalue()


def drawn_pdf(text: str) -> bytes:
    """Return a PDF that another program made."""
    figure = Figure(figsize=(4, 6))
    figure.text(0.2, 0.8, text)
    target = io.BytesIO()
    figure.savefig(target, format="pdf")
    return target.getvalue()
