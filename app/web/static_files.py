"""Static files, named by a hash of their content and cached by browsers for a year; compression of pages."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
from flask import Response, abort, current_app, g, request, url_for

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as BaseResponse

_YEAR_SECONDS = 365 * 24 * 60 * 60
# Python's `mimetypes` differs between machines.
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
_COMPRESSIBLE = {"text/css", "text/javascript", "image/svg+xml"}
_PAGE_MIN_BYTES = 1000  # smaller pages are not worth compressing
_PAGE_BROTLI_QUALITY = 4  # of 11; faster than gzip at its default, and smaller
_PAGE_GZIP_LEVEL = 5


@dataclass(frozen=True)
class Asset:
    """A static file in memory; `version` is a hash of its content."""

    media_type: str
    content: bytes
    version: str

    @cached_property
    def bodies(self) -> dict[str, bytes]:
        """The content by encoding, compressed as much as possible: it is done once."""
        bodies = {"identity": self.content}
        if self.media_type in _COMPRESSIBLE:
            bodies |= {"gzip": gzip.compress(self.content, 9, mtime=0), "br": brotli.compress(self.content)}
        return bodies


def register_assets(app: Flask) -> None:
    """Serve the static files, and have `url_for` add their version."""
    folder = Path(app.root_path) / "static"
    assets = {path.relative_to(folder).as_posix(): _load(path) for path in folder.rglob("*") if path.is_file()}
    app.extensions["assets"] = assets
    app.add_url_rule("/static/<path:filename>", "static", _serve)
    app.add_url_rule("/favicon.ico", "favicon", _serve_icon)
    app.url_default_functions.setdefault(None, []).append(_add_version)
    app.after_request(compress_page)


def _load(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(_MEDIA_TYPES[path.suffix], content, hashlib.sha256(content).hexdigest()[:12])


def _serve(filename: str) -> BaseResponse:
    """Serve a static file; with its version in the URL it may be cached for ever."""
    asset: Asset = current_app.extensions["assets"].get(filename) or abort(404)
    encoding = request.accept_encodings.best_match([*asset.bodies][::-1]) or "identity"
    response = Response(asset.bodies[encoding], mimetype=asset.media_type)
    if encoding != "identity":
        response.content_encoding = encoding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.version}-{encoding}")
    is_versioned = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable" if is_versioned else "no-cache"
    return response.make_conditional(request)


def _serve_icon() -> BaseResponse:
    """Serve the icon where browsers guess it: beside an answer that names none, such as a photo."""
    return _serve("icons/pig-192.png")


def _add_version(endpoint: str, values: dict[str, object]) -> None:
    if endpoint == "static":
        asset = current_app.extensions["assets"].get(values["filename"])
        if asset is not None:
            values.setdefault("v", asset.version)


def sprite_url() -> str:
    """Return the address of the icons, kept in `g`: a list draws a hundred."""
    try:
        url: str = g.sprite_url
    except AttributeError:
        url = g.sprite_url = url_for("static", filename="icons/sprite.svg")
    return url


def page_encoding() -> str | None:
    """Return the encoding for a page, None if the client accepts neither."""
    return request.accept_encodings.best_match(["br", "gzip"])


def compress_page(response: Response) -> Response:
    """Compress a page, unless it is compressed already.

    BREACH: an attacker who sees response sizes could guess the CSRF token. It takes thousands of requests with the
    user's cookie, which is SameSite=Lax: only top-level navigations send it, and nobody overlooks so many.
    """
    is_page = response.mimetype == "text/html" and response.status_code not in {204, 304}
    if not is_page or response.content_encoding or response.content_length is None:
        return response
    response.vary.add("Accept-Encoding")
    if response.content_length >= _PAGE_MIN_BYTES and (encoding := page_encoding()):
        body = response.get_data()
        is_brotli = encoding == "br"
        response.set_data(
            brotli.compress(body, quality=_PAGE_BROTLI_QUALITY) if is_brotli else gzip.compress(body, _PAGE_GZIP_LEVEL)
        )
        response.content_encoding = encoding
    return response
