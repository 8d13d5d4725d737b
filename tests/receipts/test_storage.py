from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from app.receipts import storage
from app.stores.store import StorageError, UnmarkedStoreError
from app.web.extensions import receipt_store
from tests.support.factories import files_in
from tests.support.upload_folder import fail_at, stored_path, thumbnail_path

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("media_type", "ending"), [("image/jpeg", ".jpg"), ("image/png", ".png"), ("image/webp", ".webp")]
)
def test_a_key_is_random_and_ends_as_its_format_does(media_type: str, ending: str) -> None:
    keys = {storage.new_storage_key(media_type) for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) == 32 + len(ending) and key.endswith(ending) for key in keys)


@pytest.mark.parametrize("key", ["ab12.jpg", "ab12.webp"])
def test_an_image_and_its_thumbnail_lie_side_by_side(key: str) -> None:
    assert storage.file_names(key, page_count=1) == [f"ab/{key}", "ab/ab12.thumbnail.webp"]
    assert storage.picture_name(key) == storage.file_name(key)


def test_a_pdf_has_its_pages_beside_it() -> None:
    pages = ["ab/ab12.page-1.jpg", "ab/ab12.page-2.jpg"]
    assert storage.file_names("ab12.pdf", page_count=2) == ["ab/ab12.pdf", "ab/ab12.thumbnail.webp", *pages]
    assert storage.picture_name("ab12.pdf", 2) == pages[1]


def test_what_is_written_can_be_read_and_no_temporary_file_stays(upload_folder: Path) -> None:
    storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert stored_path("ab12.jpg").read_bytes() == b"image"
    assert thumbnail_path("ab12.jpg").read_bytes() == b"thumbnail"
    assert len(files_in(upload_folder)) == 2


def test_of_all_files_those_are_known_that_have_a_name_of_ours(upload_folder: Path) -> None:
    key = storage.new_storage_key("image/jpeg")
    storage.write_files(key, b"image", b"thumbnail")
    ours = storage.file_names(key, page_count=1)
    (upload_folder / "holiday.jpg").touch()
    parts = [f"{key}.part", f"{key}.0123abcd.part"]  # as earlier versions wrote, and this one
    for name in parts:
        (upload_folder / name).touch()
    assert sorted(file.name for file in storage.stored_files()) == sorted([*ours, *parts])


@pytest.mark.parametrize("is_there", [False, True], ids=["no folder", "a mount point"])
def test_nothing_is_written_where_the_upload_folder_should_be(upload_folder: Path, *, is_there: bool) -> None:
    shutil.rmtree(upload_folder)
    if is_there:
        upload_folder.mkdir()
    with pytest.raises(UnmarkedStoreError):
        storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert upload_folder.exists() == is_there
    assert files_in(upload_folder) == []


def test_a_file_reaches_the_disk_before_its_name_and_its_name_before_the_commit(
    upload_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    path = stored_path("ab12.jpg")

    def note(descriptor: int) -> None:
        here = (upload_folder, *upload_folder.rglob("*"))
        (name,) = (
            file.relative_to(upload_folder) for file in here if os.path.samestat(file.stat(), os.fstat(descriptor))
        )
        plain_name = re.sub(r"\.[0-9a-f]{8}\.part$", ".part", str(name))
        synced.append(f"{plain_name}, {'named' if path.exists() else 'unnamed'}")

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
    with pytest.raises(StorageError, match="space"):
        storage.write_files("ab12.jpg", b"image", b"thumbnail")
    assert not stored_path("ab12.jpg").exists()
    assert not [name for name in files_in(upload_folder) if name.endswith(".part")]


def test_an_image_goes_with_its_thumbnail(upload_folder: Path) -> None:
    storage.write_files("ab12.jpg", b"image", b"thumbnail")
    storage.write_files("ab34.png", b"image", b"thumbnail")
    receipt_store().remove(storage.file_names("ab12.jpg", page_count=1))
    assert files_in(upload_folder) == ["ab34.png", "ab34.thumbnail.webp"]
