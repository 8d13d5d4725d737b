"""An archive of everything that an account has, made while it is sent. `archive_format.py` says what is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.core.csv_tables import csv_pieces
from app.database.snapshot import snapshot
from app.exports.archive_format import APP, FORMAT, MANIFEST, TABLES, TEXTS
from app.exports.archive_pages import ArchivePages
from app.exports.archive_tables import ArchiveTables
from app.exports.paths import Paths
from app.exports.zip_stream import ZipStream
from app.receipts import storage
from app.stores.store import UnreachableStoreError
from app.web.extensions import receipt_store
from config import VERSION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.models import User

_PIECE_BYTES = 64 * 1024
_SETTINGS = ("first_name", "last_name", "language", "currency", "timezone", "month_start_day", "archive_key")


def stream_archive(user: User, digits: int, moment: dt.datetime) -> Iterator[bytes]:
    """Yield the bytes of an archive; `digits` are the decimals of the user's currency.

    Whatever others change meanwhile, it has what was there when it began.
    """
    with snapshot() as connection:
        yield from _make(connection, user, Paths(digits, user.currency), moment)


def _make(connection: Connection, user: User, paths: Paths, moment: dt.datetime) -> Iterator[bytes]:
    made = ZipStream(moment)
    tables = ArchiveTables(connection, user, paths)
    for name, columns in TABLES.items():
        yield from made.add(name, csv_pieces(columns, tables.rows_of(name), TEXTS))
    for path, pieces in ArchivePages(connection, user, paths, moment).make():
        yield from made.add(path, pieces)
    lost = []
    for path, name in _list_photos(tables):
        content = _read_photo(name)
        if content is None:
            lost.append(path)
        else:
            yield from made.add(path, _cut(content), is_packed=False)
    yield from made.add(MANIFEST, [_write_manifest(user, moment, lost, made.digests)])
    yield from made.close()


def _list_photos(tables: ArchiveTables) -> Iterator[tuple[str, str]]:
    """Yield the path of each photo and thumbnail in the archive, and its name in the store."""
    for receipt, expense in tables.all_receipts():
        yield tables.paths.of_receipt(receipt, expense), storage.file_name(receipt.storage_key)
        if tables.paths.is_shown(receipt, expense):
            yield tables.paths.of_thumbnail(receipt), storage.thumbnail_name(receipt.storage_key)


def _read_photo(name: str) -> bytes | None:
    """Return a whole photo, so that its place in the ZIP begins only if it can be read; None if it is lost."""
    try:
        return receipt_store().read(name)
    except UnreachableStoreError:  # all would be lost: better an archive that ends in the middle
        raise
    except OSError:
        return None


def _cut(content: bytes) -> Iterator[bytes]:
    return (content[begin : begin + _PIECE_BYTES] for begin in range(0, len(content), _PIECE_BYTES))


def _write_manifest(user: User, moment: dt.datetime, lost: list[str], digests: dict[str, str]) -> bytes:
    """Return the manifest; `lost` are photos whose files could not be read."""
    manifest = {
        "format": FORMAT,
        "app": APP,
        "version": VERSION,
        "created": moment.isoformat(),
        "account": {name: getattr(user, name) for name in _SETTINGS},
        "lost": lost,
        "files": digests,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode()
