from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS
from app.core.text import has_control_characters
from app.reading.codes.facts import CodeFacts
from app.reading.codes.reader import MAX_PAYLOAD_LENGTH, read_code, settle_total
from tests.reading.codes.payloads import (
    AUSTRIAN,
    DAY,
    GERMAN,
    KNOWN,
    MONTENEGRIN,
    PAYMENT_SLIP,
    PORTUGUESE,
    SPANISH,
    TRANSFER,
    croatian,
    serbian,
    slovenian,
)

NOON = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)


def total_of(payload: str) -> int | None:
    facts = read_code(payload)
    assert facts is not None
    return facts.total_cents


@pytest.mark.parametrize(("payload", "facts"), KNOWN.items(), ids=lambda value: getattr(value, "country", ""))
def test_each_family_says_what_it_has(payload: str, facts: CodeFacts) -> None:
    assert read_code(payload) == facts
    assert read_code(payload.encode()) == facts
    assert read_code(f" {payload}\r\n") == facts


@pytest.mark.parametrize(
    "amount", ["12,50", "12.50", "00000012,50", "12,50 EUR", "12,50%20EUR", "12%2C50", "12,5", "0012.50", "12,50€"]
)
def test_croatian_tills_write_an_amount_in_many_ways(amount: str) -> None:
    assert total_of(croatian(amount)) == 1250


@pytest.mark.parametrize(("amount", "cents"), [("1.234,50", 123_450), ("1,234.50", 123_450), ("-12,50", -1250)])
def test_croatian_amounts_may_have_groups_and_a_sign(amount: str, cents: int) -> None:
    assert total_of(croatian(amount)) == cents


@pytest.mark.parametrize("amount", ["1.234", "1,2,3", "12,505", "", "abc", "1e5", "٣", "0", "0,00", "9" * 15, "1 250"])
def test_a_croatian_amount_that_is_none_leaves_the_day(amount: str) -> None:
    facts = read_code(croatian(amount))
    assert facts == CodeFacts("HR", currency="EUR", spent_on=DAY)


def test_a_croatian_amount_without_a_mark_is_cents_unless_the_text_knows_better() -> None:
    facts = read_code(croatian("1250"))
    assert facts is not None
    assert facts == CodeFacts("HR", total_cents=1250, other_total_cents=125_000, currency="EUR", spent_on=DAY)
    assert settle_total(facts, ()) == 1250
    assert settle_total(facts, {125_000}) == 125_000
    assert settle_total(facts, {125_000, 1250}) == 1250
    assert settle_total(facts, {99}) == 1250


def test_a_total_with_a_mark_is_not_turned_by_the_text() -> None:
    facts = read_code(croatian("12,50"))
    assert facts is not None
    assert settle_total(facts, {125_000}) == 1250


@pytest.mark.parametrize(("moment", "currency"), [("20221231_2359", "HRK"), ("20230101_0000", "EUR")])
def test_croatia_paid_in_kuna_until_2022(moment: str, currency: str) -> None:
    facts = read_code(croatian("12,50", moment=moment))
    assert facts is not None
    assert facts.currency == currency


@pytest.mark.parametrize("moment", ["20261332_1432", "20260230_1432", "19990307_1432", "2026-03-07", "99990101_0000"])
def test_a_day_that_never_was_is_no_day(moment: str) -> None:
    facts = read_code(croatian("12,50", moment=moment))
    assert facts == CodeFacts("HR", total_cents=1250)


@pytest.mark.parametrize(
    ("payload", "cents"),
    [
        (serbian(125_050, NOON, transaction=1), -125_050),
        (PORTUGUESE.replace("D:FS", "D:NC"), -51_358),
        (SPANISH.replace("241.4", "-241.40"), -24_140),
        (AUSTRIAN.replace("13,80", "-13,80"), -1260),
    ],
)
def test_a_refund_is_negative(payload: str, cents: int) -> None:
    assert total_of(payload) == cents


def test_a_moment_far_ahead_is_no_day() -> None:
    facts = read_code(serbian(125_050, dt.datetime(2200, 1, 1, tzinfo=dt.UTC)))
    assert facts == CodeFacts("RS", total_cents=125_050, currency="RSD")


