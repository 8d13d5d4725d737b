"""What every form is: one that changes something, or one that only asks."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField

from app.models.types import FORM_KEY_LENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MultiDict

_KEY = re.compile(rf"[\w-]{{{FORM_KEY_LENGTH}}}", re.ASCII)


class PostForm(FlaskForm):  # type: ignore[misc]
    """A form that changes something; FlaskForm brings the CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the values come from."""

        def wrap_formdata(self, form: object, formdata: object) -> MultiDict[str, str] | None:  # noqa: ARG002
            """Return the texts of the request alone: FlaskForm would hand files and JSON to fields of text too."""
            return request.form if request.method == "POST" else None

    @property
    def has_old_token(self) -> bool:
        """Whether the form was opened before the log-in that sent it; seen by validating."""
        return "csrf_token" in self.errors

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything, and say why a form with an old token is shown again."""
        is_valid: bool = super().validate(extra_validators)
        if self.has_old_token:
            self.form_errors.append(
                gettext("You have logged in again since you opened this form. Check it, and send it once more.")
            )
        return is_valid


class QueryForm(Form):
    """A form that only asks, with its values in the URL."""


def photos_not_kept() -> str:
    """Return the message about photos that came with a form which must not change anything."""
    return gettext("The photos could not be kept. Choose them again.")


class FormKeyField(HiddenField):
    """What tells one showing of a form from every other one. A form that is sent twice, or with errors, keeps it.

    What comes without a key, or with one that no form can have, may be sent twice.
    """

    data: str | None

    def _value(self) -> str:
        if self.data is None:
            self.renew()
        return str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the key that came with the form."""
        self.data = valuelist[0] if valuelist and _KEY.fullmatch(valuelist[0]) else None

    def renew(self) -> None:
        """Make another form of it, which can be saved as well."""
        self.data = secrets.token_urlsafe(16)


class KeyedForm(PostForm):
    """A form that makes something which nobody wants twice."""

    key = FormKeyField()
