"""Every amount on a receipt, with what stands beside it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.reading.rules.amounts import find_amounts, find_broken_amounts, find_whole_amounts
from app.reading.rules.label_words import TAX_TABLE, Label
from app.reading.rules.labels import find_labels, main_label
from app.reading.rules.letters import letters, plain
from app.reading.rules.rows import median_height

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.reading.rules.amounts import Amount
    from app.reading.rules.rows import Piece, Row

TOTALS = frozenset({Label.TOTAL, Label.PAYABLE, Label.WITH_TAX, Label.ROUNDED})
_WHOLE = frozenset({Label.TOTAL, Label.PAYABLE, Label.WITH_TAX, Label.ROUNDED, Label.PAID})
_WORD = re.compile(r"[A-Za-z]{3}")
_RATE = re.compile(r"1\s?(EUR|€)\s?=|TECAJ|KONVERZ")
_RATES = frozenset({753, 75_345})  # 7,53450 kuna for a euro, as it is read
_TAX_WORDS = re.compile(r"GST|TAX|PDV|SRV|SERVICE")
_MAX_LEADING = 2.6  # from a row to the label above it, in heights
_TABLE_FROM = 0.3  # of all rows: where a table of taxes can begin
_CHANGE_FROM = 0.4
_ROUNDING_MAX_CENTS = 100
_ROUNDING_MAX_SHARE = 0.2  # of the largest total


@dataclass(frozen=True)
class Candidate:
    """An amount in its row.

    `place` is the number of the row, `height` that of its letters beside the page's median; `is_last` says that no
    other amount stands at the right, `is_in_table` that it stands below the head of a table of taxes, `is_after_change`
    that it stands below the change.
    """

    cents: int
    label: Label | None
    place: int
    height: float
    piece: Piece
    is_negative: bool
    is_last: bool
    is_tax_named: bool
    is_in_table: bool
    is_after_change: bool


def find_candidates(rows: Sequence[Row]) -> list[Candidate]:
    """Return all amounts of a page, from above."""
    found = list(_Page(rows).candidates())
    largest = max((one.cents for one in found if one.label in _WHOLE | {Label.SUBTOTAL}), default=0)
    return [_settle_rounding(candidate, largest) for candidate in found]


def _settle_rounding(candidate: Candidate, largest: int) -> Candidate:
    """Take a rounding that is too much for one as the rounded total."""
    is_too_much = candidate.cents > max(_ROUNDING_MAX_CENTS, _ROUNDING_MAX_SHARE * largest)
    return replace(candidate, label=Label.ROUNDED) if candidate.label is Label.ROUNDING and is_too_much else candidate


class _Page:
    """The rows of a page, and what is worked out once from all of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._labels = [find_labels(row.text) for row in rows]
        self._amounts = [find_amounts(row.text) for row in rows]
        self._height = median_height(rows)
        self._table = self._find_table()
        self._change = self._find_change()

    def candidates(self) -> Iterator[Candidate]:
        for place, row in enumerate(self._rows):
            amounts = self._amounts[place] or self._find_other_amounts(place)
            is_rate = bool(_RATE.search(plain(row.text)))
            for number, amount in enumerate(amounts):
                if not (is_rate and amount.cents in _RATES):
                    yield self._candidate(place, amounts, number)

    def _candidate(self, place: int, amounts: Sequence[Amount], number: int) -> Candidate:
        row, amount = self._rows[place], amounts[number]
        piece, height = _find_piece(row, amount.cents)
        return Candidate(
            cents=amount.cents,
            label=self._find_label(place, amounts, number),
            place=place,
            height=height / self._height,
            piece=piece,
            is_negative=amount.is_negative,
            is_last=number == len(amounts) - 1,
            is_tax_named=bool(_TAX_WORDS.search(letters(_text_before(row.text, amounts, number)))),
            is_in_table=self._table is not None and place >= self._table,
            is_after_change=self._change is not None and place > self._change,
        )

    def _find_other_amounts(self, place: int) -> list[Amount]:
        """Return amounts that were read badly, or have no decimals, in a row that says what it has."""
        text, labels = self._rows[place].text, self._labels[place]
        if labels & _WHOLE and Label.COUNT not in labels and (broken := find_broken_amounts(text)):
            return broken
        return find_whole_amounts(text) if labels & TOTALS else []

    def _find_label(self, place: int, amounts: Sequence[Amount], number: int) -> Label | None:
        """Return what is said of an amount: by the text left of it, else by its row, else by a neighbor."""
        before = _text_before(self._rows[place].text, amounts, number)
        label = main_label(find_labels(before))
        if label is None and number and not _WORD.search(before):
            label = main_label(self._labels[place])
        if label is None and not number and not _WORD.search(before):
            label = self._find_label_nearby(place, amounts)
        return Label.DISCOUNT if label is None and Label.DISCOUNT in self._labels[place] else label

    def _find_label_nearby(self, place: int, amounts: Sequence[Amount]) -> Label | None:
        """Return what is said right of the only amount of a row, or in a row above that has none."""
        behind = self._rows[place].text[amounts[0].end :]
        right = main_label(find_labels(behind)) if len(amounts) == 1 and _WORD.search(behind) else None
        if right is not None or place == 0 or self._amounts[place - 1]:
            return right
        row, above = self._rows[place], self._rows[place - 1]
        is_near = row.y - above.y < _MAX_LEADING * max(row.height, above.height)
        return main_label(self._labels[place - 1]) if is_near else None

    def _find_table(self) -> int | None:
        """Return the place of the head of a table of taxes."""
        start = _TABLE_FROM * len(self._rows)
        for place, row in enumerate(self._rows):
            has_head = any(head in letters(row.text) for head in TAX_TABLE)
            if place > start and has_head and not self._labels[place] & {Label.PAYABLE, Label.ROUNDED}:
                return place
        return None

    def _find_change(self) -> int | None:
        """Return the place of the row with the change."""
        start = _CHANGE_FROM * len(self._rows)
        rows = enumerate(zip(self._labels, self._amounts, strict=True))
        return next((place for place, (labels, own) in rows if Label.CHANGE in labels and (own or place > start)), None)


def _text_before(text: str, amounts: Sequence[Amount], number: int) -> str:
    """Return the text left of an amount, up to the one before it."""
    return text[amounts[number - 1].end if number else 0 : amounts[number].start]


def _find_piece(row: Row, cents: int) -> tuple[Piece, float]:
    """Return the tallest piece of a row that has the amount, and its height; else the last one, and the row's."""
    pieces = [piece for piece in row.pieces if any(amount.cents == cents for amount in find_amounts(piece.text))]
    if not pieces:
        return row.pieces[-1], row.height
    tallest = max(pieces, key=lambda piece: piece.height)
    return tallest, tallest.height
