"""The header in which an authenticating proxy names the person, taken from the proxy and from nobody else."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from flask import has_request_context, request

from app.core.text import same_name_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network, IPv6Network
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from app.models import User

_NAME = "potrosnja.proxy_username"  # in the WSGI environment, where no client can put anything of this name


class TrustedHeader:
    """WSGI middleware outside of ProxyFix, so that it knows who really sends: the peer, not who it speaks for.

    From other addresses than the proxy's the header is removed: nothing behind can take it for true.
    """

    def __init__(self, application: WSGIApplication, header: str, proxies: Iterable[IPv4Network | IPv6Network]) -> None:
        self._application = application
        self._key = f"HTTP_{header.upper().replace('-', '_')}"
        self._proxies = tuple(proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        username = environ.pop(self._key, "")
        if username and self._is_proxy(environ.get("REMOTE_ADDR", "")):
            environ[_NAME] = _decoded(username)
        return self._application(environ, start_response)

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._proxies)


def proxy_username() -> str:
    """Return the username that the proxy names, empty without such a proxy."""
    name: str = request.environ.get(_NAME, "") if has_request_context() else ""
    return name


def is_named_otherwise(user: User) -> bool:
    """Tell whether the proxy names somebody else: the session is of whoever used this browser before."""
    name = proxy_username()
    return bool(name) and same_name_key(name) != user.username_key


def _decoded(value: str) -> str:
    """Return a header's value as the UTF-8 that proxies send; WSGI reads it as Latin-1. Other bytes name nobody."""
    return value.encode("latin-1").decode("utf-8", "replace").strip()
