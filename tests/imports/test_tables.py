from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from app.imports import tables
from app.imports.files import Refusal, RefusedFileError
from app.imports.tables import MAX_COLUMNS, name_key, read_table

if TYPE_CHECKING:
    from app.imports.tables import Table


def read(text: str) -> Table:
    return read_table(text, "utf-8")


def refusal_of(text: str) -> Refusal:
    with pytest.raises(RefusedFileError) as caught:
        read(text)
    return caught.value.refusal


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_the_widths(separator: str) -> None:
    text = "date,payee,amount\n2026-03-07,Konzum,23\n2026-03-08,Bakery,2\n".replace(",", separator)
    table = read(text)
    assert table.separator == separator
    assert table.header == ("date", "payee", "amount")
    assert list(table.rows()) == [(2, ["2026-03-07", "Konzum", "23"]), (3, ["2026-03-08", "Bakery", "2"])]


def test_decimal_commas_do_not_separate() -> None:
    table = read("Datum;Opis;Iznos\n07.03.2026;Kava, čaj;23,45\n08.03.2026;Kruh;1.234,56\n")
    assert table.separator == ";"
    assert list(table.column(2)) == ["23,45", "1.234,56"]


def test_a_preamble_is_skipped() -> None:
    head = "Izvod prometa po računu HR17 Valuta EUR\n\nDatum valute;Opis plaćanja, tečaj;Isplate;Uplate;Stanje\n"
    table = read(head + "07.03.2026;Kupnja;23,45;;1.234,56\n08.03.2026;Plaća;;1.500,00;2.734,56\n")
    assert table.header == ("Datum valute", "Opis plaćanja, tečaj", "Isplate", "Uplate", "Stanje")
    assert [line for line, _ in table.rows()] == [4, 5]


def test_a_header_without_known_names_is_the_first_row_of_the_commonest_width() -> None:
    table = read("Report;2026\nKada;Tko;Koliko\na;b;1\nc;d;2\ne;f;3\n")
    assert table.header == ("Kada", "Tko", "Koliko")
    assert len(list(table.rows())) == 3


def test_a_payment_is_no_header_though_it_speaks_of_time_and_expense() -> None:
    table = read("Kada,Tko,Koliko\n7.3.2026,Time Out,Expense\n8.3.2026,a,b\n9.3.2026,c,d\n")
    assert table.header == ("Kada", "Tko", "Koliko")


def test_without_a_header_all_names_are_empty_and_no_row_is_lost() -> None:
    table = read("07.03.2026;Konzum;23,45\n08.03.2026;Bakery;2,00\n")
    assert table.header == ("", "", "")
    assert [line for line, _ in table.rows()] == [1, 2]


def test_blank_lines_are_skipped_and_counted() -> None:
    table = read("date,amount\n\n2026-03-07,1\n,\n2026-03-08,2\n")
    assert [line for line, _ in table.rows()] == [3, 5]


def test_cells_keep_separators_quotes_and_line_breaks() -> None:
    table = read('date,note,amount\n2026-03-07,"a, ""b""\nc",1\n2026-03-08,d,2\n')
    assert list(table.rows()) == [(2, ["2026-03-07", 'a, "b"\nc', "1"]), (4, ["2026-03-08", "d", "2"])]


def test_only_line_feeds_end_a_line() -> None:
    table = read("date,payee,amount\n2026-03-07,a\x0bb\x85c\u2028d,1\n")
    assert table.first_rows(1) == [["2026-03-07", "a\x0bb\x85c\u2028d", "1"]]


def test_short_rows_are_filled_up_and_empty_cells_beyond_the_header_go() -> None:
    table = read("date,payee,amount\n2026-03-07\n2026-03-07,a,1,,\n2026-03-07,a,1,x\n")
    assert [row for _, row in table.rows()] == [
        ["2026-03-07", "", ""],
        ["2026-03-07", "a", "1"],
        ["2026-03-07", "a", "1", "x"],
    ]


def test_names_are_compared_without_case_diacritics_and_signs() -> None:
    assert name_key(" Datum_izvršenja (EUR):") == "datum izvrsenja eur"
    assert read("Dátum,AMOUNT\n1,2\n").names == ("datum", "amount")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("date,amount\n", Refusal.NO_ROWS),
        ("date,amount\n\n,\n", Refusal.NO_ROWS),
        ("Dear all,\nthis is a letter.\nBye\n", Refusal.NO_ROWS),
        ("just a word", Refusal.NO_ROWS),
        ('date,amount\n2026-03-07,"1\n2026-03-08,2\n', Refusal.BAD_QUOTES),
        ('"date,amount\n2026-03-08,2\n', Refusal.BAD_QUOTES),
        ('date,amount\n2026-03-07,"' + "1\n" * 100_000, Refusal.BAD_QUOTES),
        ("date,amount\n" + "," * (MAX_COLUMNS + 1), Refusal.TOO_MANY_COLUMNS),
        ("," * 1_000_000, Refusal.TOO_MANY_COLUMNS),
    ],
)
def test_what_is_no_table_is_refused(text: str, refusal: Refusal) -> None:
    assert refusal_of(text) is refusal


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert len(list(read("date,amount\n" + "2026-03-07,1\n" * 3).rows())) == 3
    assert refusal_of("date,amount\n" + "2026-03-07,1\n" * 4) is Refusal.TOO_MANY_ROWS


def test_a_hundred_thousand_rows_take_little_memory() -> None:
    text = "date,payee,amount\n" + "".join(f"2026-03-07,Payee {number},{number}.00\n" for number in range(100_000))
    tracemalloc.start()
    count = sum(1 for _ in read(text).rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 2_000_000
