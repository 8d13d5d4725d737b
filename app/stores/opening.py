"""The choice of the store, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.stores.folder import Folder

if TYPE_CHECKING:
    from app.stores.store import Store
    from config import Config


def open_store(config: Config) -> Store:
    """Return the store of an installation."""
    return Folder(config.upload_folder)
