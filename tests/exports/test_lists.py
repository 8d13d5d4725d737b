from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from tests.support.factories import TODAY

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def rows_of(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/expenses/export.csv{query}")
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


def sheet_of(client: Client, query: str = "") -> list[tuple[Any, ...]]:
    response = client.get(f"/expenses/export.xlsx{query}")
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(response.data)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


@pytest.mark.usefixtures("spending")
def test_without_filters_a_table_has_all_expenses(client: Client) -> None:
    assert len(rows_of(client)) == 8
    assert len(sheet_of(client)) == 9


@pytest.mark.usefixtures("spending")
def test_a_table_has_what_the_list_has_in_its_order(client: Client) -> None:
    query = "?month=2026-11&sort=amount"
    assert [row["amount"] for row in rows_of(client, query)] == ["-15.00", "8.99", "12.50", "40.00"]
    assert [row[1] for row in sheet_of(client, query)] == ["Amount (EUR)", -15, 8.99, 12.5, 40]


@pytest.mark.usefixtures("spending")
def test_the_list_offers_its_own_expenses(client: Client) -> None:
    links = client.page("/expenses/?month=2026-10&q=x10").attributes(".menu a", "href")
    assert links == []  # nothing is found, and nothing to download
    links = client.page("/expenses/?from=2026-10-01&to=2026-10-31&min=5").attributes(".menu a", "href")
    assert [len(rows_of(client, link.partition(".csv")[2])) for link in links if ".csv" in link] == [1]


@pytest.mark.usefixtures("spending")
def test_a_wrong_filter_leads_to_the_list_that_explains_it(client: Client) -> None:
    page = client.page("/expenses/export.csv?min=x", follow_redirects=True)
    assert "A filter cannot be read" in page.text


def test_a_sheet_has_days_and_amounts_to_reckon_with_and_runs_nothing(
    client: Client, make: Factory, alice: User
) -> None:
    food = make.category(alice, "=Food")
    expense = make.expense(alice, 123_450, merchant="=1+1", note="@x\ny", category_id=food.id)
    make.receipt(expense)
    head, row = sheet_of(client)
    assert head == ("Date", "Amount (EUR)", "Category", "Merchant", "Note", "Receipts")
    assert row == (dt.datetime.combine(TODAY, dt.time()), 1234.5, "=Food", "=1+1", "@x\ny", 1)
    response = client.get("/expenses/export.xlsx")
    cells = load_workbook(io.BytesIO(response.data)).worksheets[0][2]
    assert [cell.data_type for cell in cells] == ["d", "n", "s", "s", "s", "n"]


def test_a_table_of_a_currency_without_decimals_has_none(client: Client, make: Factory, alice: User) -> None:
    alice.currency = "JPY"
    make.session.flush()
    make.expense(alice, 1234)
    assert rows_of(client)[0]["amount"] == "1234"
    assert sheet_of(client)[1][1] == 1234


def test_the_name_of_the_file_says_the_month(client: Client) -> None:
    named = client.get("/expenses/export.csv?month=2026-10").headers["Content-Disposition"]
    assert named == "attachment; filename=potrosnja-2026-10.csv"
    assert client.get("/expenses/export.xlsx").headers["Content-Disposition"].endswith("potrosnja-2026-11-22.xlsx")


@pytest.mark.usefixtures("spending")
def test_a_chart_has_its_figures_as_a_table(client: Client) -> None:
    text = client.get("/months/2026-11/categories.csv").data.decode("utf-8-sig")
    assert text.splitlines() == ["Category,EUR", "Fun,40.00", "Food,21.49", "Home,-15.00"]
    pace = client.get("/months/2026-11/pace.csv").data.decode("utf-8-sig").splitlines()
    assert pace[0] == "Day,Nov (EUR),Oct (EUR)"
    assert pace[-1].startswith("2026-11-22,46.49")
