"""The manifest, the service worker and the offline page."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask_babel import get_locale, gettext

from app.receipts.limits import ACCEPTED_TYPES

installation = Blueprint("installation", __name__)

_THEME_COLOR = "#b4305a"
_BACKGROUND_COLOR = "#faf8f5"


@installation.get("/manifest.webmanifest")
def manifest() -> Response:
    """Serve the web app manifest: name, icons, a shortcut, and the share target."""
    response = jsonify(
        id=url_for("home.index"),
        name="Potrošnja",
        short_name="Potrošnja",
        lang=str(get_locale()),
        start_url=url_for("home.index"),
        scope=url_for("home.index"),
        display="standalone",
        theme_color=_THEME_COLOR,
        background_color=_BACKGROUND_COLOR,
        icons=[
            _icon("pig-192.png", 192, "any"),
            _icon("pig-512.png", 512, "any"),
            _icon("pig-maskable-512.png", 512, "maskable"),
        ],
        shortcuts=[{"name": gettext("Add expense"), "url": url_for("expenses.create")}],
        share_target={
            "action": url_for("receipts.share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "receipts", "accept": ACCEPTED_TYPES}]},
        },
    )
    response.mimetype = "application/manifest+json"
    return response


@installation.get("/service-worker.js")
def service_worker() -> Response:
    """Serve the service worker from the root, so that its scope is every page."""
    sheets = [url_for("static", filename=f"css/{name}.css") for name in ("tokens", "base", "components")]
    urls = [url_for(".offline"), *sheets]
    response = Response(render_template("installation/service-worker.js", urls=urls), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@installation.get("/offline")
def offline() -> str:
    """The offline page, the only one that the service worker caches."""
    return render_template("installation/offline.html")


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    source = url_for("static", filename=f"icons/{name}")
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
