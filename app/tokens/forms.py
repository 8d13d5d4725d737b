"""The form of a new token."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, PasswordField
from wtforms.validators import ValidationError

from app.models.api_token import TOKEN_NAME_MAX_LENGTH
from app.web.form_fields import ChoiceField, TextField
from app.web.forms import KeyedForm
from app.web.validators import Required, max_length


class TokenForm(KeyedForm):
    """A new token. The password is asked for, so that an open session alone makes no way in that stays."""

    name = TextField(
        lazy_gettext("Name"),
        validators=[Required(), max_length(TOKEN_NAME_MAX_LENGTH)],
        description=lazy_gettext("What uses it, for example “Ana's phone”."),
    )
    may_add = BooleanField(lazy_gettext("Add expenses and receipts"))
    may_read = BooleanField(lazy_gettext("Read expenses, months and limits"))
    days = ChoiceField(
        lazy_gettext("It works for"),
        choices=[("30", lazy_gettext("30 days")), ("90", lazy_gettext("90 days")), ("365", lazy_gettext("one year"))],
        default="365",
    )
    password = PasswordField(lazy_gettext("Your password"), render_kw={"required": True})

    def validate_may_read(self, field: BooleanField) -> None:
        if not field.data and not self.may_add.data:
            raise ValidationError(gettext("Choose at least one thing that it may do."))
