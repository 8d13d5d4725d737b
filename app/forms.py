"""What every form is: one that changes something, or one that only asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_wtf import FlaskForm
from wtforms import Form

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict


class PostForm(FlaskForm):  # type: ignore[misc]
    """A form that changes something; FlaskForm brings the CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the values come from."""

        def wrap_formdata(self, form: object, formdata: object) -> MultiDict[str, str] | None:  # noqa: ARG002
            """Return the texts of the request alone: FlaskForm would hand files and JSON to fields of text too."""
            return request.form if request.method == "POST" else None


class QueryForm(Form):
    """A form that only asks, with its values in the URL."""
