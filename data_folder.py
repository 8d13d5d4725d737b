"""The data folder, and the secret key that is kept in it."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "secret_key"


class DataFolderError(Exception):
    """The data folder cannot be used."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"The folder {folder} cannot be written: {reason}.")


def make_folder(data_folder: Path) -> Path:
    """Make the data folder, for the server's own user alone, if it is missing.

    Raises:
        DataFolderError: it cannot be made.
    """
    try:
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(data_folder, error.strerror or "it cannot be made") from error
    return data_folder


def load_secret_key(data_folder: Path) -> str:
    """Return the secret key of the data folder; generate it the first time, readable by its owner alone.

    Empty if somebody has emptied the file.

    Raises:
        DataFolderError: it cannot be read or written.
    """
    path = data_folder / KEY_FILE
    try:
        _write_once(path, secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise DataFolderError(data_folder, error.strerror or "it cannot be used") from error
    return key


def _write_once(path: Path, text: str) -> None:
    """Write a file that does not exist yet; of two processes that start at once, the first one's text stays."""
    if path.exists():
        return
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # a power cut must not leave an empty key behind
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
