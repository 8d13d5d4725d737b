from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.imports import rows
from app.imports.records import Account, Fault, ForeignRow, Kind, Unreadable
from app.imports.rows import Draft, Record, RowMaker, from_units, hashtags, join_note, plain
from app.models.category import CATEGORY_NAME_MAX_LENGTH
from app.models.expense import MERCHANT_MAX_LENGTH, NOTE_MAX_LENGTH
from tests.support.imports import EURO

DAY = dt.date(2026, 3, 7)


def spent(**texts: Any) -> ForeignRow:
    row = RowMaker(EURO).spent(Draft(2, "2026-03-07", "23.45", **texts))
    assert isinstance(row, ForeignRow)
    return row


def fault_of(day: str | dt.date = DAY, amount: str | int = "1", currency: str = "") -> tuple[Fault, str]:
    row = RowMaker(EURO).signed(Draft(2, day, amount, currency=currency))
    assert isinstance(row, Unreadable)
    return row.fault, row.text


def test_texts_are_as_long_as_the_columns() -> None:
    lengths = (rows.MERCHANT_LENGTH, rows.NOTE_LENGTH, rows.CATEGORY_LENGTH)
    assert lengths == (MERCHANT_MAX_LENGTH, NOTE_MAX_LENGTH, CATEGORY_NAME_MAX_LENGTH)


def test_a_row_is_what_would_be_saved() -> None:
    row = spent(
        currency="eur", merchant=" Kon\u202ezum  d.d.\x07 ", note="a \r\nb\n", category="Food\n", external_id=" 7 "
    )
    assert row == ForeignRow(
        2, DAY, 2345, currency="EUR", merchant="Konzum d.d.", note="a\nb", category="Food", external_id="7"
    )


def test_a_name_too_long_is_kept_in_the_note() -> None:
    row = spent(merchant="x" * 150, note="b", category="c" * 60)
    assert (row.merchant, row.note, row.category) == ("x" * 100, "x" * 150 + "\nb", "c" * 50)


def test_a_note_too_long_is_cut() -> None:
    assert spent(note="n" * 3000).note == "n" * 2000


def test_a_negative_amount_is_an_expense_where_money_has_its_sign() -> None:
    make = RowMaker(EURO)
    out, money_in = make.signed(Draft(2, DAY, "-5.00")), make.signed(Draft(2, DAY, 500))
    assert (out, money_in) == (ForeignRow(2, DAY, 500), ForeignRow(2, DAY, 500, Kind.INCOME))


def test_a_refund_is_negative_and_a_transfer_is_not() -> None:
    make = RowMaker(EURO)
    assert make.spent(Draft(2, DAY, "-5")) == ForeignRow(2, DAY, -500)
    assert make.make(Draft(2, DAY, "-5"), Kind.TRANSFER) == ForeignRow(2, DAY, 500, Kind.TRANSFER)


def test_what_is_wrong_is_told() -> None:
    assert fault_of(day="soon") == (Fault.BAD_DATE, "soon")
    assert fault_of(day="") == (Fault.NO_DATE, "")
    assert fault_of(amount="nan") == (Fault.BAD_AMOUNT, "nan")
    assert fault_of(amount="") == (Fault.NO_AMOUNT, "")
    assert fault_of(amount=0) == (Fault.ZERO_AMOUNT, "0")
    assert fault_of(amount="1" * 55) == (Fault.AMOUNT_TOO_LARGE, "1" * 55)
    assert fault_of(amount="7", currency="usd") == (Fault.OTHER_CURRENCY, "7 USD")
    assert fault_of(day="x\ny" * 90)[1] == ("x y" * 90)[:60]


def test_no_currency_is_any_currency() -> None:
    assert spent(currency="XXX").currency == ""


def test_other_accounts_have_other_decimals() -> None:
    make = RowMaker(Account("JPY", 0, "Asia/Tokyo"))
    assert make.spent(Draft(2, "2026-03-06T16:00:00Z", "1500")) == ForeignRow(2, DAY, 1500)


def test_only_a_category_that_stands_below_several_is_named_with_its_group() -> None:
    make = RowMaker(EURO, twins=frozenset({"Insurance"}))
    pairs = [("Car", "Insurance"), ("", "Insurance"), ("Car", "Fuel"), ("Car", "")]
    assert [make.category(*pair) for pair in pairs] == ["Car: Insurance", "Insurance", "Fuel", "Car"]


def test_a_record_has_empty_cells_for_columns_that_are_missing() -> None:
    record = Record(7, ["a", "b"], ["1"])
    assert (record["a"], record["b"], record.line) == ("1", "", 7)


@pytest.mark.parametrize(("text", "shown"), [("'=1+1", "=1+1"), ("'@x", "@x"), ("'tis", "'tis"), ("'", "'"), ("", "")])
def test_the_apostrophe_before_a_formula_goes(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_small_helpers() -> None:
    assert join_note(" a ", "", "b", "a") == "a\nb"
    assert hashtags(["weekly", " eating  out ", ""]) == "#weekly #eating-out"
    assert [from_units(-5, 2), from_units(12_345, 2), from_units(7, 0)] == ["-0.05", "123.45", "7"]
