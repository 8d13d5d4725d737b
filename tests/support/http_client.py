"""A browser without a window: it keeps cookies and sends forms to servers that are real processes."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, NamedTuple

from tests.support.factories import PASSWORD
from tests.support.servers import PATIENCE_SECONDS

if TYPE_CHECKING:
    from tests.support.servers import Server

BOUNDARY = "boundary-of-the-form"


class Answer(NamedTuple):
    """What a server said, after the redirects."""

    status: int
    url: str
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path


@dataclass
class Browser:
    """A browser that a proxy sends to either server: cookies belong to the host, whatever the port."""

    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, server: Server, path: str) -> Answer:
        return self._open(urllib.request.Request(self._url(server, path)))

    def submit(self, server: Server, path: str, **fields: str | bytes) -> Answer:
        """Fetch the page of a form from this server, and send the form with its token; bytes are sent as a photo."""
        return self.post(server, path, **fields, csrf_token=self.token(server, path))

    def post(self, server: Server, path: str, **fields: str | bytes) -> Answer:
        """Send a form as it is."""
        parts = [form_part(name, value) for name, value in fields.items()]
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self._open(urllib.request.Request(self._url(server, path), body, headers))

    def token(self, server: Server, path: str) -> str:
        page = path if path != "/auth/logout" else "/"
        return re.findall(r'name="csrf_token" value="([^"]+)"', self.get(server, page).html)[0]

    def copied(self) -> Browser:
        """Return another browser with the same cookies, as a thief has it."""
        other = Browser()
        for cookie in self.cookies:
            other.cookies.set_cookie(cookie)
        return other

    def close(self) -> None:
        """Forget what a browser forgets when it is closed."""
        self.cookies.clear_session_cookies()

    def log_in(self, server: Server, username: str, password: str = PASSWORD, **fields: str) -> Answer:
        return self.submit(server, "/auth/login", username=username, password=password, **fields)

    def _open(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=PATIENCE_SECONDS) as response:
                return Answer(response.status, response.url, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.url or "", error.read())

    @staticmethod
    def _url(server: Server, path: str) -> str:
        return f"http://127.0.0.1:{server.port}{path}"


def form_part(name: str, value: str | bytes) -> bytes:
    kind = '; filename="receipt.jpg"\r\nContent-Type: image/jpeg' if isinstance(value, bytes) else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{kind}\r\n\r\n'
    return head.encode() + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"


def registered(server: Server, username: str) -> Browser:
    browser = Browser()
    names = {"first_name": "Ana", "last_name": "Horvat"}
    answer = browser.submit(server, "/auth/register", **names, username=username, password=PASSWORD)
    assert answer.path == "/", answer.html
    return browser
