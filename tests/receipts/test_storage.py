from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from app.receipts import storage
from tests.support.factories import files_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("context")


def fail_at(monkeypatch: pytest.MonkeyPatch, failing_call: int) -> None:
    """Let one of the calls that wait for the disk fail."""
    calls: list[int] = []

    def fail_once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == failing_call:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", fail_once)


@pytest.mark.parametrize(
    ("media_type", "ending"), [("image/jpeg", ".jpg"), ("image/png", ".png"), ("image/webp", ".webp")]
)
def test_a_key_is_random_and_ends_as_its_format_does(media_type: str, ending: str) -> None:
    keys = {storage.new_storage_key(media_type) for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) == 32 + len(ending) and key.endswith(ending) for key in keys)


@pytest.mark.parametrize("key", ["ab12.jpg", "ab12.webp"])
def test_an_image_and_its_thumbnail_lie_side_by_side(key: str, upload_folder: Path) -> None:
    assert storage.file_path(key) == upload_folder / "ab" / key
    assert storage.thumbnail_path(key) == upload_folder / "ab" / "ab12.thumbnail.webp"


def test_what_is_written_can_be_read_and_no_temporary_file_stays(upload_folder: Path) -> None:
    storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert storage.file_path("ab12.jpg").read_bytes() == b"image"
    assert storage.thumbnail_path("ab12.jpg").read_bytes() == b"thumbnail"
    assert len(files_in(upload_folder)) == 2


def test_of_all_files_those_are_known_that_have_a_name_of_ours(upload_folder: Path) -> None:
    key = storage.new_storage_key("image/jpeg")
    storage.write_files(key, b"image", b"thumbnail")
    ours = files_in(upload_folder)
    (upload_folder / "holiday.jpg").touch()
    (upload_folder / f"{key}.part").touch()
    assert sorted(path.name for path in storage.stored_files()) == sorted([*ours, f"{key}.part"])


@pytest.mark.parametrize("is_there", [False, True], ids=["no folder", "a mount point"])
def test_nothing_is_written_where_the_upload_folder_should_be(upload_folder: Path, *, is_there: bool) -> None:
    shutil.rmtree(upload_folder)
    if is_there:
        upload_folder.mkdir()
    with pytest.raises(storage.UnmarkedFolderError):
        storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert upload_folder.exists() == is_there
    assert files_in(upload_folder) == []


def test_a_folder_is_marked_once(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder)
    assert not storage.is_marked()
    storage.mark_folder()
    (upload_folder / storage.MARKER).write_text("Ours.")
    storage.mark_folder()
    assert (upload_folder / storage.MARKER).read_text() == "Ours."
    assert list(storage.stored_files()) == []


def test_a_file_reaches_the_disk_before_its_name_and_its_name_before_the_commit(
    upload_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    path = storage.file_path("ab12.jpg")

    def note(descriptor: int) -> None:
        here = (upload_folder, *upload_folder.rglob("*"))
        (name,) = (
            file.relative_to(upload_folder) for file in here if os.path.samestat(file.stat(), os.fstat(descriptor))
        )
        synced.append(f"{name}, {'named' if path.exists() else 'unnamed'}")

    monkeypatch.setattr("os.fsync", note)
    storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert synced == [
        *("ab/ab12.thumbnail.webp.part, unnamed", "ab, unnamed", "., unnamed"),
        *("ab/ab12.jpg.part, unnamed", "ab, named", "., named"),
    ]


@pytest.mark.parametrize("failing_call", range(1, 7))
def test_a_disk_error_leaves_no_file_under_the_name(
    upload_folder: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    fail_at(monkeypatch, failing_call)
    with pytest.raises(OSError, match="space"):
        storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert not storage.file_path("ab12.jpg").exists()
    assert not [name for name in files_in(upload_folder) if name.endswith(".part")]


def test_a_file_that_is_there_is_never_written_into(upload_folder: Path) -> None:
    temporary = upload_folder / "ab" / "ab12.jpg.part"
    temporary.parent.mkdir(parents=True)
    temporary.write_bytes(b"of somebody else")
    with pytest.raises(storage.StorageError):
        storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert not storage.file_path("ab12.jpg").exists()


def test_an_image_goes_with_its_thumbnail(upload_folder: Path) -> None:
    storage.write_files("ab12.jpg", b"image", b"thumbnail")
    storage.write_files("ab34.png", b"image", b"thumbnail")
    storage.remove_files("ab12.jpg")
    assert files_in(upload_folder) == ["ab34.png", "ab34.thumbnail.webp"]


def test_removing_what_is_gone_is_no_error() -> None:
    storage.remove_files("ab12.jpg")


def test_an_empty_or_missing_folder_holds_no_files(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder)
    assert list(storage.stored_files()) == []


def test_a_writable_folder_is_found_so_and_left_as_it_was(upload_folder: Path) -> None:
    assert storage.is_upload_folder_writable()
    assert files_in(upload_folder) == []


@pytest.mark.parametrize("failing_call", [1, 2, 3])
def test_a_folder_on_a_full_disk_is_not_writable_and_left_as_it_was(
    upload_folder: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    fail_at(monkeypatch, failing_call)
    assert not storage.is_upload_folder_writable()
    assert files_in(upload_folder) == []


def test_a_folder_without_its_marker_is_not_writable(upload_folder: Path) -> None:
    (upload_folder / storage.MARKER).unlink()
    assert not storage.is_upload_folder_writable()
    assert files_in(upload_folder) == []


def test_a_file_in_place_of_the_folder_is_not_writable(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder)
    upload_folder.touch()
    try:
        assert not storage.is_upload_folder_writable()
    finally:
        upload_folder.unlink()