def test_german_amounts_may_have_groups() -> None:
    assert total_of(GERMAN.replace("4.05", "3,000.00")) == 300_300


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "https://example.com/",
        "https://porezna.gov.hr.example.com/rn?jir=a&datv=20260307_1432&izn=12,50",
        "https://example.com/?https://porezna.gov.hr/rn?jir=a&datv=20260307_1432&izn=12,50",
        croatian("12,50", mark="x=1"),
        "https://porezna.gov.hr/rn?" + "&".join(f"jir={number}" for number in range(40)),
        serbian(125_050, NOON, kind=1),
        serbian(125_050, NOON, kind=3),
        serbian(125_050, NOON)[:60],
        "https://suf.purs.gov.rs/v/?vl=%%%%",
        "https://suf.purs.gov.rs/v/?vl=" + "č" * 80,
        MONTENEGRIN.replace("prc", "price"),
        MONTENEGRIN.replace("tax.gov.me", "tax.gov.me.example.com"),
        PORTUGUESE.replace("*F:", "*f:"),
        GERMAN.replace("Beleg^", "AVTraining^"),
        GERMAN.replace("_0.00^", "^"),
        GERMAN.replace("2026-03-07T23:29:49.000Z", "yesterday"),
        GERMAN[:40],
        AUSTRIAN[:60],
        SPANISH.replace("fecha", "date"),
        slovenian()[:-1] + str((int(slovenian()[-1]) + 1) % 10),
        slovenian() + "0",
        PAYMENT_SLIP.replace("000000000012355", "00000000001235x"),
        PAYMENT_SLIP.replace("EUR", "XYZ"),
        PAYMENT_SLIP[:40],
        TRANSFER.replace("EUR12.3", "EUR1e9"),
        TRANSFER.replace("HR12", "1234"),
        "A" * (MAX_PAYLOAD_LENGTH + 1),
        croatian("12,50") + "&" + "x" * MAX_PAYLOAD_LENGTH,
    ],
)
def test_what_does_not_follow_a_form_says_nothing(payload: str) -> None:
    assert read_code(payload) is None


def test_a_transfer_may_leave_the_amount_to_the_payer() -> None:
    assert total_of(TRANSFER.replace("EUR12.3", "")) is None
    assert total_of(PAYMENT_SLIP.replace("000000000012355", "000000000000000")) is None


def test_a_payee_is_one_tidy_line() -> None:
    facts = read_code(TRANSFER.replace("Vodovod d.o.o.", "\u202e Vodo\tvod\x07  \u200b" + "x" * 200))
    assert facts is not None
    assert facts.payee is not None
    assert facts.payee.startswith("Vodo vod")
    assert len(facts.payee) <= 70
    assert not has_control_characters(facts.payee)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_read_without_an_error(payload: str | bytes) -> None:
    read_code(payload)


def damage(payload: str, start: int, length: int, other: str) -> str:
    """Cut a part out of a payload and put something else in its place."""
    start %= len(payload)
    return payload[:start] + other + payload[start + length :]


damaged = st.builds(
    damage, st.sampled_from(sorted(KNOWN)), st.integers(0, 1000), st.integers(0, 20), st.text(max_size=20)
)


@given(damaged)
def test_a_damaged_payload_is_read_without_an_error_and_within_bounds(payload: str) -> None:
    facts = read_code(payload)
    if facts is not None:
        assert facts.total_cents is None or 0 < abs(facts.total_cents) <= MAX_CENTS
        assert facts.spent_on is None or facts.spent_on.year in range(2005, 2100)
        assert facts.payee is None or not has_control_characters(facts.payee)


@given(st.integers(1, MAX_CENTS), st.sampled_from([",", "."]), st.dates(dt.date(2023, 1, 1), dt.date(2099, 12, 31)))
def test_every_croatian_total_and_day_come_back(cents: int, mark: str, day: dt.date) -> None:
    payload = croatian(f"{cents // 100}{mark}{cents % 100:02}", moment=f"{day:%Y%m%d}_1200")
    assert read_code(payload) == CodeFacts("HR", total_cents=cents, currency="EUR", spent_on=day)


@given(st.integers(1, MAX_CENTS), st.datetimes(dt.datetime(2022, 5, 1), dt.datetime(2095, 1, 1)))  # noqa: DTZ001
def test_every_serbian_total_comes_back(cents: int, moment: dt.datetime) -> None:
    assert total_of(serbian(cents, moment.replace(tzinfo=dt.UTC))) == cents
