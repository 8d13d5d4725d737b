"""Windows of a real browser, and what people do in them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, StorageState

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
EXPECTED_COMPLAINTS = (
    "Failed to load resource: the server responded with a status",  # which ones are right is seen in each response
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",  # by a test that takes the connection away
)
ACTION_MILLISECONDS = 10_000
PASSWORD = "correct horse battery"
LOCALES = {"en": "en-US", "hr": "hr-HR"}
AMOUNTS = {"en": "€12.50", "hr": "12,50\xa0€"}
_FIRST_ADDRESS = IPv4Address("10.0.0.0")
_numbers = itertools.count(1)


@dataclass
class Visits:
    """Opens windows and remembers what went wrong in them."""

    browser: Browser
    server_url: str
    shared_session: StorageState
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, url: str = "/auth/login", **options: Any) -> Page:
        """Open a page in a window of its own, as a guest."""
        # Each window comes from an address of its own, as a proxy says: from one, too many register.
        headers = {"X-Forwarded-For": str(_FIRST_ADDRESS + next(_numbers))}
        settings = {"locale": "en-US", "extra_http_headers": headers, **options}
        context = self.browser.new_context(base_url=self.server_url, **settings)
        context.set_default_timeout(ACTION_MILLISECONDS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("request", self._see_request)
        context.on("response", self._see_response)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    def open_registered(self, **options: Any) -> Page:
        """Open the home page of a fresh account."""
        page = self.open("/auth/register", **options)
        register(page)
        return page

    def open_signed_in(self, url: str, **options: Any) -> Page:
        """Open a page of the account that all tests share who do not look at what it owns."""
        return self.open(url, storage_state=self.shared_session, **options)

    def _hear(self, message: ConsoleMessage) -> None:
        is_known = message.text.startswith(EXPECTED_COMPLAINTS)
        if message.type in {"error", "warning"} and not is_known:
            self.problems.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.removeprefix("blob:").startswith(f"{self.server_url}/"):
            self.problems.append(f"left the host: {request.url}")

    def _see_response(self, response: Response) -> None:
        request = response.request
        # The answers to a form with a mistake in it, sent by a script when it has photos, and to a wrong address.
        is_page = request.is_navigation_request() or request.resource_type in {"xhr", "fetch"} or request.service_worker
        if response.status not in {200, 302, 303, 304, *({307, 400, 401, 404} if is_page else ())}:
            self.problems.append(f"status {response.status}: {response.url}")


def submit(page: Page, button: str = "main form [type=submit]") -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    follow(page, button)


def follow(page: Page, link: str) -> None:
    """Press a link, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(link).first.click()


def register(page: Page, name: str = "Ana") -> None:
    """Fill the form of registration, whatever its language, and arrive at home."""
    username = f"ana{next(_numbers)}"
    texts = {"first_name": name, "last_name": name, "username": username, "password": PASSWORD}
    for field_name, text in texts.items():
        page.fill(f"[name={field_name}]", text)
    submit(page)
    expect(page).to_have_url(re.compile("/$"))


def add_expense(page: Page, amount: str = "12,50", **fields: str) -> None:
    """Fill the form of a new expense as a person does, with the first category."""
    page.click("[data-shortcut=n]")
    page.fill("[name=amount]", amount)
    page.check("[name=category_id] >> nth=0")
    if "note" in fields:
        page.click(".note summary")
    for name, text in fields.items():
        page.fill(f"[name={name}]", text)


def read_cents(page: Page, test_id: str) -> int:
    return int(page.get_by_test_id(test_id).get_attribute("data-cents") or "")
