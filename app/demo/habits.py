"""What the person of the demo pays for, where and how often, in euro cents. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def N_(text: str) -> str:  # noqa: N802 - the name by which Babel collects what is translated later
    return text


class Kind(IntEnum):
    """What an expense was for; the value is its place among the starter categories."""

    GROCERIES, RESTAURANTS, HOUSING, BILLS, TRANSPORT, HEALTH, CLOTHES, FUN, GIFTS, OTHER = range(10)


@dataclass(frozen=True)
class Bill:
    """What is paid on one day of each month.

    It is `raised_cents` once prices have risen, plus heating in the cold, give or take the share `wobble`.
    """

    day: int
    category: Kind
    merchant: str
    cents: int
    note: str
    raised_cents: int = 0
    heating_cents: int = 0
    wobble: float = 0.0


@dataclass(frozen=True)
class Habit:
    """What is bought so many `times` a week, month or holiday, from the least to the most.

    `cents` are the lowest and highest price, before it gets one of the `endings`. In the calendar months of
    `extra_times` it is bought more often, for the reason of `extra_note`.
    """

    category: Kind
    merchants: tuple[str, ...]
    cents: tuple[int, int]
    times: tuple[int, int]
    weekdays: Sequence[int] = range(7)
    notes: tuple[str, ...] = ()
    endings: Sequence[int] = (99, 49, 90, 50)
    extra_times: Mapping[int, int] = field(default_factory=dict)
    extra_note: str = ""


# The heating of a month as a share of the coldest month's.
HEATING_BY_MONTH = {1: 1.0, 2: 0.9, 3: 0.6, 4: 0.3, 10: 0.3, 11: 0.7, 12: 0.95}
_WORKDAYS, _WEEKEND, _SATURDAY = range(5), (4, 5, 6), (5,)
_ANY, _ROUND = range(100), (0, 0, 50, 80)

BILLS = (
    Bill(1, Kind.HOUSING, "Najam stana Trešnjevka", 580_00, N_("rent"), raised_cents=630_00),
    Bill(2, Kind.TRANSPORT, "Gradski prijevoz", 39_80, N_("monthly pass")),
    Bill(5, Kind.FUN, "Filmoteka Oblak", 8_99, N_("streaming"), raised_cents=9_99),
    Bill(8, Kind.BILLS, "Internet Svjetlovod", 29_99, N_("internet")),
    Bill(11, Kind.BILLS, "Gradska elektra", 38_40, N_("electricity"), heating_cents=14_00, wobble=0.12),
    Bill(14, Kind.BILLS, "Toplana Sjever", 0, N_("heating"), heating_cents=92_00, wobble=0.1),
    Bill(15, Kind.BILLS, "Mobilna mreža Zvon", 17_50, N_("phone"), raised_cents=18_90),
    Bill(18, Kind.BILLS, "Vodoopskrba Medvednica", 21_60, N_("water and waste"), wobble=0.15),
)

_BIG_SHOPS = ("Samoposluga Kod Štefa", "Market Šestinka")
_SMALL_SHOPS = ("Tržnica Dolac", "Market Šestinka", "Mesnica Đuro", "Voćarna Šljiva")
_CAFES = ("Caffe bar Škrinja", "Kavana Ćuk")
_LUNCHES = ("Gableci Kod Žnidaršića", "Pizzeria Ćakula")
_DINNERS = ("Bistro Đurđica", "Restoran Šumski dvor", "Pivnica Žabac")
_COMPANY = (N_("dinner with Iva"), N_("birthday dinner"), N_("with colleagues"))
_FUEL = ("Benzinska postaja Lučko", "Crpka Kod mosta")
_CLOTHES = ("Butik Iglica", "Tekstil Nitić", "Cipele Šetač")
_GIFTS = ("Cvjećarnica Božur", "Igračke Čvorak", "Darovi Lavanda")
_CHECKS = ("Stomatološka ordinacija Zubić", "Optika Vidović")
_OUTINGS = ("Kino Luna", "Knjižara Slovo", "Kazalište Žar")
_ERRANDS = ("Frizerski salon Mirna", "Čistionica Snježna", "Željezarija Ključ")
_SALES, _CHRISTMAS, _FLU, _EXAMS = {1: 2, 7: 2}, {12: 5}, {2: 1}, {3: 1, 9: 1}

WEEKLY = (
    Habit(Kind.GROCERIES, _BIG_SHOPS, (48_00, 105_00), (1, 1), _SATURDAY, endings=_ANY),
    Habit(Kind.GROCERIES, _SMALL_SHOPS, (5_00, 24_00), (1, 2), _WORKDAYS, (N_("for the weekend"),), _ANY),
    Habit(Kind.GROCERIES, ("Pekara Klasje",), (1_00, 6_00), (0, 1), _WORKDAYS, endings=(20, 45, 60, 95)),
    Habit(Kind.RESTAURANTS, _CAFES, (2_00, 5_60), (0, 2), endings=(20, 60, 80, 0)),
)
MONTHLY = (
    Habit(Kind.RESTAURANTS, _LUNCHES, (7_50, 16_00), (1, 4), _WORKDAYS, (N_("lunch"),)),
    Habit(Kind.RESTAURANTS, _DINNERS, (19_00, 58_00), (1, 3), _WEEKEND, _COMPANY, _ROUND),
    Habit(Kind.TRANSPORT, _FUEL, (38_00, 72_00), (1, 2), endings=_ANY),
    Habit(Kind.TRANSPORT, ("Taksi Žurko", "Garaža Cvjetni"), (3_00, 14_00), (0, 2), endings=_ROUND),
    Habit(Kind.CLOTHES, _CLOTHES, (17_00, 84_00), (0, 1), extra_times=_SALES, extra_note=N_("seasonal sale")),
    Habit(Kind.GIFTS, _GIFTS, (12_00, 55_00), (0, 1), extra_times=_CHRISTMAS, extra_note=N_("Christmas")),
    Habit(Kind.HEALTH, ("Ljekarna Sveti Rok",), (5_00, 26_00), (0, 1), extra_times=_FLU, extra_note=N_("flu")),
    Habit(Kind.HEALTH, _CHECKS, (40_00, 90_00), (0, 0), _WORKDAYS, extra_times=_EXAMS, extra_note=N_("exam")),
    Habit(Kind.FUN, _OUTINGS, (6_00, 28_00), (1, 3), _WEEKEND),
    Habit(Kind.OTHER, _ERRANDS, (9_00, 45_00), (0, 2), _WORKDAYS),
)
ON_THE_COAST = (
    Habit(Kind.FUN, ("Apartman Galeb",), (610_00, 690_00), (1, 1), _SATURDAY, endings=_ROUND),
    Habit(Kind.FUN, ("Izleti Plava uvala",), (30_00, 45_00), (1, 1), notes=(N_("boat trip"),), endings=_ROUND),
    Habit(Kind.TRANSPORT, ("Cestarina", "Trajektna luka"), (18_00, 32_00), (2, 2), endings=_ROUND),
    Habit(Kind.TRANSPORT, ("Benzinska postaja Jadranka",), (60_00, 82_00), (1, 1), endings=_ANY),
    Habit(Kind.RESTAURANTS, ("Konoba Barba Šime", "Konoba Škoj"), (24_00, 69_00), (4, 6), endings=_ROUND),
    Habit(Kind.RESTAURANTS, ("Slastičarnica Žal", "Kavana Riva"), (3_00, 12_00), (4, 7), endings=_ROUND),
    Habit(Kind.GROCERIES, ("Market Uvala", "Ribarnica Srdela"), (8_00, 38_00), (3, 4), endings=_ANY),
)
# The most to spend in a month, in all and by kind, in cents: kept in most months.
LIMITS: Mapping[Kind | None, int] = {
    None: 1_650_00,
    Kind.GROCERIES: 420_00,
    Kind.RESTAURANTS: 120_00,
    Kind.FUN: 60_00,
}
