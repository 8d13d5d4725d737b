"""What only a bucket does: it may be missing, closed to us, or gone."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.stores.bucket import Access, Bucket
from app.stores.opening import open_store
from app.stores.store import UnreachableStoreError
from config import load_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.object_store import ObjectStore

CALLS: dict[str, Callable[[Bucket], object]] = {
    "write": lambda bucket: bucket.write("ab/x.jpg", b"image"),
    "read": lambda bucket: bucket.read("ab/x.jpg"),
    "has": lambda bucket: bucket.has("ab/x.jpg"),
    "list": lambda bucket: list(bucket.list_files()),
    "remove": lambda bucket: bucket.remove(["ab/x.jpg"]),
    "mark": lambda bucket: bucket.mark(),
    "check": lambda bucket: bucket.check(),
}


def at(url: str, name: str = "receipts") -> Bucket:
    return Bucket(f"s3://{name}/prefix", Access(url, "us-east-1", "key", "secret"))


@pytest.fixture
def nobody() -> str:
    """An address where nobody answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("call", CALLS)
def test_a_bucket_that_does_not_answer_is_named_and_its_keys_are_not(nobody: str, call: str) -> None:
    with pytest.raises(UnreachableStoreError) as error:
        CALLS[call](at(nobody))
    assert nobody in str(error.value)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_an_empty_variable_is_none_for_the_client_too(
    nobody: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_REGION"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", nobody)  # where a machine asks for its role
    config = load_config({"DATA_FOLDER": str(tmp_path), "RECEIPT_STORE": "s3://receipts"})
    with pytest.raises(UnreachableStoreError, match=f"{nobody}/latest"):
        open_store(config.receipt_place, config).has("ab/x.jpg")


def test_the_keys_are_not_in_what_a_traceback_shows() -> None:
    assert "secret" not in repr(Access("http://127.0.0.1", "us-east-1", "a secret name", "a secret"))


@pytest.mark.parametrize("call", ["write", "list", "remove", "mark"])
def test_a_bucket_that_is_not_there_is_no_lost_file(object_store: ObjectStore, call: str) -> None:
    with pytest.raises(UnreachableStoreError):
        CALLS[call](at(object_store.url, "nobody-made-it"))


def test_two_prefixes_of_a_bucket_know_nothing_of_each_other(in_bucket: dict[str, str]) -> None:
    name = in_bucket["RECEIPT_STORE"].split("/")[2]
    access = Access(in_bucket["AWS_ENDPOINT_URL"], "us-east-1", "key", "secret")
    one, two, whole = (Bucket(f"s3://{name}{prefix}", access) for prefix in ("/one", "/two/", ""))
    one.write("ab/x.jpg", b"image")
    assert [file.name for file in one.list_files()] == ["ab/x.jpg"]
    assert list(two.list_files()) == []
    assert whole.read("one/ab/x.jpg") == b"image"


def test_a_file_that_was_opened_here_is_not_fetched_again(in_bucket: dict[str, str], tmp_path: Path) -> None:
    bucket = at(in_bucket["AWS_ENDPOINT_URL"], in_bucket["RECEIPT_STORE"].split("/")[2])
    bucket.write("imports/x", b"table")
    path = bucket.to_open("imports/x", tmp_path / "cache")
    bucket.remove(["imports/x"])
    assert bucket.to_open("imports/x", tmp_path / "cache") == path
