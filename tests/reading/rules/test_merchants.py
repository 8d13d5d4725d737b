from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.merchants import MERCHANT_MAX_LENGTH, find_merchants
from tests.reading.pages import rows_of


def names_in(text: str, *, score: float = 0.98) -> list[str]:
    return [merchant.name for merchant in find_merchants(rows_of(text, score=score))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KONZUM plus d.o.o.\nUlica 1, 10000 Zagreb\nOIB: 29955634590", "KONZUM plus d.o.o."),
        ("TOMMY d.0.0.\nUlica 1", "TOMMY d.o.o."),
        ("TOMMY D.0.0\nUlica 1", "TOMMY D.O.O."),
        ("Dobrodošli!\nRačun br. 12/1/1\nPLODINE d.d.\nRužićeva 29", "PLODINE d.d."),
        ("Konzum plus\nd.o.o.\nUlica 1", "Konzum plus d.o.o."),
        ("CAFFE BAR ŽDRALOVI, obrt za\nugostiteljstvo\nĐure Đakovića 17", "CAFFE BAR ŽDRALOVI, obrt za ugostiteljstvo"),
        ("Brodokomerc &\nsinovi d.o.o.", "Brodokomerc & sinovi d.o.o."),
        ("Kraš\n& sinovi", "Kraš & sinovi"),
        ("AIK HUAT\nHARDWARE SDN BHD", "AIK HUAT HARDWARE SDN BHD"),
        ("AIK HUAT\nENTERPRISE (SETIA\nALAM) SDN BHD", "AIK HUAT ENTERPRISE (SETIA ALAM) SDN BHD"),
        ("PASAR (MEGA\nMAJU\nSEMENYIH) SDN BHD", "PASAR (MEGA MAJU SEMENYIH) SDN BHD"),
        ("MEGA (MAJU\nSEMENYIH) SDN BHD", "MEGA (MAJU SEMENYIH) SDN BHD"),
        ("OWNED BY: CHEF LEE SDN BHD (123456-A)", "CHEF LEE SDN BHD"),
        ("000123 BAIFU SDN BHD", "BAIFU SDN BHD"),
        ("sitno\n#Slastičarnica Šećerko\nUlica 3", "Slastičarnica Šećerko"),
        ("12,50\n07.03.2026 14:32\n12345678901\n10000 Zagreb\nPekara", "Pekara"),
    ],
)
def test_the_name_is_what_is_no_address_and_no_number(text: str, name: str) -> None:
    assert names_in(text)[0] == name


@pytest.mark.parametrize("heading", ["Item Qty Total", "Naziv Kol. Cijena Iznos"])
def test_the_heading_of_a_table_is_a_less_likely_name_than_the_row_below(heading: str) -> None:
    assert names_in(f"Konzum plus\n{heading}\nKod Mire")[:2] == ["Konzum plus", "Kod Mire"]


def test_a_page_without_letters_has_no_name() -> None:
    assert names_in("12\n--") == []


def test_what_the_engine_was_not_sure_of_counts_less() -> None:
    sure, unsure, guessed = (find_merchants(rows_of("Konzum plus", score=score))[0] for score in (0.95, 0.8, 0.6))
    assert sure.score > unsure.score > guessed.score


def test_a_name_is_no_longer_than_an_expense_can_have() -> None:
    assert len(names_in("Konzum " * 30)[0]) <= MERCHANT_MAX_LENGTH


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(name == name.strip() for name in names_in(text))
