"""`flask receipts mail`: receipts from a mail that is piped in."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.auth.queries import find_user
from app.database.engine import db
from app.database.migrate import require_newest
from app.receipts.forms import image_message, no_room_message
from app.receipts.limits import Allowance, ImageError
from app.receipts.room import DiskFullError, NoRoomError, require_room
from app.receipts.services import add_waiting_receipts
from app.receipts.turns import BusyError, turn
from app.system.mail.messages import UnreadableMailError, key_of, read_files
from app.web.extensions import settings
from config import MAX_RECEIPTS_PER_UPLOAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import User
    from app.receipts.uploads import Upload
    from app.system.mail.messages import MailFile

# What mail servers read (sysexits.h): with the first the mail goes back to its sender, with the other it comes again.
_BAD_MAIL, _COME_AGAIN = 65, 75


@click.command("mail")
@click.argument("username")
@with_appcontext
def add_mail(username: str) -> None:
    """Add the pictures and PDFs of a mail, which comes on the standard input, to the inbox of USERNAME."""
    require_newest()
    user = find_user(username)
    if user is None:
        _end(_BAD_MAIL, f"There is no account {username}.")
    limit = 2 * settings().max_receipt_bytes  # mails are a third larger than what is in them
    mail = sys.stdin.buffer.read(limit + 1)
    if len(mail) > limit:
        _end(_BAD_MAIL, "The mail is too large.")
    try:
        files = read_files(mail)[:MAX_RECEIPTS_PER_UPLOAD]
    except UnreadableMailError:
        _end(_BAD_MAIL, "The mail cannot be read.")
    with force_locale(user.language):
        uploads, messages = _clean(files)
        _require_room(user, uploads)
    receipts = add_waiting_receipts(user, uploads, key_of(files))
    db.session.commit()
    for message in messages:
        click.echo(message, err=True)
    if not receipts:
        _end(_BAD_MAIL, "The mail has no picture and no PDF that can be kept.")
    click.echo(f"Receipts in the inbox of {user.username}: {len(receipts)}.")


def _clean(files: Sequence[MailFile]) -> tuple[list[Upload], list[str]]:
    """Return the files that can be kept, and what is wrong with the others."""
    # Imported late: it loads Pillow, which a wrong name does not need.
    from app.receipts.cleaning import clean_upload  # noqa: PLC0415

    uploads, messages, allowance = [], [], Allowance()
    max_bytes = settings().max_upload_bytes
    try:
        with turn(settings().data_folder):
            for file in files:
                try:
                    uploads.append(clean_upload(io.BytesIO(file.content), file.name, max_bytes, allowance))
                except ImageError as error:
                    messages.append(image_message(error, file.name, max_bytes))
    except BusyError:
        _end(_COME_AGAIN, "The server is busy with other photos.")
    return uploads, messages


def _require_room(user: User, uploads: Sequence[Upload]) -> None:
    """Send the mail back if its receipts are too much for the user; let it come again if they are for the disk."""
    try:
        require_room(user, sum(len(upload.content) for upload in uploads))
    except NoRoomError as error:
        _end(_COME_AGAIN if isinstance(error, DiskFullError) else _BAD_MAIL, no_room_message(error))


def _end(status: int, text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(status)
