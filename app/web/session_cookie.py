"""The session cookie. It is encrypted, because its messages have amounts, merchants and categories in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from flask.sessions import SecureCookieSessionInterface, session_json_serializer
from itsdangerous import BadSignature

from app.web.sealing import sealer

if TYPE_CHECKING:
    from flask import Flask

_PURPOSE = b"potrosnja: session cookie"


class SealedSessions(SecureCookieSessionInterface):
    """Flask's sessions in a cookie, sealed instead of signed."""

    def get_signing_serializer(self, app: Flask) -> _SealedJson:  # type: ignore[override] # Flask asks no more of it
        del app
        return _SealedJson()


class _SealedJson:
    """What a session holds, as the text of its cookie."""

    def dumps(self, content: dict[str, Any]) -> str:
        return sealer(_PURPOSE).encrypt(session_json_serializer.dumps(content).encode()).decode("ascii")

    def loads(self, sealed: str, max_age: int) -> dict[str, Any]:
        """Return the content, of any age: its row in the database says whether a session still counts.

        Flask would refuse a cookie from the future, so setting the clock back would log everybody out.

        Raises:
            BadSignature: it was not sealed with this SECRET_KEY, or it was changed.
        """
        del max_age
        try:
            text = sealer(_PURPOSE).decrypt(sealed.encode(errors="replace")).decode()
        except InvalidToken as error:
            raise BadSignature(str(error)) from error
        content: dict[str, Any] = session_json_serializer.loads(text)
        return content
