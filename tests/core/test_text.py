from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import (
    has_control_characters,
    same_name_key,
    search_key,
    strip_control_characters,
    tidy_line,
    tidy_lines,
)

CROATIAN = "abcčćdđefghijklmnoprsštuvzž ABCČĆDĐEFGHIJKLMNOPRSŠTUVZŽ"
croatian_text = st.text(CROATIAN)
any_text = st.text(st.characters(exclude_categories=()))


@given(text=any_text)
def test_a_tidy_line_stays_as_it_is(text: str) -> None:
    assert tidy_line(tidy_line(text)) == tidy_line(text)


@given(text=any_text)
def test_tidy_lines_stay_as_they_are(text: str) -> None:
    assert tidy_lines(tidy_lines(text)) == tidy_lines(text)


@pytest.mark.parametrize("text", ["  Mali  dućan ", "Mali\tdućan\r\n", "Mali\xa0dućan", "Mali duc\u0301an"])
def test_a_line_is_trimmed_with_single_spaces_and_composed_letters(text: str) -> None:
    assert tidy_line(text) == "Mali dućan"


@pytest.mark.parametrize("text", ["kruh\n\nmlijeko", "\r\n kruh  \r\n\r\nmlijeko\t\r\n", "kruh\r\rmlijeko"])
def test_lines_stay_lines_with_unix_ends(text: str) -> None:
    assert tidy_lines(text) == "kruh\n\nmlijeko"


@pytest.mark.parametrize("text", ["\x00", "a\x07b", "\x1b[31m", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_nobody_can_store_or_see_are_found(text: str) -> None:
    assert has_control_characters(text)


@pytest.mark.parametrize("text", ["", "kruh\r\n\tmlijeko", "Čćžšđ", "👩\u200d👩\u200d👧", "日本", "\ufffd"])
def test_ordinary_text_has_no_control_characters(text: str) -> None:
    assert not has_control_characters(text)


def test_every_letter_stays_beside_a_control_character() -> None:
    assert strip_control_characters("XYZ\0 xyz") == "XYZ xyz"


@given(text=any_text)
def test_nothing_is_left_out_of_text_without_control_characters(text: str) -> None:
    assert (strip_control_characters(text) == text) == (not has_control_characters(text))
    assert not has_control_characters(strip_control_characters(text))


@given(text=any_text)
def test_text_without_control_characters_can_be_stored(text: str) -> None:
    if not has_control_characters(text):
        assert text.encode().decode() == text


@pytest.mark.parametrize(
    "name", ["ČEVABDŽINICA ŠĐ", "  čevabdžinica  šđ ", unicodedata.normalize("NFD", "Čevabdžinica Šđ")]
)
def test_names_that_differ_by_case_spaces_or_unicode_form_are_the_same(name: str) -> None:
    assert same_name_key(name) == same_name_key("Čevabdžinica Šđ")


@pytest.mark.parametrize("other", ["Šibenik 2", "Sibenik", "Šibeni"])
def test_names_that_differ_by_more_are_different(other: str) -> None:
    assert same_name_key(other) != same_name_key("Šibenik")


@given(name=croatian_text)
def test_the_key_of_a_name_knows_no_case(name: str) -> None:
    assert same_name_key(name.upper()) == same_name_key(name.lower())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("cevapi", "Ćevapi"),
        ("ĆEVAPI", "cevapi"),
        ("cokolada", "ČOKOLADA"),
        ("čokolada", "Cokolada"),
        ("setnja", "Šetnja"),
        ("zivjeli", "Živjeli"),
        ("Đakovo", "dakovo"),
        ("dakovo", "ĐAKOVO"),
        ("strasse", "Straße"),
        ("smorrebrod", "Smørrebrød"),
        ("lodz", "Łódź"),
        ("cafe", "Cafe\u0301"),
        ("aero", "Ærø"),
        ("hors d'oeuvre", "Hors d'Œuvre"),
        ("thorshofn", "Þórshöfn"),
        ("godafoss", "Goðafoss"),
        ("istanbul", "ISTANBUL"),
        ("istanbul", "İstanbul"),
        ("diyarbakir", "Diyarbak\u0131r"),
        ("gross", "Groẞ"),
        ("hamrun", "Ħamrun"),
        ("no 5", "№  5"),
        ("tm", "™"),
    ],
)
def test_search_sees_neither_case_nor_diacritics(typed: str, stored: str) -> None:
    assert search_key(typed) == search_key(stored)


@given(text=croatian_text)
def test_every_way_to_write_a_croatian_text_finds_it(text: str) -> None:
    ways = {text.upper(), text.lower(), unicodedata.normalize("NFD", text), search_key(text)}
    assert {search_key(way) for way in ways} == {search_key(text)}


@given(text=st.text("æÆœŒðÐþÞ\u0131IİłŁøØđĐßẞħŧǿǽﬁ "))
def test_search_speaks_ascii_for_letters_of_other_languages(text: str) -> None:
    assert search_key(text).isascii()
    assert search_key(search_key(text)) == search_key(text)


@given(text=croatian_text)
def test_search_speaks_ascii_where_croatian_is_written(text: str) -> None:
    assert search_key(text).isascii()


@given(text=any_text)
def test_any_text_has_its_keys(text: str) -> None:
    assert search_key(text) == search_key(tidy_line(text))
    assert same_name_key(text) == same_name_key(tidy_line(text))


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060", "\ufeff"])
def test_a_name_that_nobody_can_see_is_none(text: str) -> None:
    assert tidy_line(text) == ""


def test_marks_that_turn_the_direction_are_refused() -> None:
    assert has_control_characters("\u202eevil")
