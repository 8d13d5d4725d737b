"""Forms of accounts."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import ValidationError

from app.auth.password_rules import has_known_word, is_breached, is_common_password
from app.core.periods import MAX_FIRST_DAY
from app.core.text import same_name_key
from app.expenses.queries import has_expenses
from app.models.user import (
    PASSWORD_MAX_LENGTH,
    PASSWORD_MIN_LENGTH,
    PERSON_NAME_MAX_LENGTH,
    USERNAME_MAX_LENGTH,
    USERNAME_MIN_LENGTH,
)
from app.web.extensions import settings
from app.web.form_fields import ChoiceField, NumberField, TextField
from app.web.forms import PostForm
from app.web.localization import LANGUAGE_NAMES, currency_choice, currency_choices, timezone_choices
from app.web.validators import Required, max_length

if TYPE_CHECKING:
    from wtforms import Field

    from app.models import User

_USERNAME_MARKS = "._-@+"
_REQUIRED = {"required": True}  # for the browser; here an empty text is refused like any other wrong one
_PASSWORD_RULE = lazy_gettext(
    "At least %(least)s characters: no common password, and without your name.", least=PASSWORD_MIN_LENGTH
)


def check_username(username: str) -> None:
    """Check that the text can be a username.

    Raises:
        ValidationError: it cannot; the message says why.
    """
    if not USERNAME_MIN_LENGTH <= len(username) <= USERNAME_MAX_LENGTH:
        bounds = {"least": USERNAME_MIN_LENGTH, "most": USERNAME_MAX_LENGTH}
        raise ValidationError(gettext("A username must have %(least)s to %(most)s characters.", **bounds))
    if not all(character.isalnum() or character in _USERNAME_MARKS for character in username):
        raise ValidationError(gettext("Use only letters, digits and the characters . _ - @ +, without spaces."))


def check_new_password(password: str, username: str, *names: str) -> None:
    """Check that the text can be the password of this account, whose owner has these names.

    Raises:
        ValidationError: it cannot; the message says why.
    """
    if not PASSWORD_MIN_LENGTH <= len(password) <= PASSWORD_MAX_LENGTH:
        bounds = {"least": PASSWORD_MIN_LENGTH, "most": PASSWORD_MAX_LENGTH}
        raise ValidationError(gettext("A password must have %(least)s to %(most)s characters.", **bounds))
    if is_common_password(password) or same_name_key(password) == same_name_key(username):
        raise ValidationError(gettext("This password is among the first that anybody would try. Choose another one."))
    if has_known_word(password, (username, *names)):
        raise ValidationError(
            gettext("Leave out your name, your username and “Potrošnja”. Others would try them first.")
        )
    stolen = settings().breached_passwords
    if stolen and is_breached(password, stolen):
        raise ValidationError(
            gettext("This password has been stolen somewhere, and is tried everywhere. Choose another.")
        )


class RegisterForm(PostForm):
    """A new account. JavaScript fills in the browser's time zone."""

    first_name = TextField(lazy_gettext("First name"), validators=[Required(), max_length(PERSON_NAME_MAX_LENGTH)])
    last_name = TextField(lazy_gettext("Last name"), validators=[Required(), max_length(PERSON_NAME_MAX_LENGTH)])
    username = TextField(lazy_gettext("Username"), validators=[Required(), max_length(USERNAME_MAX_LENGTH)])
    password = PasswordField(lazy_gettext("Password"), description=_PASSWORD_RULE, render_kw=_REQUIRED)
    timezone = HiddenField()

    def validate_username(self, field: Field) -> None:
        field.data = unicodedata.normalize("NFKC", field.data)
        check_username(field.data)

    def validate_password(self, field: Field) -> None:
        names = (self.first_name.data or "", self.last_name.data or "")
        check_new_password(field.data or "", self.username.data or "", *names)


class LoginForm(PostForm):
    """Username and password. Nothing is checked here, so that every failure gets the same message."""

    username = TextField(lazy_gettext("Username"), validators=[max_length(USERNAME_MAX_LENGTH)], render_kw=_REQUIRED)
    password = PasswordField(lazy_gettext("Password"), render_kw=_REQUIRED)
    remember = BooleanField(lazy_gettext("Remember me on this device"))


class AccountForm(PostForm):
    """Names and preferences."""

    first_name = TextField(lazy_gettext("First name"), validators=[Required(), max_length(PERSON_NAME_MAX_LENGTH)])
    last_name = TextField(lazy_gettext("Last name"), validators=[Required(), max_length(PERSON_NAME_MAX_LENGTH)])
    language = ChoiceField(lazy_gettext("Language"), choices=list(LANGUAGE_NAMES.items()))
    currency = ChoiceField(lazy_gettext("Currency"))
    timezone = ChoiceField(lazy_gettext("Time zone"))
    month_start_day = NumberField(
        lazy_gettext("First day of the month"),
        description=lazy_gettext("From 1 to 28: the day your month begins, for example payday."),
    )

    last_start_day = MAX_FIRST_DAY

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(obj=user, **kwargs)
        self.currency.choices = currency_choices(user.language)
        if has_expenses(user):
            self.currency.choices = [currency_choice(user.currency, user.language)]
            self.currency.description = lazy_gettext("It can change only while you have no expenses.")
        self.timezone.choices = timezone_choices()

    def validate_month_start_day(self, field: Field) -> None:
        if field.data is None or not 1 <= field.data <= MAX_FIRST_DAY:
            field.errors = []
            raise ValidationError(gettext("Enter a day from 1 to %(last)s.", last=MAX_FIRST_DAY))


class PreferencesForm(AccountForm):
    """What is good to know before the first expense."""

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(user, **kwargs)
        del self.first_name, self.last_name, self.timezone


class PasswordForm(PostForm):
    """A new password, with the current one."""

    current_password = PasswordField(lazy_gettext("Current password"), render_kw=_REQUIRED)
    new_password = PasswordField(lazy_gettext("New password"), description=_PASSWORD_RULE, render_kw=_REQUIRED)

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    def validate_new_password(self, field: Field) -> None:
        check_new_password(field.data or "", self.user.username, self.user.first_name, self.user.last_name)


class DeleteAccountForm(PostForm):
    """Deleting the account, with the password."""

    password = PasswordField(lazy_gettext("Password"), render_kw=_REQUIRED)
