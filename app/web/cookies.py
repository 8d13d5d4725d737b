"""Cookies: limited to this application's path and, over HTTPS, to HTTPS and this very host.

Over HTTPS their names begin with `__Host-`, below a prefix with `__Secure-`. Browsers take such a cookie only if it was
set over HTTPS and, for `__Host-`, by this host, so that neither plain HTTP nor another subdomain can slip one in. The
rest of the code knows the plain names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Request as FlaskRequest
from flask import Response as FlaskResponse
from flask import request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

if TYPE_CHECKING:
    from werkzeug.sansio.request import Request as AnyRequest


class Request(FlaskRequest):
    """A request that sees its own cookies under their plain names, and no others."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        prefix, sent = _prefix(self), super().cookies.items(multi=True)
        return ImmutableMultiDict((name.removeprefix(prefix), value) for name, value in sent if name.startswith(prefix))


class Response(FlaskResponse):
    """A response that sets cookies in this application's own way."""

    def set_cookie(self, key: str, *args: Any, **kwargs: Any) -> None:
        own = {"secure": request.is_secure, "path": request.script_root or "/"}
        super().set_cookie(_prefix(request) + key, *args, **{**kwargs, **own})


def _prefix(asked: AnyRequest) -> str:
    if not asked.is_secure:
        return ""
    return "__Secure-" if asked.root_path.strip("/") else "__Host-"
