"""Draw the pages of a PDF: a program of its own, which the application runs for each PDF.

pdfium is C++ and reads what strangers made: a file that crashes it, hangs it or fills its memory ends only this
process. It has no JavaScript here and follows no action. The PDF comes on standard input; pages are written into a
folder as `1.jpg`, `2.jpg` ..., and what they say as `text.txt`. It imports nothing of the application, to start fast.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

if TYPE_CHECKING:
    from PIL import Image

MAX_PAGES = 10
MAX_CHARACTERS = 20_000  # of a document
LONG_SIDE = 2000  # pixels: A4 at 170 dots an inch
MAX_SCALE = 4.0  # pixels a point: the till's narrow paper gets 288 dots an inch and no more
MAX_CPU_SECONDS = 20
MAX_MEMORY_BYTES = 1_500_000_000
ENCRYPTED, BROKEN = 3, 4  # exit codes
_QUALITY = 85


def main(folder: Path) -> int:
    """Draw the PDF on standard input into the folder; return an exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        document = pdfium.PdfDocument(sys.stdin.buffer.read())
        return draw_document(document, folder)
    except pdfium.PdfiumError as error:
        return ENCRYPTED if error.err_code == pdfium_c.FPDF_ERR_PASSWORD else BROKEN


def draw_document(document: pdfium.PdfDocument, folder: Path) -> int:
    """Draw the first pages and write their text."""
    texts = []
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        draw_page(page).save(folder / f"{number + 1}.jpg", "JPEG", quality=_QUALITY)
        texts.append(page.get_textpage().get_text_bounded())
    (folder / "text.txt").write_text("\n".join(texts)[:MAX_CHARACTERS], encoding="utf-8", errors="ignore")
    return 0 if texts else BROKEN


def draw_page(page: pdfium.PdfPage) -> Image.Image:
    """Draw a page, whatever its size: its long side gets at most LONG_SIDE pixels."""
    scale = min(LONG_SIDE / max(*page.get_size(), 1), MAX_SCALE)
    return page.render(scale=scale).to_pil().convert("RGB")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
