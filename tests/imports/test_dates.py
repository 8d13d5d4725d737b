from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.dates import date_parser, day_of_instant, guess_date_orders
from app.imports.records import DateOrder, Fault

SEVENTH = dt.date(2026, 3, 7)
ZAGREB = "Europe/Zagreb"
days = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-07", "2026-3-7", "2026/03/07", "2026/3/7", "2026.03.07", "20260307", " 2026-03-07 "),
        *("07.03.2026", "7.3.2026.", "7. 3. 2026.", "07/03/2026", "07-03-2026", "7.3.26", "7/3'26"),
        *("2026-03-07 23:59:59", "2026-03-07 12:34:56.000", "07.03.2026 14:33", "2026-03-07T00:00", "7/3/2026 4:52 PM"),
        *("7 Mar 2026", "07-Mar-2026", "7. March 2026", "Mar 7, 2026", "March 7 2026, 4:52 AM"),
    ],
)
def test_a_day_is_read_in_many_spellings(text: str) -> None:
    assert date_parser(DateOrder.DMY, ZAGREB)(text) == SEVENTH


def test_the_order_decides_where_both_fit() -> None:
    assert date_parser(DateOrder.MDY, ZAGREB)("3/7/2026") == SEVENTH
    assert date_parser(DateOrder.DMY, ZAGREB)("7/3/2026") == SEVENTH


@pytest.mark.parametrize(
    "text",
    ["2026-03-06T23:30:00Z", "2026-03-07T00:30:00+01:00", "2026-03-06T18:30:00-0500", "2026-03-07 02:00:00.123 +02:00"],
)
def test_an_instant_becomes_the_day_of_the_account(text: str) -> None:
    assert date_parser(DateOrder.YMD, ZAGREB)(text) == SEVENTH


@pytest.mark.parametrize("text", ["", "   "])
def test_no_date_is_told(text: str) -> None:
    assert date_parser(DateOrder.YMD, ZAGREB)(text) is Fault.NO_DATE


@pytest.mark.parametrize(
    "text",
    [
        *("yesterday", "2026-02-30", "2026-13-01", "2026-03", "7 Foo 2026", "32.1.2026", "0.1.2026", "2026-03/07"),
        *("20261301", "2026-03-07T25:00:00Z", "2026-03-07T10:00:00+99:99", "9" * 50, "2026-03-07" + " " * 50 + "x"),
    ],
)
def test_what_is_no_date_is_told(text: str) -> None:
    assert date_parser(DateOrder.DMY, ZAGREB)(text) is Fault.BAD_DATE


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_days_of_other_ages_are_told(text: str) -> None:
    assert date_parser(DateOrder.DMY, ZAGREB)(text) is Fault.DAY_OUT_OF_RANGE


@given(days)
def test_every_day_is_read_in_each_order(day: dt.date) -> None:
    assert date_parser(DateOrder.DMY, ZAGREB)(f"{day.day}.{day.month}.{day.year}.") == day
    assert date_parser(DateOrder.MDY, ZAGREB)(f"{day.month}/{day.day}/{day.year}") == day
    assert date_parser(DateOrder.YMD, ZAGREB)(day.isoformat()) == day


@given(st.text(max_size=45), st.sampled_from(DateOrder))
def test_no_text_is_an_error(text: str, order: DateOrder) -> None:
    assert isinstance(date_parser(order, ZAGREB)(text), dt.date | Fault)


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["2026-03-07", "2026-12-31"], [DateOrder.YMD]),
        ([], [DateOrder.YMD]),
        (["nonsense"], [DateOrder.YMD]),
        (["7.3.2026"], [DateOrder.DMY]),
        (["3/7/2026", "13/3/2026"], [DateOrder.DMY]),
        (["3/7/2026", "3/13/2026"], [DateOrder.MDY]),
        (["3/7/2026", "12/12/2026"], [DateOrder.DMY, DateOrder.MDY]),
        (["12-11-2026"], [DateOrder.DMY, DateOrder.MDY]),
    ],
)
def test_the_order_is_guessed_from_all_dates(texts: list[str], orders: list[DateOrder]) -> None:
    assert list(guess_date_orders(texts)) == orders


def test_an_instant_in_seconds_becomes_the_day_of_the_account() -> None:
    assert day_of_instant(1_772_839_800, ZAGREB) == SEVENTH  # 23:30 UTC, the day before
    assert day_of_instant(-(10**11), ZAGREB) is Fault.DAY_OUT_OF_RANGE
    assert day_of_instant(10**30, ZAGREB) is Fault.DAY_OUT_OF_RANGE
