"""The form field that takes pictures of receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext, ngettext
from wtforms import MultipleFileField
from wtforms.validators import StopValidation

from app.extensions import settings
from app.filters import file_size
from app.receipts import images
from app.receipts.services import Upload
from app.text import strip_control_characters
from config import MAX_RECEIPTS_PER_UPLOAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import FileStorage

ACCEPT = ",".join(images.MEDIA_TYPES.values())


class ReceiptsField(MultipleFileField):
    """Any number of pictures, checked by decoding them; `uploads` holds them when the form is valid."""

    def __init__(self, label: object, *, is_required: bool = False, **kwargs: object) -> None:
        super().__init__(label, render_kw={"accept": ACCEPT}, **kwargs)  # type: ignore[arg-type]
        self.is_required = is_required
        self.uploads: list[Upload] = []

    def process_formdata(self, valuelist: Sequence[object]) -> None:  # noqa: ARG002
        """Take the files of the request; those that a browser sends for "no file chosen" have no name."""
        self.data = [file for file in request.files.getlist(self.name) if file.filename]

    def pre_validate(self, form: object) -> None:  # noqa: ARG002
        """Decode every file.

        Raises:
            StopValidation: one of them cannot be kept; the message names it.
        """
        files: list[FileStorage] = self.data or []
        if self.is_required and not files:
            raise StopValidation(gettext("Choose a photo."))
        if len(files) > MAX_RECEIPTS_PER_UPLOAD:
            raise StopValidation(
                ngettext("At most %(num)s photo at once.", "At most %(num)s photos at once.", MAX_RECEIPTS_PER_UPLOAD)
            )
        self.uploads = [_clean_upload(file) for file in files]


def _clean_upload(file: FileStorage) -> Upload:
    name = file.filename or ""
    max_bytes = settings().max_upload_bytes
    try:
        return Upload(images.clean_image(file.stream, max_bytes), name)  # type: ignore[arg-type]
    except images.ImageError as error:
        raise StopValidation(_message(error, strip_control_characters(name)[-80:], max_bytes)) from error


def _message(error: images.ImageError, name: str, max_bytes: int) -> str:
    if isinstance(error, images.TooManyBytesError):
        size = file_size(max_bytes)
        return gettext("%(name)s is too large: a photo may have up to %(size)s.", name=name, size=size)
    if isinstance(error, images.TooManyPixelsError):
        megapixels = images.MAX_PIXELS // 1_000_000
        return gettext(
            "%(name)s is too large: a photo may have up to %(count)s megapixels.", name=name, count=megapixels
        )
    if isinstance(error, images.BrokenImageError):
        return gettext("%(name)s is damaged or incomplete. Try to send it again.", name=name)
    return gettext("%(name)s is not a photo. JPEG, PNG and WebP work.", name=name)
