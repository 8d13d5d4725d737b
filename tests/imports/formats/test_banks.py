from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.formats.registry import recognize
from app.imports.records import Account, Answers, DateOrder, Facts
from tests.imports.formats.bank_samples import ERSTE, N26, REVOLUT, REVOLUT_FRENCH, WISE_HISTORY, WISE_STATEMENT
from tests.support.imports import AS_GUESSED, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


def facts_of(file: SourceFile) -> Facts:
    form = recognize(file)
    assert form is not None
    return form.describe(file, AS_GUESSED)


def test_revolut_adds_fees_and_waits_for_what_is_open(sent: Send) -> None:
    assert briefly(sent(REVOLUT)) == [
        "2026-03-07 123456 expense | Konzum",
        "2026-03-08 5100 expense | Cash at Čakovec",
        "2026-03-09 10000 income | Top-up by *1234",
        "2026-03-10 2000 transfer | To USD",
        "2026-03-10 500 transfer | To pocket",
        "2026-03-11 3000 pending | Restaurant",
        "2026-03-11 8000 pending | Hotel",
        "line 9: other_currency '-9.00 USD'",
    ]


def test_revolut_in_another_language_is_known_by_its_cells(sent: Send) -> None:
    assert briefly(sent(REVOLUT_FRENCH)) == [
        "2026-03-07 2355 expense | Konzum",
        "2026-03-08 2000 transfer | Change en USD",
        "2026-03-11 3000 pending | Restaurant",
    ]


@pytest.mark.parametrize(
    ("cell", "other"), [("EUR", "euro"), ("-23.45", "-23,45"), ("2026-03-06 19:42:42", "6.3.2026")]
)
def test_ten_columns_that_look_otherwise_are_not_revolut(sent: Send, cell: str, other: str) -> None:
    assert recognize(sent(REVOLUT_FRENCH.replace(cell, f'"{other}"'))) is None


@pytest.mark.parametrize(
    ("amount", "fee", "shown"), [("much", "0", "bad_amount 'much'"), ("-5", "x", "bad_amount 'x'")]
)
def test_a_fee_that_cannot_be_read_is_not_passed_over(sent: Send, amount: str, fee: str, shown: str) -> None:
    row = f"ATM,Current,2026-03-08 10:00:00,2026-03-08 10:00:02,Cash,{amount},{fee},EUR,COMPLETED,69.03\n"
    assert briefly(sent(REVOLUT + row))[-1] == f"line 10: {shown}"


def test_n26(sent: Send) -> None:
    assert briefly(sent(N26)) == [
        "2026-03-07 123456 expense | Konzum",
        "2026-03-07 180 expense | Kava",
        "2026-03-07 180 expense | Kava",
        "2026-03-08 2000 income | Ana Čavić | Dinner",
        "2026-03-09 490 expense | Monthly fee",
    ]


def test_n26_has_euro_only(sent: Send) -> None:
    assert briefly(sent(N26), account=Account("CHF", 2, "Europe/Zagreb"))[0] == "line 2: other_currency '-1234.56 EUR'"


def test_a_wise_statement(sent: Send) -> None:
    assert briefly(sent(WISE_STATEMENT)) == [
        "2026-03-07 123456 expense | Konzum | weekly | CARD-1:-1234.56",
        "2026-03-07 10 expense | Wise Charges for: CARD-1 | CARD-1:-0.10",
        "2026-03-08 2000 expense | Čedo | rent | TRANSFER-2:-20.00",
        "2026-03-09 5000 income | Ana | TRANSFER-3:50.00",
        "2026-03-10 3000 transfer | Converted EUR to USD | BALANCE-4:-30.00",
    ]


def test_a_wise_statement_has_the_day_first(sent: Send) -> None:
    assert facts_of(sent(WISE_STATEMENT)).date_order == DateOrder.DMY
    assert facts_of(sent(WISE_STATEMENT)).questions == ()


def test_the_history_of_wise(sent: Send) -> None:
    assert briefly(sent(WISE_HISTORY)) == [
        "2026-03-07 123456 expense | Konzum | Groceries | čaj | CARD_TRANSACTION-1",
        "2026-03-07 500 pending | Bar | Fun | CARD_TRANSACTION-2",
        "2026-03-08 500 expense | Ivo | rent | TRANSFER-3",
        "2026-03-09 10000 income | Employer | TRANSFER-4",
        "2026-03-10 1010 transfer | Ana | CONVERSION-5",
    ]


def test_an_amount_of_wise_that_cannot_be_read_is_shown_as_it_stands(sent: Send) -> None:
    assert briefly(sent(WISE_HISTORY.replace("1234.11", "much")))[0] == "line 2: bad_amount 'much'"


def test_erste_as_the_bank_writes_it(sent: Send) -> None:
    file = sent(ERSTE.replace("\n", "\r\n").encode("windows-1250"))
    assert briefly(file) == [
        "2026-03-07 123456 expense | KONZUM PLUS D.O.O. | Kupnja - KONZUM | REF-1",
        "2026-03-08 150000 income | POSLODAVAC D.O.O. | Plaća | REF-2",
        "2026-03-09 200 expense | Naknada, mjesečna | REF-3",
        "2026-03-09 506 expense | DM | Žarulje | REF-4",
    ]
    assert facts_of(file) == Facts("windows-1250", ";", DateOrder.DMY, ",")


def test_erste_with_its_shorter_names(sent: Send) -> None:
    shorter = ERSTE.replace("Opis plaćanja, tečaj", "Opis plaćanja").replace("Referenca plaćanja", "Referenca")
    assert briefly(sent(shorter.replace("Platitelj/P", "Platitelj/p"))) == briefly(sent(ERSTE))


def test_the_line_above_the_header_names_the_currency_of_erste(sent: Send) -> None:
    assert briefly(sent(ERSTE.replace("Valuta EUR", "Valuta CHF")))[0] == "line 3: other_currency '1.234,56 CHF'"
    assert briefly(sent(ERSTE.partition("\n")[2]))[0].startswith("2026-03-07 123456 expense")


def test_a_row_that_does_not_lead_to_its_balance_is_not_taken(sent: Send) -> None:
    rows = briefly(sent(ERSTE.replace("5,06", "506,00")))
    assert rows[3] == "line 6: bad_balance '2.727,50'"
    assert [row[:4] for row in rows[:3]] == ["2026"] * 3


def test_balances_may_run_backwards(sent: Send) -> None:
    head, names, *rows = ERSTE.strip().splitlines()
    assert briefly(sent("\n".join([head, names, *reversed(rows)]))) == briefly(sent(ERSTE))[::-1]


def test_balances_of_a_filtered_file_prove_nothing(sent: Send) -> None:
    lines = ERSTE.splitlines()
    assert len(briefly(sent("\n".join([*lines[:3], lines[5]])))) == 2
    without = ERSTE.replace(";2.734,56", ";x").replace(";2.732,56", ";")
    assert len(briefly(sent(without))) == 4


def test_money_both_in_and_out_is_told(sent: Send) -> None:
    rows = briefly(sent(ERSTE + "5;10.03.2026;10.03.2026;X;HR;1,00;2,00;2.728,50;;;;;R\n"))
    assert rows[4] == "line 7: bad_row '1,00 2,00'"
    assert briefly(sent(ERSTE + "5;10.03.2026;10.03.2026;X;HR;;;2.727,50;;;;;R\n"))[4] == "line 7: no_amount ''"


def test_a_wrong_order_of_dates_can_be_said(sent: Send) -> None:
    assert briefly(sent(ERSTE), Answers(date_order=DateOrder.MDY))[0].startswith("2026-07-03")
