"""Sending the files of receipts, with headers that let no browser run what is in them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from flask import abort, make_response, request, send_file

from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.models import Receipt


def serve_file(receipt: Receipt, name: str, media_type: str, download_name: str | None = None) -> Response:
    """Serve a file of the store; 404 if it is lost. Files never change, so none is read for who has it already."""
    etag = f"{receipt.storage_key}-{name.partition('.')[2]}"
    if request.if_none_match.contains_weak(etag):
        response = make_response("", 304)
        response.set_etag(etag)
        return guarded(response)
    try:
        response = send_file(
            receipt_store().to_send(name),
            mimetype=media_type,
            as_attachment=download_name is not None,
            download_name=download_name,
            etag=etag,
        )
    except FileNotFoundError:
        abort(404)
    return guarded(response)


def guarded(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def download_name_of(receipt: Receipt, name: str) -> str:
    """Return the original name with the extension of the stored format."""
    stem = receipt.original_name.rpartition(".")[0] or receipt.original_name or f"receipt-{receipt.id}"
    return stem + PurePosixPath(name).suffix
