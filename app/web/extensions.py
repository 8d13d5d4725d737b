"""The Flask extensions, and the settings of the running application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import Babel
from flask_bcrypt import Bcrypt

from app.web.form_tokens import FormTokens
from app.web.remembering import RememberingLogins

if TYPE_CHECKING:
    from app.stores.store import Store
    from config import Config

login_manager = RememberingLogins()
bcrypt = Bcrypt()
csrf = FormTokens()
babel = Babel()


def settings() -> Config:
    config: Config = current_app.config["SETTINGS"]
    return config


def receipt_store() -> Store:
    """Return where the files of receipts lie."""
    store: Store = current_app.extensions["receipt_store"]
    return store
