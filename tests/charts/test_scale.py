from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.scale import Scale, push_apart
from tests.support.charts import CROATIAN


@given(places=st.lists(st.floats(0, 1), max_size=5))
def test_places_are_pushed_apart_and_stay_in_order(places: list[float]) -> None:
    moved = push_apart(places, 0.2)
    order = sorted(range(len(places)), key=places.__getitem__)
    for lower, upper in pairwise(order):
        assert moved[upper] - moved[lower] >= 0.2 - 1e-9
    assert all(-1e-9 <= place <= 1 for place in moved)


@pytest.mark.parametrize(("places", "moved"), [([], []), ([0.5], [0.5]), ([0.9, 0.95], [0.8, 1]), ([1, 1], [0.8, 1])])
def test_places_near_the_top_are_pushed_down(places: list[float], moved: list[float]) -> None:
    assert push_apart(places, 0.2) == pytest.approx(moved)


@pytest.mark.parametrize("cents", [-50, -1, 0, 1, 50, 99, 150])
def test_a_scale_of_few_cents_has_height(cents: int) -> None:
    scale = Scale.spanning([cents], CROATIAN)
    assert scale.ticks_cents[0] <= min(0, cents) < scale.ticks_cents[-1]
