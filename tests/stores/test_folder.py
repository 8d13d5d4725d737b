from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.stores.folder import Folder
from app.stores.store import MARKER, StorageError
from tests.support.factories import files_in
from tests.support.upload_folder import fail_at

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    store = Folder(tmp_path / "uploads")
    store.mark()
    return store


def test_a_folder_is_marked_once(tmp_path: Path) -> None:
    store = Folder(tmp_path / "uploads")
    assert not store.is_marked()
    store.mark()
    (store.folder / MARKER).write_text("Ours.")
    store.mark()
    assert (store.folder / MARKER).read_text() == "Ours."


def test_a_missing_folder_holds_no_files(tmp_path: Path) -> None:
    assert list(Folder(tmp_path / "missing").list_files()) == []


@pytest.mark.parametrize("failing_call", [1, 2, 3])
def test_a_folder_on_a_full_disk_is_not_writable_and_left_as_it_was(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    fail_at(monkeypatch, failing_call)
    with pytest.raises(StorageError, match="space"):
        folder.check()
    assert files_in(folder.folder) == []


def test_a_folder_without_its_marker_is_not_writable(folder: Folder) -> None:
    (folder.folder / MARKER).unlink()
    with pytest.raises(StorageError, match="its disk is not mounted"):
        folder.check()
    assert files_in(folder.folder) == []


def test_a_file_in_place_of_the_folder_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Folder(tmp_path / "file")
    with pytest.raises(StorageError):
        store.check()
    with pytest.raises(StorageError):
        store.write("ab/x.jpg", b"image")


def test_a_file_that_cannot_be_removed_keeps_no_other_one(folder: Folder) -> None:
    (folder.folder / "ab" / "folder.jpg").mkdir(parents=True)
    folder.write("ab/x.jpg", b"image")
    with pytest.raises(StorageError):
        folder.remove(["ab/folder.jpg", "ab/x.jpg"])
    assert not folder.has("ab/x.jpg")


def test_what_a_killed_process_left_does_not_keep_a_file_from_being_written(folder: Folder) -> None:
    folder.write("ab/x.jpg", b"image")
    (folder.folder / "ab" / "x.jpg.part").write_bytes(b"of somebody else")
    folder.write("ab/x.jpg", b"another image")
    assert folder.read("ab/x.jpg") == b"another image"
    assert folder.read("ab/x.jpg.part") == b"of somebody else"


@pytest.mark.parametrize("failing_call", [1, 2, 3])
def test_a_file_that_cannot_be_written_again_stays(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    folder.write("ab/x.jpg", b"image")
    fail_at(monkeypatch, failing_call)
    with pytest.raises(StorageError):
        folder.write("ab/x.jpg", b"image")
    assert folder.read("ab/x.jpg") == b"image"
    assert files_in(folder.folder) == ["x.jpg"]
