from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS, format_amount, format_plain
from app.core.text import search_key
from app.expenses.search import NO_SEARCH, Search, Word, read_search
from app.web.localization import money_format_for
from config import LANGUAGES
from setting_reader import CURRENCIES

if TYPE_CHECKING:
    from app.core.money import MoneyFormat

ENGLISH, CROATIAN = (money_format_for(language, "EUR") for language in LANGUAGES)
NAMES = {1: "Food", 2: "Fun & food", 3: "Ćevapi"}
styles = st.builds(money_format_for, st.sampled_from(LANGUAGES), st.sampled_from(sorted(CURRENCIES)))


def amounts(text: str, style: MoneyFormat = ENGLISH) -> set[int]:
    search = read_search(text, style, NAMES)
    return {*search.amounts, *(cents for word in search.words for cents in word.amounts)}


@pytest.mark.parametrize("text", ["", " ", "\xa0\t", "\u200b"])
def test_nothing_is_no_search(text: str) -> None:
    assert read_search(text, ENGLISH, NAMES) == NO_SEARCH


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        *(("17,74", 1774), ("17.74", 1774), ("17", 1700), ("17,7", 1770), ("€17", 1700), ("17,-", 1700)),
        *(("1.234,50", 123450), ("1,234.50", 123450), ("1 234,50", 123450), ("17,74 €", 1774), ("17 eura", 1700)),
    ],
)
@pytest.mark.parametrize("style", [ENGLISH, CROATIAN], ids=LANGUAGES)
def test_an_amount_is_found_as_it_is_written_spent_or_refunded(text: str, cents: int, style: MoneyFormat) -> None:
    assert amounts(text, style) >= {cents, -cents}


@pytest.mark.parametrize("text", ["-17,74", "\N{MINUS SIGN}€17.74"])
def test_with_a_minus_refunds_alone_are_found(text: str) -> None:
    assert amounts(text) == {-1774}


def test_a_mark_of_two_meanings_is_read_in_the_persons_own_format() -> None:
    assert amounts("1,234", ENGLISH) == amounts("1.234", CROATIAN) == {123400, -123400}
    assert amounts("1.234", ENGLISH) == amounts("1,234", CROATIAN) == set()


@pytest.mark.parametrize(
    "text", ["kava", "12+3", "2026-11-20", "20.11.2026", "0", "0,00", "5kn", "$5", "17,7451", "9" * 20, "1e9", "€"]
)
def test_what_is_no_single_amount_finds_none(text: str) -> None:
    assert amounts(text) == set()


def test_words_of_a_text_with_an_amount_keep_their_places() -> None:
    assert read_search("fun 5", ENGLISH, NAMES) == Search((Word("fun", (), (2,)), Word("5", (500, -500))))
    assert read_search("5 €", ENGLISH, NAMES) == Search((Word("5", (500, -500)), Word("€")), (500, -500))


@pytest.mark.parametrize(
    ("text", "numbers"), [("FOOD", (1, 2)), ("cevap", (3,)), ("o", (1, 2)), ("&", (2,)), ("foods", ())]
)
def test_a_word_is_part_of_the_names_of_categories(text: str, numbers: tuple[int, ...]) -> None:
    assert [word.category_ids for word in read_search(text, ENGLISH, NAMES).words] == [numbers]


@given(cents=st.integers(-MAX_CENTS, MAX_CENTS).filter(bool), style=styles)
def test_every_amount_is_found_as_the_application_shows_it(cents: int, style: MoneyFormat) -> None:
    for written in (format_amount(cents, style), format_plain(cents, style)):
        assert cents in amounts(written, style)


@given(text=st.text())
def test_the_words_are_those_of_the_text_each_once(text: str) -> None:
    words = [word.text for word in read_search(text, ENGLISH, NAMES).words]
    assert set(words) == {word for typed in text.split() for word in search_key(typed).split()}
    assert len(set(words)) == len(words)


@given(name=st.text(min_size=1, max_size=50))
def test_a_category_is_found_by_its_own_name(name: str) -> None:
    words = read_search(name, ENGLISH, {7: name}).words
    assert all(word.category_ids == (7,) for word in words)
