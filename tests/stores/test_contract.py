"""What every store does, wherever its files lie."""

from __future__ import annotations

import datetime as dt
import errno
from typing import TYPE_CHECKING

import pytest

from app.models.types import utc_now
from app.stores.opening import open_store
from app.stores.store import MARKER, StorageError, UnmarkedStoreError
from config import load_config

if TYPE_CHECKING:
    from pathlib import Path

    from app.stores.store import Store

ONE, TWO = "ab/ab12.jpg", "cd/cd34.thumbnail.webp"


@pytest.fixture(params=["folder", "bucket"])
def unmarked(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store that nobody has marked."""
    settings = request.getfixturevalue("in_bucket") if request.param == "bucket" else {}
    config = load_config({"DATA_FOLDER": str(tmp_path), **settings})
    return open_store(config.receipt_place, config)


@pytest.fixture
def store(unmarked: Store) -> Store:
    unmarked.mark()
    return unmarked


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    path = tmp_path / "cache"
    path.mkdir()
    return path


def names_in(store: Store, folder: str = "") -> list[str]:
    return sorted(file.name for file in store.list_files(folder) if file.name != MARKER)


@pytest.mark.parametrize("content", [b"image", b"", bytes(range(256)) * 40_000], ids=["short", "empty", "10 MB"])
def test_what_is_written_is_read(store: Store, content: bytes) -> None:
    store.write(ONE, content)
    assert (store.read(ONE), store.has(ONE), names_in(store)) == (content, True, [ONE])


def test_what_is_there_is_replaced(store: Store) -> None:
    store.write(ONE, b"damaged")
    store.write(ONE, b"image")
    assert store.read(ONE) == b"image"


def test_what_is_not_there_is_a_lost_file(store: Store, cache: Path) -> None:
    assert not store.has(ONE)
    for read in (store.read, lambda name: store.to_open(name, cache)):
        with pytest.raises(FileNotFoundError, match="No such file") as error:
            read(ONE)
        assert error.value.errno == errno.ENOENT
    assert list(cache.iterdir()) == []


def test_files_are_listed_with_size_and_moment(store: Store) -> None:
    store.write(ONE, b"image")
    store.write(TWO, b"thumbnail")
    files = {file.name: file for file in store.list_files()}
    assert {name: file.byte_size for name, file in files.items() if name != MARKER} == {ONE: 5, TWO: 9}
    assert abs(files[ONE].changed_at - utc_now()) < dt.timedelta(minutes=1)
    assert names_in(store, "ab") == [ONE]
    assert names_in(store, "ef") == []


def test_more_files_are_listed_than_an_answer_of_a_bucket_has(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "3")
    names = [f"ab/{number}.jpg" for number in range(8)]
    for name in names:
        store.write(name, b"", is_synced=False)
    store.sync(names)
    assert names_in(store) == names
    store.remove(names)
    assert names_in(store) == []


def test_what_is_removed_is_gone_and_what_is_gone_is_no_error(store: Store) -> None:
    store.write(ONE, b"image")
    store.remove([ONE, TWO])
    store.remove([])
    assert names_in(store) == []


def test_a_file_of_this_machine_is_taken(store: Store, cache: Path) -> None:
    (cache / "x").write_bytes(b"table")
    store.take("imports/x", cache / "x")
    assert store.read("imports/x") == b"table"
    assert store.to_open("imports/x", cache).read_bytes() == b"table"


def test_a_file_can_be_opened_here_and_is_whole(store: Store, cache: Path) -> None:
    store.write(ONE, bytes(range(256)) * 50_000)
    assert store.to_open(ONE, cache).read_bytes() == bytes(range(256)) * 50_000
    assert len(list(cache.iterdir())) == (store.folder is None)


def test_a_store_is_marked_once(unmarked: Store) -> None:
    assert not unmarked.is_marked()
    with pytest.raises(UnmarkedStoreError, match=MARKER):
        unmarked.require_marker()
    unmarked.mark()
    unmarked.mark()
    unmarked.require_marker()


def test_a_check_leaves_nothing_behind(store: Store) -> None:
    store.check()
    assert names_in(store) == []


def test_a_store_without_its_marker_is_not_usable(unmarked: Store) -> None:
    with pytest.raises(StorageError):
        unmarked.check()
    assert names_in(unmarked) == []
