"""PDFs: kept as they came for the download, and drawn as pictures for everything else."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

from app.reading.codes.reader import first_code
from app.reading.codes.scanner import scan_codes
from app.receipts import pdf_pages
from app.receipts.images import CleanImage, hash_bytes
from app.receipts.limits import MEDIA_TYPES, BrokenDocumentError, EncryptedDocumentError, TooSlowError
from app.receipts.thumbnails import draw_thumbnail

if TYPE_CHECKING:
    from app.receipts.limits import Allowance

_MARK = b"%PDF-"
_MARK_WITHIN = 1024  # bytes: readers look for it that far (ISO 32000, annex H of the first edition)


@dataclass(frozen=True)
class Document:
    """A PDF as it was sent: its first page with a thumbnail, further pages as JPEGs, and what the pages say."""

    content: bytes
    first_page: CleanImage
    more_pages: tuple[bytes, ...]
    text: str


def is_document(content: bytes) -> bool:
    """Tell whether the bytes say that they are a PDF."""
    return _MARK in content[:_MARK_WITHIN]


def read_document(content: bytes, allowance: Allowance) -> Document:
    """Draw a PDF, in a process of its own (see `pdf_pages.py`).

    Raises:
        EncryptedDocumentError: it opens with a password only.
        BrokenDocumentError: it cannot be drawn, has no page, or needs more memory than it may have.
        TooSlowError: it takes too long.
    """
    with TemporaryDirectory(prefix="potrosnja-pdf-") as name:
        folder = Path(name)
        _draw(content, folder, allowance)
        pages = [path.read_bytes() for path in sorted(folder.glob("*.jpg"), key=lambda path: int(path.stem))]
        text = (folder / "text.txt").read_text(encoding="utf-8")
    return Document(content, _first_page(pages[0], content), tuple(pages[1:]), text)


def _draw(content: bytes, folder: Path, allowance: Allowance) -> None:
    command = [sys.executable, "-I", pdf_pages.__file__, str(folder)]
    seconds = min(pdf_pages.MAX_CPU_SECONDS, allowance.seconds_left)
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command, input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlowError from error
    if done.returncode == pdf_pages.ENCRYPTED:
        raise EncryptedDocumentError
    if done.returncode:
        raise BrokenDocumentError


def _first_page(content: bytes, document: bytes) -> CleanImage:
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        width, height = image.size
        code = first_code(scan_codes(image))
        thumbnail = draw_thumbnail(image)
    return CleanImage(content, thumbnail, MEDIA_TYPES["JPEG"], width, height, hash_bytes(document), code)
