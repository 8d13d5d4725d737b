from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import replace

import pytest
from PIL import Image

from app.demo.drawings import draw_receipt
from app.demo.habits import MONTHLY, ON_THE_COAST, WEEKLY, Kind
from app.demo.receipt_texts import COLUMNS, split_into_items, write_receipt
from app.demo.spending import DemoExpense

BREAD = DemoExpense(dt.date(2026, 11, 20), 12_50, Kind.GROCERIES, "Pekara Klasje", has_receipt=True)
MERCHANTS = sorted({merchant for habit in (*WEEKLY, *MONTHLY, *ON_THE_COAST) for merchant in habit.merchants})


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - tests must be repeatable


@pytest.mark.parametrize("total_cents", [8, 99, 6_00, 12_50, 47_83, 105_99, 1_000_00])
def test_items_add_up_to_the_total(total_cents: int) -> None:
    for seed in range(50):
        prices = split_into_items(total_cents, seeded(seed))
        assert sum(prices) == total_cents
        assert 3 <= len(prices) <= 8
        assert min(prices) > 0


def test_a_round_total_is_made_of_round_prices() -> None:
    assert all(price % 10 == 0 for price in split_into_items(47_80, seeded(1)))


def test_every_line_fits_on_the_paper() -> None:
    for merchant in MERCHANTS:
        lines = write_receipt(replace(BREAD, merchant=merchant, amount_cents=1_005_49), seeded(1))
        assert max(len(line.text) for line in lines) <= COLUMNS, merchant


def test_the_total_stands_out_in_the_croatian_way() -> None:
    bold = [line.text for line in write_receipt(BREAD, seeded(1)) if line.is_bold]
    assert bold == ["UKUPNO EUR                 12,50"]


def test_a_receipt_is_a_photo_of_the_size_that_phones_send() -> None:
    content = draw_receipt(BREAD, seed=1)
    with Image.open(io.BytesIO(content)) as image:
        image.load()
    assert image.format == "JPEG"
    assert image.width == 700
    assert 1100 <= image.height <= 1500
    assert 60_000 <= len(content) <= 250_000


def test_the_same_expense_is_drawn_alike() -> None:
    assert draw_receipt(BREAD, seed=1) == draw_receipt(BREAD, seed=1)


def test_another_expense_or_seed_is_drawn_otherwise() -> None:
    other = replace(BREAD, amount_cents=12_51)
    assert len({draw_receipt(BREAD, seed=1), draw_receipt(BREAD, seed=2), draw_receipt(other, seed=1)}) == 3
