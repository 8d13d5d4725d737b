"""The form of a device."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.models.login_session import DEVICE_NAME_MAX_LENGTH
from app.web.form_fields import TextField
from app.web.forms import PostForm
from app.web.validators import max_length


class NameForm(PostForm):
    """What the owner calls a device."""

    name = TextField(
        lazy_gettext("Name"),
        description=lazy_gettext("For example: phone, or the computer at work."),
        validators=[max_length(DEVICE_NAME_MAX_LENGTH)],
    )
