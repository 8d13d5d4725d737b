from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace

import pytest

from app.imports.identity import Identity
from app.imports.records import ForeignRow, Kind
from app.models.import_key import KEY_MAX_LENGTH

COFFEE = ForeignRow(2, dt.date(2026, 11, 7), 220, merchant="Kavana", note="with Ivo")
SEEDS = range(25)


def keys_of(*rows: ForeignRow, source: str = "csv") -> list[str]:
    identity = Identity(source, "EUR")
    return [identity.key_of(row) for row in rows]


def random_rows(seed: int) -> list[ForeignRow]:
    """Rows of few days, amounts and texts, so that many of them are equal."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    return [
        ForeignRow(
            line,
            dt.date(2026, 11, chance.randint(1, 3)),
            chance.choice([100, 220]),
            chance.choice([Kind.EXPENSE, Kind.INCOME]),
            merchant=chance.choice(["Kavana", "Šećer", ""]),
            external_id=chance.choice(["", f"id-{line}"]),
        )
        for line in range(chance.randint(1, 60))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_row_of_a_file_has_a_key_of_its_own(seed: int) -> None:
    keys = keys_of(*random_rows(seed))
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    rows = random_rows(seed)
    shuffled = sorted(rows, key=lambda row: hash((row, seed)))
    assert set(keys_of(*shuffled)) == set(keys_of(*rows))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_longer_file_that_overlaps_adds_keys_and_changes_none(seed: int) -> None:
    rows = random_rows(seed)
    begin = rows[: len(rows) // 2]
    assert set(keys_of(*begin)) <= set(keys_of(*rows))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_has_as_many_new_rows_as_are_missing(seed: int) -> None:
    rows = random_rows(seed)
    part = sorted(rows, key=lambda row: hash((row, seed)))[: len(rows) // 2]
    missing = Counter(keys_of(*rows)) - Counter(keys_of(*part))
    assert missing.total() == len(rows) - len(part)


def test_two_equal_coffees_of_a_day_stay_two() -> None:
    assert len(set(keys_of(COFFEE, replace(COFFEE, line=3)))) == 2


def test_case_diacritics_and_spaces_make_no_difference() -> None:
    assert keys_of(COFFEE) == keys_of(replace(COFFEE, merchant="KAVANA ", note="With  Ivo"))


def test_the_currency_of_the_account_and_none_are_the_same() -> None:
    assert keys_of(COFFEE) == keys_of(replace(COFFEE, currency="EUR"))


@pytest.mark.parametrize(
    "other",
    [
        replace(COFFEE, spent_on=dt.date(2026, 11, 8)),
        replace(COFFEE, amount_cents=221),
        replace(COFFEE, note=""),
        replace(COFFEE, currency="USD"),
        replace(COFFEE, kind=Kind.INCOME),
    ],
)
def test_what_differs_has_another_key(other: ForeignRow) -> None:
    assert keys_of(COFFEE) != keys_of(other)


def test_a_number_of_the_source_is_the_key() -> None:
    assert keys_of(replace(COFFEE, external_id="4711"), source="firefly") == ["firefly:4711"]


def test_programs_do_not_share_keys() -> None:
    assert keys_of(COFFEE, source="mint") != keys_of(COFFEE, source="ynab")


def test_a_long_number_fits_the_column() -> None:
    keys = keys_of(replace(COFFEE, external_id="x" * 500), replace(COFFEE, external_id="x" * 501), source="y" * 40)
    assert len(set(keys)) == 2
    assert max(map(len, keys)) <= KEY_MAX_LENGTH
