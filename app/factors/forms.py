"""Forms of second factors."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, PasswordField

from app.factors.passkeys import PasskeyError
from app.factors.sealing import UnreadableSecretError, seal, unseal
from app.factors.totp import new_secret
from app.models.passkey import PASSKEY_NAME_MAX_LENGTH
from app.web.form_fields import TextField
from app.web.forms import PostForm
from app.web.validators import Required, max_length

_REQUIRED = {"required": True}  # for the browser; here an empty text is refused like any other wrong one
_CODE_MAX_LENGTH = 40  # a recovery code with anything between its digits


class CodeForm(PostForm):
    """The second step of the log-in: a one-time code or a recovery code."""

    code = TextField(lazy_gettext("Code"), validators=[max_length(_CODE_MAX_LENGTH)], render_kw=_REQUIRED)

    def __init__(self, *, has_app: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.has_app = has_app
        self.code.description = (
            gettext("The 6 digits that your app shows now, or one of your recovery codes.")
            if has_app
            else gettext("One of your recovery codes.")
        )


class PasskeyForm(PostForm):
    """What a browser says with a passkey, written by a script."""

    credential = HiddenField()


class UsedPasskeyForm(PasskeyForm):
    """A passkey that logs in; the page of the log-in also tells whether to remember the device."""

    remember = HiddenField()


class MadePasskeyForm(PasskeyForm):
    """A passkey that was just made."""

    name = HiddenField(validators=[Required(), max_length(PASSKEY_NAME_MAX_LENGTH)])


def valid_credential(form: PasskeyForm) -> str:
    """Return what the browser says with a passkey.

    Raises:
        PasskeyError: the form does not come from a page of this session, or not whole.
    """
    if not form.validate():
        raise PasskeyError
    return form.credential.data or ""


class ConfirmForm(PostForm):
    """A change of the second factors, with the password."""

    password = PasswordField(lazy_gettext("Your password"), render_kw=_REQUIRED)


class AppForm(ConfirmForm):
    """Turning on one-time codes. The secret comes and goes in the form, sealed, so that an error does not change it."""

    sealed = HiddenField()
    code = TextField(
        lazy_gettext("Code that the app shows"), validators=[max_length(_CODE_MAX_LENGTH)], render_kw=_REQUIRED
    )

    @property
    def secret(self) -> str:
        """The secret of this form; a new one if it brings none that was made here."""
        try:
            return unseal(self.sealed.data or "")
        except UnreadableSecretError:
            secret = new_secret()
            self.sealed.data = seal(secret)
            return secret


class NewPasskeyForm(ConfirmForm):
    """What a new passkey is called."""

    name = TextField(
        lazy_gettext("Name"),
        validators=[Required(), max_length(PASSKEY_NAME_MAX_LENGTH)],
        description=lazy_gettext("So that you know it again, such as “Phone” or “Blue key”."),
    )
