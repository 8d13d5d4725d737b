from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from app.imports.contents import Contents
from app.imports.preview import Fate, Known, Wishes, make_preview
from app.imports.records import Fault, ForeignRow, Kind, Unreadable

if TYPE_CHECKING:
    from app.imports.preview import Preview

DAY = dt.date(2026, 11, 7)
ROW = ForeignRow(2, DAY, 2345, merchant="Konzum")


def contents_of(*rows: ForeignRow, keys: str = "abcdefgh") -> Contents:
    return Contents(list(rows), list(keys[: len(rows)]))


def preview_of(*rows: ForeignRow, known: Known | None = None, skipped: str = "-") -> Preview:
    return make_preview(contents_of(*rows), known or Known(), lambda row: row.category == skipped)


def fates_of(preview: Preview) -> dict[int, str]:
    return {place: fate.value for fate, places in preview.places.items() for place in places}


def test_a_row_that_nobody_knows_is_new() -> None:
    assert fates_of(preview_of(ROW)) == {0: "new"}


def test_a_known_key_is_here_or_was_left_out() -> None:
    known = Known({"a": True, "b": False})
    assert fates_of(preview_of(ROW, ROW, ROW, known=known)) == {0: "here", 1: "left_out", 2: "new"}


def test_a_key_that_comes_twice_in_a_file_comes_in_once() -> None:
    preview = make_preview(contents_of(ROW, ROW, keys="aa"), Known(), lambda _row: False)
    assert fates_of(preview) == {0: "new", 1: "here"}


def test_what_is_no_expense_has_a_place_of_its_own() -> None:
    kinds = (Kind.INCOME, Kind.TRANSFER, Kind.PENDING, Kind.RECURRING)
    preview = preview_of(*(replace(ROW, kind=kind) for kind in kinds))
    assert fates_of(preview) == dict(enumerate(kind.value for kind in kinds))


def test_rows_of_an_unwanted_category_are_skipped() -> None:
    assert fates_of(preview_of(replace(ROW, category="Taxes"), skipped="Taxes")) == {0: "skipped"}


def test_what_was_typed_within_three_days_is_probably_the_same() -> None:
    for days, fate in ((0, "probably"), (3, "probably"), (-3, "probably"), (4, "new"), (-4, "new")):
        known = Known(typed={2345: [DAY + dt.timedelta(days)]})
        assert fates_of(preview_of(ROW, known=known)) == {0: fate}, days


def test_what_was_typed_once_stands_for_one_row() -> None:
    preview = preview_of(ROW, ROW, known=Known(typed={2345: [DAY]}))
    assert sorted(fates_of(preview).values()) == ["new", "probably"]


def test_the_nearest_of_what_was_typed_is_taken() -> None:
    later = replace(ROW, spent_on=DAY + dt.timedelta(4))
    known = Known(typed={2345: [DAY + dt.timedelta(1), DAY + dt.timedelta(5)]})
    assert fates_of(preview_of(ROW, later, known=known)) == {0: "probably", 1: "probably"}


def test_another_amount_is_another_expense() -> None:
    assert fates_of(preview_of(ROW, known=Known(typed={2346: [DAY]}))) == {0: "new"}


def test_lines_that_cannot_be_read_are_counted() -> None:
    contents = contents_of(ROW)
    contents.unreadable.append(Unreadable(3, Fault.NO_DATE))
    contents.other_currency.append(Unreadable(4, Fault.OTHER_CURRENCY))
    preview = make_preview(contents, Known(), lambda _row: False)
    assert [preview.count(Fate(name)) for name in ("new", "unreadable", "other_currency")] == [1, 1, 1]


def test_as_it_stands_what_is_new_comes_in_and_what_is_doubtful_stays_away() -> None:
    preview = preview_of(ROW, replace(ROW, amount_cents=1), known=Known(typed={1: [DAY]}))
    assert (preview.wanted(Wishes()), preview.unwanted(Wishes())) == ([0], [1])


def test_a_tick_is_believed_where_it_was_shown() -> None:
    preview = preview_of(ROW, ROW, replace(ROW, amount_cents=1), known=Known(typed={1: [DAY]}))
    wishes = Wishes(shown=frozenset({0, 2}), ticked=frozenset({2}))
    assert (preview.wanted(wishes), preview.unwanted(wishes)) == ([1, 2], [0])


def test_money_in_and_what_was_left_out_come_when_they_are_asked_for() -> None:
    preview = preview_of(replace(ROW, kind=Kind.INCOME), ROW, known=Known({"b": False}))
    assert preview.wanted(Wishes()) == []
    assert preview.wanted(Wishes(refunds=True)) == [0]
    assert preview.wanted(Wishes(again=True)) == [1]


def test_money_in_is_not_kept_away() -> None:
    assert preview_of(replace(ROW, kind=Kind.INCOME)).unwanted(Wishes()) == []
