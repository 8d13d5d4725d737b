"""The choice between the stores, by the place that a setting or a command names."""

from __future__ import annotations

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
    access = Access(
        endpoint_url=config.aws_endpoint_url,
        region=config.aws_region,
        access_key_id=config.aws_access_key_id,
        secret_access_key=config.aws_secret_access_key,
    )
    return Bucket(place, access)
