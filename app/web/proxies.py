"""Reverse proxies: what they say is believed as far as the settings go."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from app.web.trusted_header import TrustedHeader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from config import Config

OWN_HOSTS = ("localhost", "127.0.0.1")  # always answered to: checks of this machine use them

_logger = logging.getLogger(__name__)


class UrlPrefix:
    """WSGI middleware: the application lies below a path, which the proxy may have taken off or left."""

    def __init__(self, application: WSGIApplication, prefix: str) -> None:
        self._application = application
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path.removeprefix(self._prefix) or "/"
        environ["SCRIPT_NAME"] = self._prefix
        return self._application(environ, start_response)


class UntoldProxy:
    """WSGI middleware that says once in each worker that there seems to be a proxy of which no setting tells."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._has_warned = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not self._has_warned and "HTTP_X_FORWARDED_FOR" in environ:
            self._has_warned = True
            _logger.warning(
                "A request has X-Forwarded-For, but TRUSTED_PROXIES is 0: behind a proxy, all people seem to share its"
                " address, and HTTPS is not seen. Set TRUSTED_PROXIES=1; without a proxy leave it."
            )
        return self._application(environ, start_response)


def stand_behind_proxies(app: Flask, config: Config) -> None:
    """Wrap the application in what reads the headers of proxies."""
    inner: WSGIApplication = UrlPrefix(app.wsgi_app, config.url_prefix) if config.url_prefix else app.wsgi_app
    hops = config.trusted_proxies
    application: WSGIApplication = (
        ProxyFix(inner, x_for=hops, x_proto=hops, x_host=hops) if hops else UntoldProxy(inner)
    )
    if config.auth_header:  # outside of what speaks for others; with no proxy in front nobody is believed
        application = TrustedHeader(application, config.auth_header, config.auth_header_from if hops else ())
    app.wsgi_app = application  # type: ignore[method-assign, assignment]
