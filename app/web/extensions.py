"""The extensions that the factory binds to the application, and the settings of the one that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import Babel
from flask_bcrypt import Bcrypt
from flask_login import LoginManager

from app.web.form_tokens import FormTokens

if TYPE_CHECKING:
    from config import Config

login_manager = LoginManager()
bcrypt = Bcrypt()
csrf = FormTokens()
babel = Babel()


def settings() -> Config:
    """Return the settings of the running application."""
    config: Config = current_app.config["SETTINGS"]
    return config
