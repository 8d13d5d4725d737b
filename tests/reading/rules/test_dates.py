from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.dates import find_dates
from tests.reading.pages import rows_of

TODAY = dt.date(2026, 11, 22)
DAY = dt.date(2026, 3, 7)


def days_in(text: str, *, is_day_first: bool = True) -> list[dt.date]:
    return find_dates(rows_of(text), TODAY, is_day_first=is_day_first)


@pytest.mark.parametrize(
    "text",
    [
        "07.03.2026.",
        "07.03.2026",
        "7.3.2026.",
        "07. 03. 2026.",
        "07/03/2026",
        "07/03/26",
        "07-03-2026",
        "2026-03-07",
        "2026/03/07",
        "7. ožujka 2026",
        "07 MAR 26",
        "07 MAR 2026",
        "07MAR2026",
        "MAR 7, 2026",
        "20260307",
        "O7.O3.2O26",
        "07.03.202614:32",
        "07/03/2614:32",
        "07/03/2026-14:32:16-29",
        "07 03.2026",
        "07.03 2026",
        "0703.2026",
        "07032026",
        "107.03.2026",
        "26-03-07",
        "07.O3.2026",
        "I7.03.2026 07.03.2026 07.03.2026",
    ],
)
def test_a_day_is_written_and_misread_in_many_ways(text: str) -> None:
    assert days_in(text)[0] == DAY


@pytest.mark.parametrize(
    ("name", "month"),
    [("siječnja", 1), ("veljače", 2), ("travnja", 4), ("svibnja", 5), ("lipnja", 6), ("srpnja", 7), ("kolovoza", 8)],
)
def test_months_have_croatian_names(name: str, month: int) -> None:
    assert days_in(f"5. {name} 2025.") == [dt.date(2025, month, 5)]


@pytest.mark.parametrize(
    "text", ["12.03.2013", "24.11.2026", "31.02.2026", "5. brumaire 2025", "12,50", "45/13/2025", "07/03/201", ""]
)
def test_days_long_ago_in_the_future_and_never_are_none(text: str) -> None:
    assert days_in(text) == []


def test_tomorrow_is_a_day_of_a_till_abroad() -> None:
    assert days_in("23.11.2026") == [dt.date(2026, 11, 23)]


@pytest.mark.parametrize(("is_day_first", "expected"), [(True, dt.date(2026, 3, 4)), (False, dt.date(2026, 4, 3))])
def test_an_ambiguous_day_is_read_as_in_the_country(is_day_first: bool, expected: dt.date) -> None:  # noqa: FBT001
    assert days_in("04/03/2026", is_day_first=is_day_first) == [expected]


@pytest.mark.parametrize("is_day_first", [True, False])
def test_what_can_be_one_day_alone_is_that(is_day_first: bool) -> None:  # noqa: FBT001
    expected = [dt.date(2026, 3, 24)]
    assert days_in("24/03/2026", is_day_first=is_day_first) == expected
    assert days_in("03/24/2026", is_day_first=is_day_first) == expected
    assert days_in("2026-03-24", is_day_first=is_day_first) == expected


def test_the_day_of_the_purchase_is_named_or_has_a_time() -> None:
    assert days_in("Rok plaćanja: 20.03.2026\nDatum: 07.03.2026")[0] == DAY
    assert days_in("01.03.2026\n07.03.2026 14:32")[0] == DAY
    assert days_in("Tel 01.03.2026\nVrijeme 07.03.2026")[0] == DAY


def test_of_days_that_stand_alike_the_most_frequent_counts() -> None:
    assert days_in("05.03.2026\n07.03.2026\n07.03.2026") == [DAY, dt.date(2026, 3, 5)]


@given(st.dates(dt.date(2015, 1, 1), TODAY))
def test_every_day_comes_back(day: dt.date) -> None:
    assert days_in(f"Datum: {day.day:02}.{day.month:02}.{day.year}.")[0] == day


@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    days_in(text)
