from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.lines import Line, Page
from app.reading.records import pack, unpack
from app.reading.rules.reader import Reading, ReadTotal, read_page
from tests.reading.pages import page_of

TODAY = dt.date(2026, 11, 22)
KUNA = """
LJEKARNA ŠKRLEC
Trg bana Jelačića 3, 42000 Varaždin
OIB: 29955634590
Datum: 05.12.2022. 9:15
Sirup                  75,35
UKUPNO                 75,35 kn
UKUPNO EUR             10,00
Fiksni tečaj 1 EUR = 7,53450 kn
"""


def test_a_receipt_of_the_last_kuna_is_read() -> None:
    reading = read_page(page_of(KUNA), TODAY)
    assert [total.cents for total in reading.totals[:2]] == [7535, 1000]
    assert reading.dates == (dt.date(2022, 12, 5),)
    assert reading.merchants[0] == "LJEKARNA ŠKRLEC"
    assert reading.oibs == ("29955634590",)
    assert reading.currency == "HRK"
    assert reading.text.splitlines()[0] == "LJEKARNA ŠKRLEC"


def test_an_empty_page_says_nothing() -> None:
    assert read_page(Page(10, 10, ()), TODAY) == Reading("")


def test_the_box_of_an_amount_is_a_share_of_the_picture() -> None:
    line = Line(((100, 50), (300, 50), (300, 100), (100, 100)), "UKUPNO 3,00", 0.99)
    total = read_page(Page(1000, 500, (line,)), TODAY).totals[0]
    assert total.box == ((0.1, 0.1), (0.3, 0.1), (0.3, 0.2), (0.1, 0.2))


@pytest.mark.parametrize(("turns", "corner"), [(0, (0.1, 0.2)), (1, (0.8, 0.1)), (2, (0.9, 0.8)), (3, (0.2, 0.9))])
def test_the_box_is_where_it_was_before_the_picture_was_turned(turns: int, corner: tuple[float, float]) -> None:
    assert Page(1000, 500, (), turns).share((100, 100)) == corner


def test_a_reading_comes_back_from_json() -> None:
    reading = read_page(page_of(KUNA), TODAY)
    assert unpack(reading.text, pack(reading)) == reading
    assert unpack("", pack(Reading(""))) == Reading("")


def test_the_json_has_plain_values() -> None:
    reading = Reading("", totals=(ReadTotal(300, 9.5, ((0.1, 0.2),)),), dates=(TODAY,))
    assert pack(reading)["totals"] == [{"cents": 300, "score": 9.5, "box": ((0.1, 0.2),)}]
    assert pack(reading)["dates"] == ["2026-11-22"]


@given(st.text(max_size=300), st.sampled_from([-10, 0, 45, 90]))
def test_any_page_can_be_read(text: str, degrees: int) -> None:
    reading = read_page(page_of(text, degrees=degrees), TODAY)
    assert len(reading.totals) <= 3
    assert all(total.cents > 0 for total in reading.totals)
