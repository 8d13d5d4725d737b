"""How the pages of summaries are read: their bars, their tables, and what lies behind a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.page_lint import attribute, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tests.support.client import Client, Page

_NAME = re.compile(r"(?P<label>.*): (?P<amount>[^:]*?)(, .* fixed)?")
_AMOUNT = re.compile(r"(\N{MINUS SIGN}?)€([0-9]{1,3}(?:,[0-9]{3})*)\.([0-9]{2})")


@dataclass(frozen=True)
class Mark:
    """A bar: what it is called, its cents, where it leads."""

    label: str
    cents: int
    href: str


def read_cents(amount: str) -> int:
    """Return the cents of an amount in euros as English writes it."""
    match = _AMOUNT.fullmatch(amount)
    assert match, f"{amount!r} is no amount with two decimals"
    return int(match[2].replace(",", "") + match[3]) * (-1 if match[1] else 1)


def read_marks(page: Page, chart: str = "Spending") -> list[Mark]:
    """Return the bars of the charts and of the lists whose name begins like this."""
    columns = page.tree.css(f'svg.chart[aria-label^="{chart}"] a')
    rows = page.tree.css(f'.bars[aria-label^="{chart}"] a')
    return [*map(_read_column, columns), *map(_read_row, rows)]


def _read_column(link: LexborNode) -> Mark:
    match = _NAME.fullmatch(attribute(link, "aria-label"))
    assert match
    return Mark(match["label"], read_cents(match["amount"]), attribute(link, "href"))


def _read_row(link: LexborNode) -> Mark:
    label, amount = (text_of(link.css(part)[0]) for part in (".bar-name", ".amount"))
    return Mark(label, read_cents(amount), attribute(link, "href"))


def read_table(page: Page, caption: str) -> list[list[str]]:
    """Return the texts of the table whose caption begins like this, row by row."""
    tables = [table for table in page.tree.css("table") if text_of(table.css("caption")[0]).startswith(caption)]
    rows = [row for table in tables for row in table.css("tbody tr")]
    return [[text_of(cell) for cell in row.css("th, td")] for row in rows]


def read_cents_behind(client: Client, href: str) -> int:
    """Follow a link and return the total of the list, month or expense that it leads to."""
    page = client.page(href)
    assert page.status == 200, href
    assert page.texts("[role=alert]") == [], href
    for test_id in ("list-total", "month-total"):
        if page.attributes(f'[data-testid="{test_id}"]', "data-cents"):
            return page.cents(test_id)
    return read_cents(page.texts(".hero .amount")[0])
