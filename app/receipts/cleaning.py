"""Make what is sent safe to store, and rotate what is stored. It loads Pillow, which is slow."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image

from app.receipts import storage
from app.receipts.accepting import accept_image
from app.receipts.documents import Document, is_document, read_document
from app.receipts.images import clean_image, rotate_image
from app.receipts.limits import Allowance, TooManyBytesError
from app.receipts.turns import turn
from app.receipts.uploads import Upload
from app.web.extensions import receipt_store, settings

_ROTATIONS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


def clean_upload(stream: BinaryIO, file_name: str, max_bytes: int, allowance: Allowance | None = None) -> Upload:
    """Return the image or PDF in the stream, safe to store and serve.

    Raises: as `clean_image` and `read_document`.
    """
    allowance = allowance or Allowance()
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooManyBytesError
    if is_document(content):
        document = read_document(content, allowance)
        return Upload(document.first_page, file_name, document)
    return Upload(clean_image(io.BytesIO(content), max_bytes, allowance), file_name)


def accept_upload(content: bytes, allowance: Allowance) -> Upload:
    """Return an image or PDF of another installation, with its very bytes if it was stored there as it would be here.

    Raises: as `clean_upload`.
    """
    if is_document(content):
        document = read_document(content, allowance)
        return Upload(document.first_page, "", document)
    return Upload(accept_image(content, allowance), "")


def rotate_files(storage_key: str, page_count: int, quarters: int) -> Upload:
    """Return what is stored under a key, its pictures rotated to the right by 1 to 3 quarters of a circle.

    It waits for its turn once all is read: a bucket may take its time.

    Raises:
        BusyError: its turn did not come.
        FileNotFoundError: a file is lost.
        BrokenImageError: a picture cannot be decoded.
    """
    store = receipt_store()
    names = [storage.picture_name(storage_key, number) for number in range(1, page_count + 1)]
    stored, *pages = [store.read(name) for name in dict.fromkeys([storage.file_name(storage_key), *names])]
    with turn(settings().data_folder):
        first, *others = (rotate_image(content, _ROTATIONS[quarters]) for content in pages or [stored])
    if not pages:
        return Upload(first, "")
    return Upload(first, "", Document(stored, first, tuple(page.content for page in others), text=""))
