"""Files of backups: copying, linking and hashing them so that they survive a power cut."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from app.backup.manifest import FileFacts
from app.stores.folder import sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.stores.store import Store

PARTIAL_SUFFIX = ".part"


def hash_file(path: Path) -> FileFacts:
    with path.open("rb") as file:
        return FileFacts(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())


def describe_bytes(content: bytes) -> FileFacts:
    return FileFacts(len(content), hashlib.sha256(content).hexdigest())


def write_file(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    sync(path)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file under a temporary name first, so that the target is never half of it."""
    with _replacing(target) as temporary:
        shutil.copyfile(source, temporary)


def copy_stored(store: Store, name: str, target: Path) -> None:
    """Copy a file out of a store, as `copy_file` does."""
    content = store.read(name)
    with _replacing(target) as temporary:
        temporary.write_bytes(content)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    temporary = target.with_name(target.name + PARTIAL_SUFFIX)
    try:
        yield temporary
        sync(temporary)
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file that never changes a second name; copy it where the file system cannot do that.

    Raises:
        FileNotFoundError: the source is missing.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        copy_file(source, target)


def list_files(folder: Path) -> dict[str, Path]:
    """Return what is in a folder and below it, but for folders, by relative path."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix(): path for path in found}


def sync_folders(folder: Path) -> None:
    """Write the names in a folder, and in all below it, to the disk."""
    for path in (*folder.rglob("*/"), folder):
        sync(path)


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """Yield a folder with a temporary name; it gets its own name when the block ends, and is removed if it fails."""
    partial = folder.with_name(folder.name + PARTIAL_SUFFIX)
    partial.mkdir(parents=True)
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, partial, ignore_errors=True)
        yield partial
        sync_folders(partial)
        partial.rename(folder)
        undo.pop_all()
    sync(folder.parent)


def remove_folder(folder: Path) -> None:
    """Remove a folder; stopped in the middle, it leaves one with a temporary name."""
    partial = folder.with_name(folder.name + PARTIAL_SUFFIX)
    folder.rename(partial)
    shutil.rmtree(partial)


def remove_unfinished(folder: Path, pattern: str) -> None:
    """Remove what a killed process left in a folder under temporary names that begin like the pattern."""
    for path in folder.glob(pattern + PARTIAL_SUFFIX):
        with suppress(NotADirectoryError):
            shutil.rmtree(path)
