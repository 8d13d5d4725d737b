"""Base classes of forms."""

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
    """A form that is posted, with a CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the values come from."""

        def wrap_formdata(self, form: object, formdata: object) -> MultiDict[str, str] | None:  # noqa: ARG002
            """Return the text fields of the request only: FlaskForm would pass files and JSON to text fields too."""
            return request.form if request.method == "POST" else None

    @property
    def has_old_token(self) -> bool:
        """Whether the form was opened before this log-in; known after validating."""
        return "csrf_token" in self.errors

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate, and explain why a form with an old token is shown again."""
        is_valid: bool = super().validate(extra_validators)
        if self.has_old_token:
            self.form_errors.append(
                gettext("You have logged in again since you opened this form. Check it, and send it once more.")
            )
        return is_valid


class QueryForm(Form):
    """A form with its values in the URL, without a CSRF token."""


def receipts_not_added() -> str:
    """Return the message for receipts that came with an old token."""
    return gettext("The photos could not be added. Choose them again.")


class FormKeyField(HiddenField):
    """A random key for each time a form is opened, so that sending it twice saves once. It survives errors.

    A form sent without a valid key is not protected from being sent twice.
    """

    data: str | None

    def _value(self) -> str:
        if self.data is None:
            self.renew()
        return str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0] if valuelist and _KEY.fullmatch(valuelist[0]) else None

    def renew(self) -> None:
        """Take a new key, so that the form can be saved once more."""
        self.data = secrets.token_urlsafe(16)


class KeyedForm(PostForm):
    """A form that is saved once, even if it is sent twice."""

    key = FormKeyField()
