"""Making, counting and revoking tokens."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, update

from app.database.engine import db
from app.events.services import record_event
from app.models import ApiToken
from app.models.account_event import EventKind
from app.models.login_session import hash_token
from app.tokens.queries import TOKEN_PREFIX, count_tokens, find_token_of_form
from app.web.extensions import settings
from app.web.sealing import derive_key

if TYPE_CHECKING:
    from app.models import User

MAX_TOKENS = 20  # of an account: a handful of devices, and none that is forgotten in a long list
MAX_REQUESTS = 120  # of a token in a window
WINDOW = dt.timedelta(minutes=1)
_PURPOSE = b"potrosnja: texts of tokens"


class TooManyTokensError(Exception):
    """The account has MAX_TOKENS tokens."""


class LostTextError(Exception):
    """The form has made its token already, and no SECRET_KEY of today gives the text of it again."""


class TooManyRequestsError(Exception):
    """The token has made MAX_REQUESTS requests in this window, which ends in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many requests for the next {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True)
class NewToken:
    """What a token is made from; it works for `days` days."""

    name: str
    may_add: bool
    may_read: bool
    days: int
    form_key: str


@dataclass(frozen=True)
class MadeToken:
    """A token's name and text, and whether this form had made it before."""

    name: str
    text: str
    is_repeated: bool


def make_token(user: User, new: NewToken, now: dt.datetime) -> MadeToken:
    """Make a token, whose text is kept nowhere; a form that is sent again gets the text of its token again.

    Raises:
        TooManyTokensError: the account has enough.
        LostTextError: the form was sent before the secret key was exchanged.
    """
    known = find_token_of_form(user, hash_token(new.form_key))
    if known is not None:
        return MadeToken(known.name, _text_again(known, new.form_key), is_repeated=True)
    token = _add_token(user, new, now)
    return MadeToken(token.name, _text_of(token, new.form_key, settings().secret_key), is_repeated=False)


def _add_token(user: User, new: NewToken, now: dt.datetime) -> ApiToken:
    if count_tokens(user) >= MAX_TOKENS:
        raise TooManyTokensError
    token = ApiToken(
        user_id=user.id,
        name=new.name,
        token_hash=hash_token(secrets.token_hex()),  # of nothing yet
        form_key_hash=hash_token(new.form_key),
        may_add=new.may_add,
        may_read=new.may_read,
        created_at=now,
        expires_at=now + dt.timedelta(days=new.days),
    )
    db.session.add(token)
    db.session.flush()  # its text depends on its id
    token.token_hash = hash_token(_text_of(token, new.form_key, settings().secret_key))
    record_event(user.id, EventKind.TOKEN_MADE, new.name)
    return token


def _text_again(token: ApiToken, form_key: str) -> str:
    for secret_key in settings().secret_keys:
        text = _text_of(token, form_key, secret_key)
        if hash_token(text) == token.token_hash:
            return text
    raise LostTextError


def _text_of(token: ApiToken, form_key: str, secret_key: str) -> str:
    """Return the text of a token, derived from a secret key, the key of its form and its id.

    A revoked token does not come back with its form, because no id is given twice.
    """
    key = derive_key(secret_key, _PURPOSE)
    digest = hmac.digest(key, f"{token.id}.{form_key}".encode(), "sha256")
    return TOKEN_PREFIX + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def revoke_token(user: User, token: ApiToken) -> None:
    """End a token: the next request with it is refused."""
    db.session.delete(token)
    record_event(user.id, EventKind.TOKEN_REVOKED, token.name)


def count_request(token: ApiToken, now: dt.datetime) -> None:
    """Count a request of the token, and remember when it was used.

    Raises:
        TooManyRequestsError: it has made too many in this minute; this one is not counted.
    """
    began_at = token.window_began_at
    is_running = began_at is not None and abs(now - began_at) < WINDOW  # a clock may have been set back
    if began_at is not None and is_running and token.request_count >= MAX_REQUESTS:
        raise TooManyRequestsError(max(1, -(-(began_at + WINDOW - now) // dt.timedelta(seconds=1))))
    begins = now if not is_running else began_at
    # Counted by the database: several requests at once do not lose each other's.
    count = case((ApiToken.window_began_at == begins, ApiToken.request_count + 1), else_=1)
    counted = {"window_began_at": begins, "request_count": count, "last_used_at": now}
    statement = update(ApiToken).where(ApiToken.id == token.id, ApiToken.user_id == token.user_id)
    db.session.execute(statement.values(counted).execution_options(synchronize_session=False))
