"""The Flask extensions, and the settings of the running application."""

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
    config: Config = current_app.config["SETTINGS"]
    return config
