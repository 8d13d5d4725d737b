"""Going through an import as a person does."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.client import Client, Page

HEADER = "ID,Name,Category,Amount,Date,Tags"  # of ExpenseOwl
ROWS = (
    "1,Konzum,Groceries,-23.45,2026-11-07T11:20:00Z,weekly",
    "2,Salary,Income,1500.00,2026-11-01T08:00:00Z,",
    "3,Kavana,Going out,-2.20,2026-11-08T08:00:00Z,",
    "4,Kavana,Going out,-2.20,2026-11-08T08:00:00Z,",
    "5,Broken,Groceries,x,2026-11-08T08:00:00Z,",
)


def file_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *(rows or ROWS))).encode()


def send(client: Client, content: bytes, name: str = "expenses.csv") -> Page:
    return client.submit("/imports/", file=(io.BytesIO(content), name))


def start(client: Client, content: bytes | None = None) -> str:
    """Send a file and return the address of its first page."""
    page = send(client, file_of() if content is None else content)
    assert page.status == 302, page.text
    return page.location


def go_on(client: Client, url: str, **answers: Any) -> Page:
    """Send the first two pages as they stand, and return the preview."""
    assert client.submit(url, **{**client.page(url).fields(), **answers}).location == f"{url}/categories"
    page = client.page(f"{url}/categories")
    assert client.submit(f"{url}/categories", **page.fields()).location == f"{url}/preview"
    return client.page(f"{url}/preview")


def bring_in(client: Client, content: bytes | None = None, **wishes: Any) -> Page:
    """Send a file and agree to everything."""
    url = start(client, content)
    return client.submit(f"{url}/preview", **{**go_on(client, url).fields(), **wishes})


def counts_of(preview: Page) -> dict[str, int]:
    """How many rows of each kind the preview shows."""
    ids = preview.attributes("[data-testid^=count-]", "data-testid")
    numbers = preview.texts("[data-testid^=count-]")
    return {name.removeprefix("count-"): int(number) for name, number in zip(ids, numbers, strict=True)}
