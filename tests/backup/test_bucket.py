"""Backups of an installation with its receipts in a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.receipts import storage
from app.stores.store import MARKER
from app.web.extensions import receipt_store
from tests.support.installations import Installation, images_in, rows_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.object_store import ObjectStore


@pytest.fixture
def home(tmp_path: Path, in_bucket: dict[str, str]) -> Installation:
    home = Installation(tmp_path / "data", **in_bucket)
    home.add("ana", 2)
    return home


@pytest.fixture
def backup(home: Installation, tmp_path: Path) -> Path:
    assert home.run("backup", "create", tmp_path / "shelf").exit_code == 0
    (folder,) = (tmp_path / "shelf").glob("potrosnja-*")
    return folder


def contents(home: Installation) -> dict[str, bytes]:
    with home.app.app_context():
        return {file.name: receipt_store().read(file.name) for file in storage.stored_files()}


def test_a_backup_has_the_files_of_the_bucket(home: Installation, backup: Path) -> None:
    assert home.run("backup", "verify", backup).exit_code == 0
    assert (backup / "uploads" / MARKER).is_file()
    for name, content in contents(home).items():
        assert (backup / "uploads" / name).read_bytes() == content
    assert len(images_in(backup / "uploads")) == 4


def test_what_was_in_the_bucket_is_again_and_what_came_since_is_set_aside(home: Installation, backup: Path) -> None:
    before = contents(home)
    home.add("eva", 1)
    with home.app.app_context():
        receipt_store().remove([next(iter(before))])
    result = home.run("backup", "restore", backup)
    assert result.exit_code == 0, result.output
    assert contents(home) == before
    assert rows_in(home.database) == rows_in(backup / "potrosnja.db")
    (aside,) = home.folder.glob("before-restore-*")
    assert len(images_in(aside / "uploads")) == 5
    assert home.run("check").output == "Faults: 0.\n"


def test_a_backup_of_a_bucket_can_be_restored_into_another_one_and_into_a_folder(
    home: Installation, backup: Path, object_store: ObjectStore, tmp_path: Path
) -> None:
    for name, settings in {"bucket": object_store.new_bucket(), "folder": {}}.items():
        other = Installation(tmp_path / name, **settings)
        result = other.run("backup", "restore", backup)
        assert result.exit_code == 0, result.output
        assert contents(other) == contents(home)


def test_a_file_that_the_bucket_has_lost_is_named_and_keeps_no_backup_from_being_made(
    home: Installation, tmp_path: Path
) -> None:
    with home.app.app_context():
        lost = next(file.name for file in storage.stored_files() if "thumbnail" not in file.name)
        receipt_store().remove([lost])
    result = home.run("backup", "create", tmp_path / "shelf")
    assert f"missing or damaged when the backup was made: receipt {lost.rpartition('/')[2]}" in result.output
    (folder,) = (tmp_path / "shelf").glob("potrosnja-*")
    assert home.run("backup", "verify", folder).exit_code == 0
