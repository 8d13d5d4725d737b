"""What was sent and is safe to store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.receipts.limits import PDF

if TYPE_CHECKING:
    from app.receipts.documents import Document
    from app.receipts.images import CleanImage


@dataclass(frozen=True)
class Upload:
    """A checked image, or a PDF with the image of its first page, and its original file name."""

    image: CleanImage
    file_name: str
    document: Document | None = None

    @property
    def content(self) -> bytes:
        """What is stored and can be downloaded."""
        return self.document.content if self.document else self.image.content

    @property
    def media_type(self) -> str:
        return PDF if self.document else self.image.media_type

    @property
    def pages(self) -> tuple[bytes, ...]:
        """The pages of a PDF as pictures; none for an image."""
        return (self.image.content, *self.document.more_pages) if self.document else ()

    @property
    def text(self) -> str:
        """What the pages of a PDF say, where it has text."""
        return self.document.text if self.document else ""

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of what is stored."""
        return hashlib.sha256(self.content).hexdigest()
