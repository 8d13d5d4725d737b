"""The name of the merchant, at the top of a receipt. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.text import strip_control_characters, tidy_line
from app.reading.rules.amounts import find_amounts
from app.reading.rules.letters import plain
from app.reading.rules.merchant_words import (
    BEGINS_AS_TRADE,
    DOO,
    EDGES,
    GOES_ON,
    IS_UNFINISHED,
    LEGAL_END,
    LEGAL_FORM,
    MOMENT,
    NO_NAME,
    NO_PART,
    NUMBER,
    ODD_CASE,
    POSTAL_CODE,
    TRADE_ROW,
)
from app.reading.rules.rows import median_height

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from app.reading.rules.rows import Row

MERCHANT_MAX_LENGTH = 100  # as of an expense
_TOP_ROWS = 14
_MIN_LETTERS = 3
_FEW_LETTERS = 6
_MANY_CHARACTERS = 48
_SURE, _UNSURE = 0.85, 0.75  # scores of the engine
_SAME_HEIGHT = (0.75, 1.35)
_MAX_LEADING = 2.2  # heights from a row to the next one of the same name


@dataclass(frozen=True)
class ScoredMerchant:
    """A name that may be the merchant's."""

    name: str
    score: float


@dataclass(frozen=True)
class _Head:
    """A row at the top of a receipt."""

    row: Row
    name: str  # the row's text without a company's number

    @cached_property
    def plain_name(self) -> str:
        return plain(self.name)

    @cached_property
    def is_no_name(self) -> bool:
        return bool(NO_NAME.search(self.plain_name))

    @property
    def letter_count(self) -> int:
        return _count_letters(self.name)

    @property
    def opened(self) -> int:
        """How many parentheses are open at its end."""
        return self.name.count("(") - self.name.count(")")


def find_merchants(rows: Sequence[Row]) -> list[ScoredMerchant]:
    """Return the names at the top of a page, the likeliest first."""
    heads = [_Head(row, _clean(row.text)) for row in rows[:_TOP_ROWS]]
    height = median_height(rows)
    found = []
    for place, head in enumerate(heads):
        name = _join(heads[: place + 1])
        if _count_letters(name) >= _MIN_LETTERS:
            found.append(ScoredMerchant(_tidy(name), round(_score(name, head, place, height), 2)))
    return sorted(found, key=lambda merchant: -merchant.score)


def _clean(text: str) -> str:
    return NUMBER.sub("", NO_PART.sub("", text.strip())).strip(EDGES)


def _tidy(name: str) -> str:
    """Return a name on one line, its legal form with all points and without the zeros of `d.0.0`."""
    line = tidy_line(strip_control_characters(LEGAL_END.sub(r"\g<0>.", DOO.sub(_write_doo, name))))
    return line[:MERCHANT_MAX_LENGTH].strip()


def _write_doo(match: re.Match[str]) -> str:
    return match[0].replace("0", "O" if match[0].startswith("D") else "o")


def _join(heads: Sequence[_Head]) -> str:
    """Return the name in the last row, with the rows above where it begins there."""
    last = heads[-1]
    if len(heads) == 1:
        return last.name
    above = heads[-2]
    goes_on = GOES_ON.match(plain(last.row.text.strip())) or IS_UNFINISHED.search(above.plain_name)
    if goes_on and above.letter_count >= _MIN_LETTERS and not above.is_no_name:
        return f"{above.name} {last.name}"
    if above.is_no_name or above.letter_count <= _MIN_LETTERS or not _look_alike(above.row, last.row):
        return last.name
    return _join_alike(heads)


def _join_alike(heads: Sequence[_Head]) -> str:
    """Join rows that look alike, where parentheses or a trade's word alone say that they are one name."""
    *earlier, above, last = heads
    before = earlier[-1] if earlier else None
    if before and last.opened < 0 and "(" not in above.name and before.opened > 0:
        return f"{before.name} {above.name} {last.name}"
    if not (above.opened > 0 > last.opened or _is_trade_of(above, last)):
        return last.name
    is_third = before and not before.is_no_name and BEGINS_AS_TRADE.match(above.plain_name)
    return " ".join(head.name for head in ([before] if before and is_third else []) + [above, last])


def _is_trade_of(above: _Head, last: _Head) -> bool:
    return bool(TRADE_ROW.match(last.plain_name)) and not LEGAL_FORM.search(above.plain_name)


def _look_alike(above: Row, row: Row) -> bool:
    is_near = row.y - above.y < _MAX_LEADING * row.height
    return is_near and _SAME_HEIGHT[0] < row.height / above.height < _SAME_HEIGHT[1]


def _score(name: str, head: _Head, place: int, height: float) -> float:
    is_joined = name != head.name
    points = 3.0 - 0.42 * (place - is_joined) + 0.8 * is_joined
    points += min(1.4, max(0.0, head.row.height / height - 1) * 1.6)
    return points + _score_words(name, head.row.text) + _score_letters(name) + _score_certainty(name, head.row.score)


def _score_words(name: str, text: str) -> float:
    """Return the points for what the words say, of the name and of the row that it ends in."""
    plain_name = plain(name)
    has_legal_form = bool(LEGAL_FORM.search(plain_name))
    points = 2.6 * has_legal_form
    if NO_NAME.search(plain_name) or NO_NAME.search(plain(text)):
        points -= 1.2 if has_legal_form else 3.0
    points -= 1.5 * bool(POSTAL_CODE.search(plain_name)) + 3.0 * bool(find_amounts(text))
    return points - 2.0 * bool(MOMENT.search(text))


def _score_letters(name: str) -> float:
    letter_count, digit_count = _count_letters(name), sum(map(str.isdigit, name))
    points = -2.0 * (digit_count > 0.4 * (letter_count + digit_count)) - 1.5 * (name.count("(") != name.count(")"))
    return points - 1.2 * (letter_count < _FEW_LETTERS) - 1.0 * (len(name) > _MANY_CHARACTERS)


def _score_certainty(name: str, score: float) -> float:
    points = -1.5 * (name == name.lower() or bool(ODD_CASE.search(name)))
    return points - (0.0 if score >= _SURE else 0.7 if score >= _UNSURE else 1.5)


def _count_letters(text: str) -> int:
    return sum(map(str.isalpha, text))
