"""The choice between the stores, by the place that a setting or a command names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.stores.bucket import SCHEME, Access, Bucket
from app.stores.folder import Folder

if TYPE_CHECKING:
    from app.stores.store import Store
    from config import Config


def open_store(place: str, config: Config) -> Store:
    """Return the store at a place: a path, or `s3://bucket/prefix`, reached as the settings say."""
    if not place.startswith(SCHEME):
        return Folder(Path(place).resolve())
    _forget_empty_variables()
    access = Access(
        endpoint_url=config.aws_endpoint_url,
        region=config.aws_region,
        access_key_id=config.aws_access_key_id,
        secret_access_key=config.aws_secret_access_key,
    )
    return Bucket(place, access)


def _forget_empty_variables() -> None:
    """Unset Amazon's variables that are empty, as Compose hands them on: the client would take them for values."""
    for name, value in [*os.environ.items()]:
        if name.startswith("AWS_") and not value:
            del os.environ[name]
