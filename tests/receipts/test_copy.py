"""`flask receipts copy`: from a folder into a bucket, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.receipts import storage
from app.stores.opening import open_store
from app.stores.store import MARKER
from tests.support.documents import written_pdf
from tests.support.factories import Factory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import Receipt, User
    from app.stores.store import Store


@pytest.fixture
def machine(make_app: Callable[..., Flask], in_bucket: dict[str, str], upload_folder: Path) -> Flask:
    """An application with receipts in the folder, which knows how to reach the bucket."""
    return make_app(**{**in_bucket, "RECEIPT_STORE": ""}, UPLOAD_FOLDER=str(upload_folder))


@pytest.fixture
def receipts(machine: Flask, session: Session, alice: User, charlie: User) -> list[Receipt]:
    make = Factory(machine, session)
    own = [make.receipt(make.expense(alice)), make.receipt(make.expense(alice), written_pdf(["one", "two"]))]
    return [*own, make.waiting(charlie)]


@pytest.fixture
def copy(machine: Flask) -> Callable[..., Result]:
    return lambda *places: machine.test_cli_runner().invoke(args=["receipts", "copy", *map(str, places)])


@pytest.fixture
def bucket(machine: Flask, in_bucket: dict[str, str]) -> Store:
    return open_store(in_bucket["RECEIPT_STORE"], machine.config["SETTINGS"])


def names_of(receipts: list[Receipt]) -> set[str]:
    return {name for row in receipts for name in storage.file_names(row.storage_key, row.page_count)}


def said(result: Result) -> str:
    return result.stdout.splitlines()[-1]


def test_all_files_of_receipts_are_copied_and_come_back(
    copy: Callable[..., Result], receipts: list[Receipt], bucket: Store, upload_folder: Path, tmp_path: Path
) -> None:
    (upload_folder / "holiday.jpg").write_bytes(b"of somebody else")
    result = copy(upload_folder, bucket.place)
    assert (result.exit_code, said(result)) == (0, "Files copied: 8, there already: 0, lost: 0.")
    assert {file.name for file in bucket.list_files()} == {MARKER, *names_of(receipts)}
    assert copy(bucket.place, tmp_path / "new" / "uploads").exit_code == 0
    for name in names_of(receipts):
        assert (tmp_path / "new" / "uploads" / name).read_bytes() == (upload_folder / name).read_bytes()
    assert (tmp_path / "new" / "uploads" / MARKER).is_file()


def test_a_second_run_copies_what_is_new_and_what_is_not_whole(
    copy: Callable[..., Result], receipts: list[Receipt], bucket: Store, upload_folder: Path
) -> None:
    copy(upload_folder, bucket.place)
    bucket.write(storage.file_name(receipts[0].storage_key), b"half")
    bucket.remove([storage.thumbnail_name(receipts[2].storage_key)])
    assert said(copy(upload_folder, bucket.place)) == "Files copied: 2, there already: 6, lost: 0."
    assert said(copy(upload_folder, bucket.place)) == "Files copied: 0, there already: 8, lost: 0."


def test_a_stored_file_that_is_damaged_there_is_copied_again_and_one_that_is_damaged_here_is_not(
    copy: Callable[..., Result], receipts: list[Receipt], bucket: Store, upload_folder: Path
) -> None:
    copy(upload_folder, bucket.place)
    there, here = (storage.file_name(receipt.storage_key) for receipt in receipts[:2])
    whole = bucket.read(here)
    bucket.write(there, bytes(receipts[0].byte_size))
    (upload_folder / here).write_bytes(b"damaged")
    assert said(copy(upload_folder, bucket.place)) == "Files copied: 1, there already: 7, lost: 0."
    assert (bucket.read(there), bucket.read(here)) == ((upload_folder / there).read_bytes(), whole)


def test_what_is_lost_or_damaged_is_named_and_the_rest_is_copied(
    copy: Callable[..., Result], receipts: list[Receipt], bucket: Store, upload_folder: Path
) -> None:
    lost, damaged = (storage.file_name(receipt.storage_key) for receipt in receipts[:2])
    (upload_folder / lost).unlink()
    (upload_folder / damaged).write_bytes(b"damaged")
    result = copy(upload_folder, bucket.place)
    assert (result.exit_code, said(result)) == (1, "Files copied: 6, there already: 0, lost: 2.")
    assert result.stderr.splitlines() == [f"missing: {lost}", f"damaged: {damaged}"]


@pytest.mark.usefixtures("receipts")
def test_a_folder_that_is_not_mounted_is_no_source(copy: Callable[..., Result], bucket: Store, tmp_path: Path) -> None:
    result = copy(tmp_path / "unmounted", bucket.place)
    assert result.exit_code == 1
    assert "its disk is not mounted" in result.stderr
    assert list(bucket.list_files()) == []


@pytest.mark.parametrize("place", ["s3://", "s3://B/x", "https://bucket.example.com", "file:///srv"])
def test_a_place_that_is_none_is_named(copy: Callable[..., Result], tmp_path: Path, place: str) -> None:
    result = copy(tmp_path, place)
    assert result.exit_code == 2
    assert f"{place} is neither a folder nor like s3://bucket/prefix." in result.stderr
