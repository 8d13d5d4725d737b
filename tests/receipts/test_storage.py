from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from app.receipts import storage
from tests.factories import files_in

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
    assert storage.image_path(key) == upload_folder / "ab" / key
    assert storage.thumbnail_path(key) == upload_folder / "ab" / "ab12.thumbnail.webp"


def test_what_is_written_can_be_read_and_no_temporary_file_stays(upload_folder: Path) -> None:
    storage.write_image("ab12.jpg", b"image", b"thumbnail")
    assert storage.image_path("ab12.jpg").read_bytes() == b"image"
    assert storage.thumbnail_path("ab12.jpg").read_bytes() == b"thumbnail"
    assert len(files_in(upload_folder)) == 2
    assert sorted(path.name for path in storage.stored_files()) == files_in(upload_folder)


def test_a_missing_upload_folder_is_made_again(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder, ignore_errors=True)
    storage.write_image("ab12.jpg", b"image", b"thumbnail")
    assert len(files_in(upload_folder)) == 2


def test_a_file_reaches_the_disk_before_it_gets_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    path = storage.image_path("ab12.jpg")
    monkeypatch.setattr("os.fsync", lambda _descriptor: seen.append(path.exists()))
    storage.write_image("ab12.jpg", b"image", b"thumbnail")
    assert seen == [False, False, False, True]  # thumbnail, its folder, image, its folder


@pytest.mark.parametrize("failing_call", [1, 3])
def test_a_disk_error_leaves_no_file_under_the_name(
    upload_folder: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    fail_at(monkeypatch, failing_call)
    with pytest.raises(OSError, match="space"):
        storage.write_image("ab12.jpg", b"image", b"thumbnail")
    assert not storage.image_path("ab12.jpg").exists()
    assert not [name for name in files_in(upload_folder) if name.endswith(".part")]


def test_a_file_that_is_there_is_never_written_into(upload_folder: Path) -> None:
    temporary = upload_folder / "ab" / "ab12.jpg.part"
    temporary.parent.mkdir(parents=True)
    temporary.write_bytes(b"of somebody else")
    with pytest.raises(storage.StorageError):
        storage.write_image("ab12.jpg", b"image", b"thumbnail")
    assert not storage.image_path("ab12.jpg").exists()


def test_an_image_goes_with_its_thumbnail(upload_folder: Path) -> None:
    storage.write_image("ab12.jpg", b"image", b"thumbnail")
    storage.write_image("ab34.png", b"image", b"thumbnail")
    storage.remove_image("ab12.jpg")
    assert files_in(upload_folder) == ["ab34.png", "ab34.thumbnail.webp"]


def test_removing_what_is_gone_is_no_error() -> None:
    storage.remove_image("ab12.jpg")


def test_an_empty_or_missing_folder_holds_no_files(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder, ignore_errors=True)
    assert list(storage.stored_files()) == []


def test_a_writable_folder_is_found_so_and_left_as_it_was(upload_folder: Path) -> None:
    assert storage.is_upload_folder_writable()
    assert files_in(upload_folder) == []


@pytest.mark.parametrize("failing_call", [1, 2])
def test_a_folder_on_a_full_disk_is_not_writable_and_left_as_it_was(
    upload_folder: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    fail_at(monkeypatch, failing_call)
    assert not storage.is_upload_folder_writable()
    assert files_in(upload_folder) == []


def test_a_file_in_place_of_the_folder_is_not_writable(upload_folder: Path) -> None:
    shutil.rmtree(upload_folder, ignore_errors=True)
    upload_folder.touch()
    try:
        assert not storage.is_upload_folder_writable()
    finally:
        upload_folder.unlink()
