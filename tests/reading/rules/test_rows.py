from __future__ import annotations

import pytest

from app.reading.lines import Line
from app.reading.rules.rows import find_rows, median_height
from tests.reading.pages import rows_of

RECEIPT = """
KONZUM plus d.o.o.
Mlijeko 1L           1,49
Kruh bijeli 500g     2,30
UKUPNO EUR           3,79
"""
TEXTS = ["KONZUM plus d.o.o.", "Mlijeko 1L  1,49", "Kruh bijeli 500g  2,30", "UKUPNO EUR  3,79"]


@pytest.mark.parametrize("degrees", [0, -8, -3, 3, 8, 20])
def test_what_stands_beside_each_other_is_a_row_at_any_angle(degrees: float) -> None:
    assert [row.text for row in rows_of(RECEIPT, degrees=degrees)] == TEXTS


def test_pieces_that_overlap_are_no_row() -> None:
    one = Line(((0, 0), (100, 0), (100, 20), (0, 20)), "one", 1.0)
    other = Line(((50, 5), (150, 5), (150, 25), (50, 25)), "other", 1.0)
    assert [row.text for row in find_rows([one, other])] == ["one", "other"]


def test_pieces_without_text_are_left_out() -> None:
    assert find_rows([Line(((0, 0), (9, 0), (9, 9), (0, 9)), " ", 0.9)]) == []
    assert find_rows([]) == []


def test_a_row_knows_its_height_and_certainty() -> None:
    rows = rows_of("#UKUPNO  3,79\nHvala", score=0.9)
    assert [round(row.height) for row in rows] == [40, 20]
    assert rows[0].score == pytest.approx(0.9)
    assert (median_height(rows), median_height([])) == (40, 1.0)
