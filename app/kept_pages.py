"""Pages that are kept in memory until something that they show changes.

Nothing has to remember which change touches which page: the database draws an account's `data_version` anew with every
change of what belongs to it, whoever writes, and a page is found again only while that number, the rest of the
account's row, the day where the person lives and the log-in are those it was made for. The account is read at the
beginning of every request, so a page may hold a change that came in between, but is never older than its version.

Browsers keep none of them: Back would show an old total, and after a log-out what nobody else should see.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from flask import current_app, make_response, request, session

from app.access import signed_in_user
from app.assets import compress_page, page_encoding
from app.localization import today_for
from app.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from app.pages import Page

_MOST_PAGES = 128  # of a worker; a page has 2 to 12 kB, and up to 90 for who takes none of them compressed


@dataclass(frozen=True)
class _KeptPage:
    """A page as it leaves the view, compressed."""

    body: bytes
    status: int
    headers: tuple[tuple[str, str], ...]


@dataclass
class _Place:
    """Where a page is kept; empty until it is made."""

    page: _KeptPage | None = None


def kept_until_changed(view: Callable[..., Page]) -> Callable[..., Page]:
    """Let a view's page be made once and answered again until something changes; for GET, and without messages."""

    @wraps(view)
    def answer(**arguments: Any) -> Page:
        if request.method != "GET" or "_flashes" in session:  # messages are shown once
            return view(**arguments)
        place = _place_of(*_circumstances())
        if place.page is None:
            return _keep(place, make_response(view(**arguments)))
        return current_app.response_class(place.page.body, place.page.status, place.page.headers)

    return answer


def forget_pages() -> None:
    """Let every page be made anew; for measuring."""
    _place_of.cache_clear()


def _keep(place: _Place, response: Response) -> Response:
    compress_page(response)
    place.page = _KeptPage(response.get_data(), response.status_code, tuple(response.headers))
    return response


def _circumstances() -> tuple[object, ...]:
    """Return everything that a page is made from; its forms hold the session's token, which a log-in may outlive."""
    user = signed_in_user()
    account = tuple(getattr(user, column.key) for column in User.__table__.columns)
    address = request.script_root, request.full_path  # pages name no host
    return user.session_token, session["csrf_token"], account, today_for(user), address, page_encoding()


@lru_cache(maxsize=_MOST_PAGES)
def _place_of(*_circumstances: object) -> _Place:
    """Return the one place for these circumstances; the longest unused ones make room."""
    return _Place()
