"""Reading tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from app.database.engine import db
from app.models import ApiToken, User
from app.models.login_session import hash_token

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN_PREFIX = "potrosnja_"  # noqa: S105 - by it, scanners for secrets know a token that was published by mistake
_TOKEN = re.compile(rf"{TOKEN_PREFIX}[\w-]{{43}}", re.ASCII)  # 256 random bits in base64
# Runs for every request with a token. Building it takes longer than running it, so it is built once.
_TOKEN_AND_OWNER = (
    select(ApiToken, User).join(User, User.id == ApiToken.user_id).where(ApiToken.token_hash == bindparam("token_hash"))
)
_OWN_TOKENS = select(ApiToken).where(ApiToken.user_id == bindparam("user_id")).order_by(ApiToken.id)


def find_token(text: str) -> tuple[ApiToken, User] | None:
    """Return the token with this text and its owner, expired or not; what is no token at all costs no query."""
    if not _TOKEN.fullmatch(text):
        return None
    row = db.session.execute(_TOKEN_AND_OWNER, {"token_hash": hash_token(text)}).first()
    return None if row is None else (row[0], row[1])


def list_tokens(user: User) -> Sequence[ApiToken]:
    """Return the user's tokens, oldest first."""
    return db.session.scalars(_OWN_TOKENS, {"user_id": user.id}).all()


def get_token(user: User, token_id: int) -> ApiToken | None:
    return db.session.scalar(select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.id == token_id))


def find_token_of_form(user: User, form_key_hash: str) -> ApiToken | None:
    """Return the token that this form has made already."""
    made_by_it = (ApiToken.user_id == user.id, ApiToken.form_key_hash == form_key_hash)
    return db.session.scalar(select(ApiToken).where(*made_by_it))


def count_tokens(user: User) -> int:
    return db.session.scalar(select(func.count()).where(ApiToken.user_id == user.id)) or 0
