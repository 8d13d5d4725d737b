"""What every answer says to the browser about its own safety."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from app.web import access

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types answers"  # static/js/answers.js makes the one policy
)
# What a page may ask of a device. We ask for nothing: a photo comes through a file field, which needs no permission.
_UNUSED_FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb"),
    *("window-management", "xr-spatial-tracking"),
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A year, the least of OWASP ASVS 5.0, 3.4.1. Not for subdomains: what else runs on them is not ours to decide.
_HTTPS_ONLY = "max-age=31536000"


def set_security_headers(response: Response) -> Response:
    """Add the headers that an answer has not set itself. Runs after every request."""
    headers = response.headers
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if request.is_secure:
        headers["Strict-Transport-Security"] = _HTTPS_ONLY
    # Public endpoints set their own caching. Everything else is private, even if send_file says "no-cache".
    is_settled = response.cache_control.private or request.endpoint in access.PUBLIC_ENDPOINTS
    if not (is_settled and "Cache-Control" in headers):
        headers["Cache-Control"] = "private, no-store"
    return response
