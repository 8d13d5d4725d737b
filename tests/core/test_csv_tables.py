from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.csv_tables import as_typed, csv_pieces, decimal_amount, harmless

BEGINNINGS = st.sampled_from(["", "'", "''", "=", "'=", "''+", "-", "@", "\t", "\r", "'\t"])


@given(st.tuples(BEGINNINGS, st.text(max_size=5)).map("".join))
def test_a_harmless_cell_is_no_formula_and_says_what_was_typed(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_typed(cell) == text


@pytest.mark.parametrize("text", ["", "Konzum", "'hello'", "1-2", " =1", "it's"])
def test_a_text_that_no_spreadsheet_runs_stays(text: str) -> None:
    assert harmless(text) == as_typed(text) == text


def test_a_table_begins_with_its_encoding_and_its_columns() -> None:
    content = b"".join(csv_pieces(("day", "note"), [(dt.date(2026, 3, 7), 'š, "x"')], {"note"}))
    assert content == '\ufeffday,note\r\n2026-03-07,"š, ""x"""\r\n'.encode()


def test_only_what_people_typed_is_made_harmless() -> None:
    content = b"".join(csv_pieces(("amount", "note"), [("-12.50", "-12.50")], ["note"]))
    assert content.endswith(b"-12.50,'-12.50\r\n")


def test_cells_are_written_as_programs_read_them() -> None:
    moment = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
    content = b"".join(csv_pieces("abcd", [(None, True, False, moment)], ()))
    assert content.endswith(b",true,false,2026-03-07T12:00:00+00:00\r\n")


def test_a_long_table_comes_in_pieces_and_is_whole() -> None:
    pieces = list(csv_pieces(("number",), ((number,) for number in range(1200)), ()))
    assert len(pieces) == 4
    rows = csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig")))
    assert [int(row[0]) for row in list(rows)[1:]] == list(range(1200))


@pytest.mark.parametrize(
    ("cents", "digits", "text"), [(-123_450, 2, "-1234.50"), (5, 2, "0.05"), (7, 0, "7"), (None, 2, "")]
)
def test_an_amount_has_a_decimal_point(cents: int | None, digits: int, text: str) -> None:
    assert decimal_amount(cents, digits) == text
