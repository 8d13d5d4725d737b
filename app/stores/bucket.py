"""A bucket of an object store that speaks S3. A file is there at once and whole, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING

from app.stores.store import MARKER, Store, StoredFile, UnreachableStoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Store

SCHEME = "s3://"
_LISTED_AT_ONCE = 1000  # as many as S3 names in an answer
# A page that needs the bucket must not hang for minutes while that is gone.
_CONNECT = timedelta(seconds=5)
_REQUEST = timedelta(seconds=60)  # with its body: the largest import, 110 MB, needs 15 Mbit/s
_RETRIES: RetryConfig = {"max_retries": 2, "retry_timeout": timedelta(seconds=8)}


class MissingBucketError(UnreachableStoreError):
    """There is no such bucket."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} is not there")


@dataclass(frozen=True)
class Access:
    """How to reach an object store; what is empty, the client finds in its usual places."""

    endpoint_url: str = ""
    region: str = ""
    access_key_id: str = field(default="", repr=False)
    secret_access_key: str = field(default="", repr=False)


class Bucket(Store):
    """Files in a bucket, below a prefix. Every method raises UnreachableStoreError."""

    def __init__(self, url: str, access: Access) -> None:
        super().__init__(url.rstrip("/"), f"The bucket {url}")
        self._access = access

    @property
    def unmarked_reason(self) -> str:
        return (
            f"{self.place}/{MARKER} is missing: name the bucket and the prefix that have the receipts, "
            "or bring them there with `flask receipts copy`"
        )

    def write(self, name: str, content: bytes, *, is_synced: bool = True) -> None:  # noqa: ARG002 - S3 answers then
        with self._changing():
            self._remote.put(name, content)

    def sync(self, names: Collection[str]) -> None:
        """Do nothing: what S3 has acknowledged is safe."""

    def take(self, name: str, path: Path) -> None:
        with self._changing():
            self._remote.put(name, path)

    def read(self, name: str) -> bytes:
        with _named_errors():
            return bytes(self._remote.get(name).bytes())

    def to_send(self, name: str) -> BytesIO:
        return BytesIO(self.read(name))

    def to_open(self, name: str, cache: Path) -> Path:
        path = cache / name.rpartition("/")[2]
        if not path.is_file():
            cache.mkdir(mode=0o700, exist_ok=True)
            temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
            with _named_errors():
                found = self._remote.get(name)
                with temporary.open("xb") as file:
                    file.writelines(found.stream())
            temporary.rename(path)
        return path

    def has(self, name: str) -> bool:
        try:
            with _named_errors():
                self._remote.head(name)
        except FileNotFoundError:
            return False
        return True

    def list_files(self, folder: str = "") -> Iterator[StoredFile]:
        with self._changing():
            for some in self._remote.list(folder or None, chunk_size=_LISTED_AT_ONCE):
                yield from (StoredFile(item["path"], item["last_modified"], item["size"]) for item in some)

    def remove(self, names: Collection[str]) -> None:
        with self._changing():
            if names:
                self._remote.delete(list(names))

    def make(self) -> None:
        """Do nothing: a bucket is made by who pays for it, and a prefix is there by itself."""

    def free_bytes(self) -> None:
        return None

    @cached_property
    def _remote(self) -> S3Store:
        """The client. It is made when a worker first needs it, after the fork: it has threads."""
        # Imported late: with its threads it takes 10 MB, and most installations have a folder.
        from obstore.store import S3Store  # noqa: PLC0415

        access: S3Config = {}
        if self._access.endpoint_url:
            access["endpoint"] = self._access.endpoint_url
        if self._access.region:
            access["region"] = self._access.region
        if self._access.access_key_id:
            access["access_key_id"] = self._access.access_key_id
            access["secret_access_key"] = self._access.secret_access_key
        is_plain = self._access.endpoint_url.startswith("http://")
        options: ClientConfig = {"allow_http": is_plain, "connect_timeout": _CONNECT, "timeout": _REQUEST}
        return S3Store.from_url(self.place, config=access, client_options=options, retry_config=_RETRIES)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Name the errors of calls that need the bucket, but no file in it."""
        try:
            with _named_errors():
                yield
        except FileNotFoundError as error:
            raise MissingBucketError(self.title) from error


@contextmanager
def _named_errors() -> Iterator[None]:
    """Raise errors as a folder does, in place of the client's: UnreachableStoreError has the first line of theirs."""
    # Imported late, as above.
    from obstore.exceptions import BaseError  # noqa: PLC0415

    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
    except BaseError as error:
        raise UnreachableStoreError(str(error).partition("\n")[0]) from error
