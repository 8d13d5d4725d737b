"""The manifest of a backup: what is in it, so that it can be verified. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

MANIFEST = "manifest.json"
SQLITE_FILE = "potrosnja.db"
POSTGRESQL_FILE = "potrosnja.dump"
KEY_FILE = "secret_key"
UPLOADS = "uploads"
_FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made, is not whole or cannot be restored; the message is shown to the user."""


class NewerFormatError(BackupError):
    """The manifest has a format of newer code."""

    def __init__(self) -> None:
        super().__init__("The backup was made by a newer version of Potrošnja. Install that version first.")


class DamagedManifestError(BackupError):
    """The manifest cannot be read."""

    def __init__(self) -> None:
        super().__init__(f"The file {MANIFEST} of the backup is damaged.")


@dataclass(frozen=True)
class FileFacts:
    """The size of a file and its hexadecimal SHA-256."""

    byte_count: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup has.

    `revision` is the migration of the database; `counts` are the rows of each table, `sums` cents by table and user id;
    `files` has each file by its path in the backup; `lost` has the keys of receipts whose image was missing or damaged
    when the backup was made.
    """

    created_at: str
    revision: str
    counts: dict[str, int]
    sums: dict[str, dict[str, int]]
    files: dict[str, FileFacts]
    lost: list[str]

    @property
    def row_count(self) -> int:
        return sum(self.counts.values())

    @property
    def byte_count(self) -> int:
        return sum(facts.byte_count for facts in self.files.values())


def write_manifest(manifest: Manifest) -> str:
    return json.dumps({"format": _FORMAT, **asdict(manifest)}, indent=1, sort_keys=True) + "\n"


def read_manifest(text: str) -> Manifest:
    """Read a manifest.

    Raises:
        NewerFormatError: its format is newer than this code.
        DamagedManifestError: it is damaged.
    """
    try:
        fields: dict[str, Any] = json.loads(text)
        if fields.pop("format") > _FORMAT:
            raise NewerFormatError
        files = {path: FileFacts(**facts) for path, facts in fields.pop("files").items()}
        return Manifest(files=files, **fields)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise DamagedManifestError from error
