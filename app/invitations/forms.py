"""The form of a new invitation."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.models.invitation import INVITATION_NAME_MAX_LENGTH
from app.web.form_fields import TextField
from app.web.forms import PostForm
from app.web.validators import Required, max_length


class InvitationForm(PostForm):
    """Whom to invite."""

    name = TextField(
        lazy_gettext("For whom"),
        validators=[Required(), max_length(INVITATION_NAME_MAX_LENGTH)],
        description=lazy_gettext("So that you know it in the list, for example “Marko”."),
    )
