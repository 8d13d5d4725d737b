"""Receipts in a mail: what of it is one. Pure."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models.types import FORM_KEY_LENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

_KINDS = ("image/", "application/pdf", "application/octet-stream")  # some programs name no kind


class UnreadableMailError(Exception):
    """The mail cannot be taken apart."""


@dataclass(frozen=True)
class MailFile:
    """A file of a mail; `is_attached` is false for a picture inside the text, such as the logo of a signature."""

    name: str
    content: bytes
    is_attached: bool


def read_files(mail: bytes) -> list[MailFile]:
    """Return the attached pictures and PDFs of a mail; where it has none, the pictures inside its text.

    Raises:
        UnreadableMailError: it is so malformed that its parts cannot be told.
    """
    try:
        message = email.message_from_bytes(mail, policy=email.policy.default)
        files = [_read_file(part) for part in message.walk() if part.get_content_type().startswith(_KINDS)]
    except (LookupError, RecursionError, ValueError) as error:  # headers and depths that the library cannot read
        raise UnreadableMailError from error
    attached = [file for file in files if file.is_attached]
    return [file for file in attached or files if file.content]


def key_of(files: Sequence[MailFile]) -> str:
    """Return a key that the same files have however often their mail is delivered."""
    digests = b"".join(hashlib.sha256(file.content).digest() for file in files)
    return base64.urlsafe_b64encode(hashlib.sha256(digests).digest()).decode("ascii")[:FORM_KEY_LENGTH]


def _read_file(part: EmailMessage) -> MailFile:
    content = part.get_payload(decode=True)
    name = part.get_filename() or part.get_content_type().replace("/", ".")
    return MailFile(
        name, content if isinstance(content, bytes) else b"", part.get_content_disposition() == "attachment"
    )
