"""Form fields for receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import format_decimal, gettext, lazy_gettext, ngettext
from wtforms import BooleanField, MultipleFileField, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.text import strip_control_characters
from app.receipts import limits
from app.receipts.room import NoRoomError, QuotaReachedError, require_room
from app.receipts.turns import BusyError, turn
from app.web.access import signed_in_user
from app.web.extensions import settings
from app.web.form_fields import optional_int
from app.web.formatting import file_size
from app.web.forms import KeyedForm, PostForm
from config import MAX_RECEIPTS_PER_UPLOAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from werkzeug.datastructures import FileStorage

    from app.models import Receipt
    from app.receipts.uploads import Upload

_MESSAGES = {
    limits.NotAnImageError: lazy_gettext("%(name)s is neither a photo nor a PDF. Send a JPEG, PNG, WebP, HEIC or PDF."),
    limits.BrokenImageError: lazy_gettext("%(name)s is damaged or incomplete. Try to send it again."),
    limits.EncryptedDocumentError: lazy_gettext(
        "%(name)s is protected by a password. Save it without one, and send that."
    ),
    limits.BrokenDocumentError: lazy_gettext("%(name)s is damaged: its pages cannot be shown. Send a photo of it."),
    limits.TooManyBytesError: lazy_gettext("%(name)s is too large: a photo may be at most %(size)s."),
    limits.TooLongSideError: lazy_gettext("%(name)s is too large: a photo may be up to %(side)s pixels wide and high."),
    limits.TooManyPixelsError: lazy_gettext(
        "%(name)s is too large: a photo may have up to %(count)s megapixels. A WebP may have up to %(webp_count)s."
    ),
    limits.TooManyPixelsTogetherError: lazy_gettext(
        "%(name)s is too much at once: photos may have up to %(together_count)s megapixels together. Send it by itself."
    ),
    limits.TooSlowError: lazy_gettext("%(name)s takes too long to read. Send fewer photos at once, or a smaller one."),
}
_LONGEST_NAME = 80  # characters of a file's name in a message


class ReceiptsField(MultipleFileField):
    """Any number of receipts, checked by decoding. `uploads` holds the good ones, even if the form has errors."""

    def __init__(self, label: object, *, is_required: bool = False, **kwargs: object) -> None:
        super().__init__(label, render_kw={"accept": ",".join(limits.ACCEPTED_TYPES)}, **kwargs)  # type: ignore[arg-type]
        self.is_required = is_required
        self.uploads: list[Upload] = []

    def process_formdata(self, valuelist: Sequence[object]) -> None:  # noqa: ARG002
        """Take the files of the request, without the nameless one that browsers send for "no file chosen"."""
        self.data = [file for file in request.files.getlist(self.name) if file.filename]

    def pre_validate(self, form: object) -> None:  # noqa: ARG002
        """Decode every file.

        Raises:
            StopValidation: a file cannot be added; the message names it.
        """
        files: list[FileStorage] = self.data or []
        if self.is_required and not files:
            raise StopValidation(gettext("Choose a photo."))
        if len(files) > MAX_RECEIPTS_PER_UPLOAD:
            raise StopValidation(_too_many())
        messages = [*self._take_all(files), *self._missing_room()] if files else []
        if messages:
            raise StopValidation(" ".join(messages))

    @property
    def checks(self) -> dict[str, object]:
        """What a page checks before it sends photos, with its messages; `{name}` stands for a file."""
        max_bytes = settings().max_upload_bytes
        max_bytes_together = settings().max_receipt_bytes
        together = gettext(
            "Together these photos are too large: at most %(size)s at once.", size=file_size(max_bytes_together)
        )
        return {
            "count": MAX_RECEIPTS_PER_UPLOAD,
            "bytes": max_bytes,
            "bytes_together": max_bytes_together,
            "too_many": _too_many(),
            "too_large": image_message(limits.TooManyBytesError(), "{name}", max_bytes),
            "too_large_together": together,
        }

    def _take_all(self, files: Iterable[FileStorage]) -> list[str]:
        """Take the good images; return messages about the others."""
        try:
            with turn(settings().data_folder):
                allowance = limits.Allowance()
                return [message for file in files if (message := self._take(file, allowance))]
        except BusyError:
            return [gettext("The server is busy with other photos. Choose yours again in a minute, and send the form.")]

    def _missing_room(self) -> list[str]:
        """Say if there is no room for what is good; then none of it is kept."""
        byte_count = sum(len(upload.content) for upload in self.uploads)
        try:
            if byte_count:
                require_room(signed_in_user(), byte_count)
        except NoRoomError as error:
            self.uploads = []
            return [no_room_message(error)]
        return []

    def _take(self, file: FileStorage, allowance: limits.Allowance) -> str:
        """Take a good image; return a message about a bad one."""
        # Imported late: it loads Pillow, which most workers do not need for a long time.
        from app.receipts.cleaning import clean_upload  # noqa: PLC0415

        name = file.filename or ""
        max_bytes = settings().max_upload_bytes
        file.stream.seek(0)  # `repeated_after_conflict` reads it again
        try:
            self.uploads.append(clean_upload(file.stream, name, max_bytes, allowance))  # type: ignore[arg-type]
        except limits.ImageError as error:
            return image_message(error, name, max_bytes)
        return ""


class WaitingReceiptsField(SelectMultipleField):
    """A choice among the receipts that have no expense yet."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: object, **kwargs: object) -> None:
        super().__init__(label, coerce=optional_int, validate_choice=False, **kwargs)  # type: ignore[arg-type]
        self.receipts: list[Receipt] = []

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the numbers and ignore anything else."""
        self.data = [optional_int(text) for text in valuelist if text.isdecimal()]

    def offer(self, receipts: Iterable[Receipt]) -> None:
        """Set the choices, and drop chosen numbers that are not among them."""
        self.receipts = list(receipts)
        self.choices = [(receipt.id, receipt.original_name) for receipt in self.receipts]
        self.data = [receipt.id for receipt in self.receipts if receipt.id in (self.data or [])]

    @property
    def chosen(self) -> list[Receipt]:
        return [receipt for receipt in self.receipts if receipt.id in (self.data or [])]

    def choose(self, receipts: Iterable[Receipt]) -> None:
        """Choose more receipts; call `offer` afterwards."""
        self.data = [*(self.data or []), *(receipt.id for receipt in receipts)]


class AddReceiptsForm(KeyedForm):
    """Receipts for an existing expense, or without one."""

    receipts = ReceiptsField(lazy_gettext("Receipt photos"), is_required=True)


class InboxForm(AddReceiptsForm):
    """Receipts without an expense; a new expense may be open that they are for."""

    for_new_expense = BooleanField()


class ShareForm(PostForm):
    """Receipts shared by another app on the device, which has no CSRF token."""

    class Meta(PostForm.Meta):
        """No CSRF token."""

        csrf = False

    receipts = ReceiptsField(None)


def _too_many() -> str:
    return ngettext("At most %(num)s photo at once.", "At most %(num)s photos at once.", MAX_RECEIPTS_PER_UPLOAD)


def no_room_message(error: NoRoomError) -> str:
    """Return why there is no room for receipts, in words for their owner."""
    if isinstance(error, QuotaReachedError):
        size = file_size(settings().max_user_bytes)
        return gettext("Your receipts may take %(size)s together, and with this they would take more.", size=size)
    return gettext("The disk of the server is almost full, so it takes no photos now. Tell who runs it.")


def image_message(error: limits.ImageError, name: str, max_bytes: int) -> str:
    """Return what is wrong with a file, in words; the end of its name is enough to tell it."""
    values = {
        "name": strip_control_characters(name)[-_LONGEST_NAME:],
        "size": file_size(max_bytes),
        "count": limits.MAX_PIXELS["JPEG"] // 1_000_000,
        "webp_count": limits.MAX_PIXELS["WEBP"] // 1_000_000,
        "together_count": limits.MAX_PIXELS_TOGETHER // 1_000_000,
        "side": format_decimal(limits.MAX_SIDE),
    }
    return str(_MESSAGES[type(error)]) % values
