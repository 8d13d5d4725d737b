from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models import Expense
from tests.imports.steps import bring_in, counts_of, go_on, start

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.support.client import Client

TABLE = b"When,Payee,Sum,Amount\n2026-11-07,Konzum,12.00,-23.45\n2026-11-08,Employer,7.00,1500\n"
BOTH_MERCHANT: dict[str, Any] = {"roles-0": "date", "roles-1": "merchant", "roles-2": "", "roles-3": "amount"}


def test_columns_are_shown_with_what_stands_in_them_and_a_guess(client: Client) -> None:
    page = client.page(start(client, TABLE))
    assert "Konzum · Employer" in page.text
    assert [page.fields()[f"roles-{index}"] for index in (1, 3)] == [["merchant"], ["amount"]]


def test_a_day_has_to_be_named(client: Client) -> None:
    page = client.submit(start(client, TABLE), **{**BOTH_MERCHANT, "roles-0": ""})
    assert (page.status, page.error_of("roles")) == (400, "Say which column has the date.")


def test_an_amount_has_to_be_named(client: Client) -> None:
    page = client.submit(start(client, TABLE), **{**BOTH_MERCHANT, "roles-3": ""})
    assert page.error_of("roles") == "Say which column has the amount."


def test_a_table_comes_in_once_its_columns_are_named(client: Client, session: Session) -> None:
    url = start(client, TABLE)
    preview = go_on(client, url, **BOTH_MERCHANT)
    assert counts_of(preview) == {"new": 1, "income": 1}
    client.submit(f"{url}/preview", **preview.fields())
    assert session.scalars(select(Expense.amount_cents)).all() == [2345]


def test_a_look_again_shows_the_rows_as_they_are_read_now(client: Client) -> None:
    url = start(client, TABLE)
    answers = {**BOTH_MERCHANT, "roles-1": "", "roles-2": "merchant"}
    assert client.submit(url, **answers, look_again="1").location == url
    assert client.page(url).texts(".row .row-title") == ["12.00", "7.00"]


def test_the_answers_are_kept_for_the_next_file_with_these_columns(client: Client) -> None:
    url = start(client, TABLE)
    client.submit(f"{url}/preview", **go_on(client, url, **BOTH_MERCHANT).fields())
    assert "No new expense came in." in bring_in(client, TABLE).text


def test_the_sign_can_be_turned(client: Client) -> None:
    preview = go_on(client, start(client, TABLE), **BOTH_MERCHANT, sign="positive")
    assert "1 €1,500.00" in preview.text


def test_a_role_that_is_none_is_refused(client: Client) -> None:
    assert client.submit(start(client, TABLE), **{**BOTH_MERCHANT, "roles-3": "x"}).status == 400
