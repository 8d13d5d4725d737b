"""From a waiting file to its reader, and to what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING

from app.imports.answers import READING, from_json, shape_of
from app.imports.archive.errors import RefusedArchiveError
from app.imports.archive.inspecting import inspect_archive, is_archive
from app.imports.archive.messages import SOURCE
from app.imports.contents import Opened, checked
from app.imports.files import SourceFile
from app.imports.formats import registry
from app.imports.records import Answers, Unreadable
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.services import start_import
from app.web.waiting_files import keep_file, remove_file, waiting_path

if TYPE_CHECKING:
    from pathlib import Path

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


def take_file(user: User, account: Account, name: str, stream: IO[bytes], max_bytes: int) -> ImportBatch:
    """Keep a file that somebody sent, if anybody can read it.

    Raises:
        TooLargeError: it has more than `max_bytes`.
        RefusedFileError: it cannot be read.
        RefusedArchiveError: it is an archive of ours, and refused.
    """
    key = keep_file(stream, max_bytes)
    try:
        source, shape = _recognize(account, SourceFile(name, waiting_path(key)))
    except (RefusedFileError, RefusedArchiveError):
        remove_file(key)
        raise
    return start_import(user, source, name, key, shape)


def _recognize(account: Account, file: SourceFile) -> tuple[str, str]:
    """Return who wrote a file, and its shape; first rows inside a ZIP are read to see that they can be."""
    if file.is_zip and is_archive(file.path):
        inspect_archive(file.path, account.currency)
        return SOURCE, SOURCE
    reader = recognize_file(file)
    shape = shape_of(reader, reader.describe(file, Answers()))
    if file.is_zip:  # `describe` has opened all that is text
        read_samples(Opened(file, reader, Answers(), account))
    return reader.source, shape


def open_import(batch: ImportBatch, account: Account) -> Opened:
    """Open the file of an import that waits.

    Raises:
        AlreadyInError: it waits no more.
        FileGoneError: its file is not there any more.
    """
    path = find_file(batch)
    reader = registry.find(batch.source)
    if reader is None:
        raise FileGoneError
    answers = from_json(batch.answers.get(READING, {}))
    return Opened(SourceFile(batch.file_name, path), reader, answers, account)


def find_file(batch: ImportBatch) -> Path:
    """Return the path of the file of an import that waits.

    Raises: as `open_import`.
    """
    if batch.finished_at is not None:
        raise AlreadyInError
    try:
        return waiting_path(batch.storage_key or "-")
    except FileNotFoundError as error:
        raise FileGoneError from error


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
