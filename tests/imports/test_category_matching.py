from __future__ import annotations

import datetime as dt

import pytest

from app.imports.category_matching import CategoryPlan, NameUse, Own, count_names, propose
from app.imports.records import ForeignRow

FOOD, FUN = Own(1, "Food"), Own(2, "Šetnje")
OWN = [FOOD, FUN]


def row(category: str, merchant: str = "") -> ForeignRow:
    return ForeignRow(1, dt.date(2026, 11, 7), 100, category=category, merchant=merchant)


def proposed(name: str, remembered: dict[str, str] | None = None, **by_merchant: int) -> str:
    counts = {int(number.removeprefix("_")): count for number, count in by_merchant.items()}
    return propose(NameUse(name, 9, counts), OWN, remembered or {}, fallback="Food")


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("Food", "own:1"),
        ("FOOD", "own:1"),
        ("setnje", "own:2"),
        ("Life > Food", "own:1"),
        ("Life: Food", "own:1"),
        ("Hobby", "new"),
    ],
)
def test_a_name_goes_to_the_own_category_that_has_it(name: str, choice: str) -> None:
    assert proposed(name) == choice


def test_what_was_said_before_comes_first() -> None:
    assert proposed("Food", {"Food": "own:2"}) == "own:2"
    assert proposed("Food", {"Food": "skip"}) == "skip"


def test_what_was_said_of_a_category_that_is_gone_does_not_count() -> None:
    assert proposed("Hobby", {"Hobby": "own:99"}) == "new"


def test_merchants_say_where_an_unknown_name_goes() -> None:
    assert proposed("Supermarket", _1=5, _2=1) == "own:1"


def test_few_or_divided_merchants_say_nothing() -> None:
    assert proposed("Supermarket", _1=1) == "new"
    assert proposed("Supermarket", _1=2, _2=2) == "new"


def test_rows_without_a_category_go_to_the_category_for_the_rest() -> None:
    assert proposed("", _2=9) == "own:1"


def test_names_are_counted_with_the_merchants_that_are_known() -> None:
    rows = [row("A", "Konzum"), row("A"), row("B", "Konzum"), row("")]
    uses = count_names(rows, {"Konzum": "konzum", "": ""}, {"konzum": 1})
    assert [(use.name, use.count, dict(use.by_merchant)) for use in uses] == [
        ("A", 2, {1: 1}),
        ("B", 1, {1: 1}),
        ("", 1, {}),
    ]


def test_a_plan_knows_where_each_row_goes() -> None:
    choices = {"A": "own:7", "B": "skip", "C": "new", "": "own:9"}
    plan = CategoryPlan(choices, {"konzum": 1}, {"Konzum": "konzum", "": ""}, "Other")
    targets = [plan.target_of(row(name)) for name in ("A", "B", "C", "")]
    assert targets == [7, None, "C", 9]
    assert plan.target_of(row("", "Konzum")) == 1
    assert plan.is_skipped(row("B"))


def test_a_name_that_is_too_long_is_cut() -> None:
    plan = CategoryPlan({}, {}, {"": ""}, "Other")
    assert plan.target_of(row("x" * 60)) == "x" * 50
    assert plan.target_of(row("")) == "Other"
