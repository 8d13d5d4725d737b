"""Errors as the API says them: problem+json (RFC 9457), with a list of the fields that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, json, request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Response

API_PATH = "/api/"


def is_api_request() -> bool:
    """Tell whether a program asks, which wants no pages and has no session."""
    return request.path.startswith(API_PATH)


def problem(
    status: int,
    title: str,
    detail: str = "",
    *,
    errors: Mapping[str, str] | None = None,
    headers: Iterable[tuple[str, str]] = (),
) -> Response:
    """Return an error for a program; `errors` are messages by the name of their field."""
    content: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        content["detail"] = detail
    if errors:
        content["errors"] = [{"field": field, "message": message} for field, message in errors.items()]
    response = current_app.response_class(
        json.dumps(content, ensure_ascii=False), status, mimetype="application/problem+json"
    )
    response.headers.extend(list(headers))
    return response
