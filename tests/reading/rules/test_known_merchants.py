from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.known_merchants import find_known

TEXT = """KONZUM plus d.0.0.
Ulica Marijana Čavića 1a, Zagreb
OIB: 29955634590
Slastičarnica Šećerko
CIJENA  12,50
Hvala! INA"""


@pytest.mark.parametrize(
    "name",
    [
        *("Konzum", "KONZUM PLUS d.o.o.", "Konzum plus", "Slasticarnica secerko", "Slastičarnica Šečerkó", "INA"),
        *("Slastičamica Šećerko", "Konzvm plus", "Zagreb d.d."),
    ],
)
def test_a_known_name_is_found_in_any_spelling(name: str) -> None:
    assert find_known(TEXT, [name]) == name


@pytest.mark.parametrize("name", ["Kon", "Ko", "X", "", "7", "Jena", "Pevex", "Plus pet", "Caffe bar Dinara", "Šećer"])
def test_another_name_is_not_found(name: str) -> None:
    assert find_known(TEXT, [name]) is None


def test_a_shared_trade_is_no_similarity() -> None:
    assert find_known("AIK HUAT ENTERPRISE SDN BHD", ["SWC ENTERPRISE SDN BHD"]) is None


def test_the_highest_name_counts_and_then_the_longest() -> None:
    assert find_known(TEXT, ["INA", "Slastičarnica Šećerko", "Konzum", "Konzum plus"]) == "Konzum plus"
    assert find_known(TEXT, ["INA", "Slastičarnica Šećerko"]) == "Slastičarnica Šećerko"


def test_of_spellings_of_one_name_the_first_counts() -> None:
    assert find_known(TEXT, ["konzum", "KONZUM"]) == "konzum"


def test_a_name_may_go_on_in_the_next_row() -> None:
    assert find_known("CAFFE BAR\nŽDRALOVI", ["Caffe bar Ždralovi"]) == "Caffe bar Ždralovi"


@given(st.text(max_size=100), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_can_be_searched_for_any_name(text: str, names: list[str]) -> None:
    assert find_known(text, names) in {None, *names}
