"""What people in the benchmark spend: rows, the same ones for the same day in every run. Pure."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, product
from typing import TYPE_CHECKING, TypeAlias

from app.core.periods import DateRange, Month
from app.core.text import search_key
from app.models.expense import merchant_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS = (
    *("user_id", "category_id", "amount_cents", "spent_on", "merchant", "merchant_key", "note", "search_text"),
    *("created_at", "updated_at"),
)
Row: TypeAlias = tuple[int, int, int, str, str, str, str, str, str, str]

COMMON_WORD, RARE_WORD = "kroasan", "rođendan"  # what the text search looks for: in one of 20 notes, in one of 1,000
_NOTES = {"": 800, "dogovor na poslu": 149, f"kava i {COMMON_WORD}": 50, f"poklon za {RARE_WORD}": 1}
_STREETS = ("Ilica", "Trešnjevka", "Dubrava", "Maksimir", "Črnomerec", "Jarun", "Špansko", "Sesvete")
_SHOPS = ("Konzum", "Pekara Mlinar", "Ljekarna", "Kavana", "Tržnica", "Knjižara")
# What is paid once a month, with its cents, in the last two years.
_SUBSCRIPTIONS = (("Stanarina", 65_000), ("Optički internet", 2_990), ("Glazba", 1_099))
_MONTHS_OF_SUBSCRIPTIONS = 24
_YEARS = 10
_LARGEST_CENTS = 20_000
# Months with an exact number of the measured user's expenses: how many, and how many months ago.
_EXACT_MONTHS = {100: 2, 1_000: 1}
_EXACT_MONTHS_SHARE = 4  # a month holds at most this part of a person's expenses


@dataclass(frozen=True)
class Size:
    """How large a data set is: `expenses` of everybody, `own` of the measured user."""

    expenses: int
    own: int

    @property
    def name(self) -> str:
        return f"{self.expenses:,}"


@dataclass(frozen=True)
class Person:
    """Somebody who spends money on some categories."""

    user_id: int
    category_ids: tuple[int, ...]


@dataclass(frozen=True)
class _Text:
    merchant: str
    merchant_key: str
    note: str
    search_text: str

    @classmethod
    def of(cls, merchant: str, note: str = "") -> _Text:
        """Fill the keys as the model of an expense does."""
        return cls(merchant, merchant_key(merchant), note, search_key(f"{merchant} {note}"))


@dataclass(frozen=True)
class Spending:
    """Everybody's expenses of ten years up to a day; the first of the people is the measured user."""

    size: Size
    today: dt.date

    @cached_property
    def days(self) -> list[dt.date]:
        return list(DateRange(self.today.replace(year=self.today.year - _YEARS, day=1), self.today + dt.timedelta(1)))

    @cached_property
    def exact_months(self) -> dict[int, Month]:
        """The months of which the measured user's number of expenses is known, as far as there are enough of them."""
        this_month = Month.containing(self.today)
        fitting = (count for count in _EXACT_MONTHS if count * _EXACT_MONTHS_SHARE <= self.size.own)
        return {count: this_month.shifted(-_EXACT_MONTHS[count]) for count in fitting}

    def rows(self, people: Sequence[Person]) -> Iterator[Row]:
        """Yield all rows, oldest first, those of one day in no order of people, as they would be entered."""
        rng = random.Random(self.size.expenses)  # noqa: S311 - no secret depends on it
        own, others = people[0], people[1:]
        writer = _Writer(rng, own, self.today)
        own_counts = Counter(self._own_days(rng, len(own.category_ids)))
        rest = self.size.expenses - self.size.own
        for place, day in enumerate(self.days):
            count = rest * (place + 1) // len(self.days) - rest * place // len(self.days)
            spenders = [own] * own_counts[day] + rng.choices(others, k=count)
            rng.shuffle(spenders)
            yield from writer.write_day(day, spenders)

    def _own_days(self, rng: random.Random, category_count: int) -> list[dt.date]:
        """Return the days of the measured user's expenses: today one of each category, so that all sets look alike."""
        days = [self.today] * category_count
        for count, month in self.exact_months.items():
            days += rng.choices(list(month.days), k=count)
        exact = {day for month in self.exact_months.values() for day in month.days}
        free = [day for day in self.days if day not in exact]
        return days + rng.choices(free, k=self.size.own - len(days))


class _Writer:
    """Turns days and spenders into rows."""

    def __init__(self, rng: random.Random, own: Person, today: dt.date) -> None:
        places = [f"{shop} {street}" for shop, street in product(_SHOPS, _STREETS)]
        self._texts = {note: [_Text.of(place, note) for place in places] for note in _NOTES}
        self._notes = rng.choices(list(_NOTES), list(_NOTES.values()), k=10_007)
        self._rng, self._own = rng, own
        self._own_categories, self._note = cycle(own.category_ids), cycle(self._notes)
        self._subscribed_since = Month.containing(today).shifted(-_MONTHS_OF_SUBSCRIPTIONS).begin
        self._paid: Counter[Month] = Counter()

    def write_day(self, day: dt.date, spenders: Sequence[Person]) -> Iterator[Row]:
        written, moment = day.isoformat(), f"{day.isoformat()} 12:00:00.000000"
        for person in spenders:
            is_own = person is self._own
            category_id = next(self._own_categories) if is_own else self._rng.choice(person.category_ids)
            text, cents = self._purchase()
            if is_own and day >= self._subscribed_since:
                text, cents = self._subscription(day) or (text, cents)
            yield (
                *(person.user_id, category_id, cents, written),
                *(text.merchant, text.merchant_key, text.note, text.search_text),
                *(moment, moment),
            )

    def _purchase(self) -> tuple[_Text, int]:
        choices = self._texts[next(self._note)]
        return choices[int(self._rng.random() * len(choices))], 1 + int(self._rng.random() * _LARGEST_CENTS)

    def _subscription(self, day: dt.date) -> tuple[_Text, int] | None:
        """Return what is due first in a month, until all of it is paid."""
        month = Month.containing(day)
        if self._paid[month] == len(_SUBSCRIPTIONS):
            return None
        merchant, cents = _SUBSCRIPTIONS[self._paid[month]]
        self._paid[month] += 1
        return _Text.of(merchant), cents
