"""From a waiting file to its reader, and to what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING

from app.imports.answers import READING, from_json, shape_of
from app.imports.contents import Opened, checked
from app.imports.files import SourceFile
from app.imports.formats import registry
from app.imports.records import Answers, Unreadable
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.services import start_import
from app.web.waiting_files import keep_file, remove_file, waiting_path

if TYPE_CHECKING:
    from app.imports.records import Account, ForeignRow, Format
    from app.models import ImportBatch, User

_SAMPLES = 3  # rows that are shown as they would be saved
_MOST_TRIED = 200  # rows that are read to find them


class FileGoneError(Exception):
    """The file has waited for too long."""


class AlreadyInError(Exception):
    """The import is done."""


@dataclass(frozen=True)
class Samples:
    """The first rows that can be read, and the first ones that cannot."""

    rows: list[ForeignRow]
    unreadable: list[Unreadable]


def recognize_file(file: SourceFile) -> Format:
    """Return the reader of a file; a table that nobody knows goes to the one that asks what its columns mean.

    Raises:
        RefusedFileError: nobody can read it.
    """
    reader = registry.recognize(file)
    if reader is not None:
        return reader
    if file.is_zip:
        raise RefusedFileError(Refusal.UNKNOWN_ARCHIVE)
    if not file.table.header:  # it says what is wrong with the text
        raise RefusedFileError(Refusal.UNKNOWN)
    return registry.ANY_TABLE


def take_file(user: User, name: str, stream: IO[bytes], max_bytes: int) -> ImportBatch:
    """Keep a file that somebody sent, if anybody can read it.

    Raises:
        TooLargeError: it has more than `max_bytes`.
        RefusedFileError: it cannot be read.
    """
    key = keep_file(stream, max_bytes)
    file = SourceFile(name, waiting_path(key))
    try:
        reader = recognize_file(file)
        facts = reader.describe(file, Answers())
    except RefusedFileError:
        remove_file(key)
        raise
    return start_import(user, reader, name, key, shape_of(reader, facts))


def open_import(batch: ImportBatch, account: Account) -> Opened:
    """Open the file of an import that waits.

    Raises:
        AlreadyInError: it waits no more.
        FileGoneError: its file is not there any more.
    """
    if batch.finished_at is not None:
        raise AlreadyInError
    path = waiting_path(batch.storage_key or "-")
    reader = registry.find(batch.source)
    if reader is None or not path.is_file():
        raise FileGoneError
    answers = from_json(batch.answers.get(READING, {}))
    return Opened(SourceFile(batch.file_name, path), reader, answers, account)


def read_samples(opened: Opened) -> Samples:
    """Read the first rows.

    Raises:
        RefusedFileError: a part of the file cannot be opened.
    """
    samples = Samples([], [])
    for found in islice(opened.rows(), _MOST_TRIED):
        row = checked(found, opened.account)
        if isinstance(row, Unreadable):
            samples.unreadable.append(row)
        else:
            samples.rows.append(row)
        if len(samples.rows) == _SAMPLES:
            break
    return samples
