"""A test client that reads pages as a person does: each page is linted, each form brings its token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient

from app.database.engine import db
from app.models.types import utc_now
from app.web.sessions import open_session
from tests.support.page_lint import attribute, find_faults, parse_page, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser
    from werkzeug.test import TestResponse

    from app.models import User


@dataclass(frozen=True)
class Page:
    """An answer, with ways to look at it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return parse_page(self.html)

    @property
    def text(self) -> str:
        """Everything that can be read on the page, with runs of white space as one space."""
        words = text_of(self.tree.css("body")[0])
        return words.replace("( ", "(").replace(" )", ")")  # a link in parentheses

    @property
    def heading(self) -> str:
        return text_of(self.tree.css("h1")[0])

    def texts(self, selector: str) -> list[str]:
        return [text_of(element) for element in self.tree.css(selector)]

    def attributes(self, selector: str, name: str) -> list[str]:
        return [attribute(element, name) for element in self.tree.css(selector)]

    def fields(self) -> dict[str, Any]:
        """What a browser sends of the page's main form as it stands, without its token."""
        sent: dict[str, list[str]] = {}
        forms = (form for form in self.tree.css("main form") if form.css(".primary"))
        for control in next(forms).css("input, select, textarea"):
            name, value = attribute(control, "name"), attribute(control, "value")
            if control.tag == "select":
                chosen = control.css("option[selected]") or control.css("option")
                value = attribute(chosen[0], "value") if chosen else ""
            is_box = attribute(control, "type") in {"checkbox", "radio"}
            if name not in {"", "csrf_token"} and (not is_box or "checked" in control.attributes):
                sent.setdefault(name, []).append(value)
        return sent

    def cents(self, test_id: str) -> int:
        """The exact amount of a figure, such as `month-total`."""
        return int(self.attributes(f'[data-testid="{test_id}"]', "data-cents")[0])

    def error_of(self, field: str) -> str:
        """The message beside a field, empty when there is none."""
        return " ".join(self.texts(f"#{field}-errors"))


class Client(FlaskClient):
    """One person's browser."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Read each answer to its end and close what was sent, so that no file stays open."""
        response = super().open(*args, **{"buffered": True, **kwargs})
        for answer in (*response.history, response):
            answer.request.environ["wsgi.input"].close()
        return response

    def signed_in(self, user: User) -> Client:
        """Sign in without the form, on a device of its own."""
        with self.application.app_context():
            open_session(user, utc_now())
            db.session.commit()
        with self.session_transaction() as session:
            session["_user_id"] = user.get_id()
            session["_fresh"] = True
        return self

    def page(self, url: str, **kwargs: Any) -> Page:
        """Fetch a page; a page of HTML with a fault fails the test."""
        return self._sound(Page(self.get(url, **kwargs)), url)

    def submit(self, url: str, *, follow: bool = False, **fields: Any) -> Page:
        """Post fields with a valid token; the page that answers is linted too."""
        data = {"csrf_token": self.csrf_token(), **fields}
        return self._sound(Page(self.post(url, data=data, follow_redirects=follow)), url)

    def csrf_token(self) -> str:
        """Return a token of this session, from the smallest page with a form: a guest is led to the log-in."""
        html = self.get("/auth/password", follow_redirects=True).get_data(as_text=True)
        return re.findall(r'name="csrf_token" value="([^"]+)"', html)[0]

    @staticmethod
    def _sound(page: Page, url: str) -> Page:
        if page.response.mimetype == "text/html" and page.status not in range(300, 400):
            assert find_faults(page.html, page.tree) == [], url
        return page
