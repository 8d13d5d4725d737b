"""Write what stands on the till receipt of a demo expense. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.demo.habits import ON_THE_COAST, Kind

if TYPE_CHECKING:
    import random

    from app.demo.spending import DemoExpense

COLUMNS = 32  # characters
_MAX_ITEMS = 8
_ADDRESSES = ("Vlaška 14, Zagreb", "Ozaljska 93, Zagreb", "Maksimirska 51, Zagreb", "Savska cesta 7, Zagreb")
_COAST_ADDRESS = "Riva 12, Mali Lošinj"
_COAST_MERCHANTS = {merchant for habit in ON_THE_COAST for merchant in habit.merchants}
_MEAL_VAT_PERCENT, _VAT_PERCENT = 13, 25  # the Croatian rates for meals and for most goods
_CLERKS = ("Ana", "Đurđa", "Ivo", "Željka")

# What an item may be that costs up to so many cents.
_Goods = tuple[tuple[int, str], ...]
_MORE = 10**12
_GROCERIES: _Goods = (
    (2_00, "Mlijeko 1 l, Jogurt, Vrećica, Limun, Špageti 500 g, Sol, Kvasac, Riža, Pecivo, Češnjak"),
    (5_00, "Kruh kukuruzni, Jaja 10 kom, Jabuke, Svježi sir, Maslac 250 g, Rajčica, Čokolada, Kukuruz"),
    (9_00, "Kava mljevena, Piletina, Sir polutvrdi, Med cvjetni, Šunka, Čaj planinski, Deterdžent"),
    (15_00, "Maslinovo ulje 1 l, Goveđi odrezak, Pršut narezani, Prašak za rublje, Vino graševina"),
    (_MORE, "Janjetina, Pršut komad, Vino vrhunsko, Kućanski set, Riba svježa"),
)
_BAKERY: _Goods = ((_MORE, "Kifla, Burek sa sirom, Kruh raženi, Krafna, Štrudla, Pecivo, Slanac, Pogačica"),)
_FRUIT: _Goods = (
    (2_50, "Peršin, Mrkva, Limun, Krastavci, Zelena salata, Luk, Češnjak, Poriluk, Kelj"),
    (_MORE, "Jabuke, Rajčica, Krumpir, Šljive, Grožđe, Tikvice, Orasi, Med, Sir i vrhnje"),
)
_MEAT: _Goods = (
    (3_00, "Čvarci, Kosti za juhu, Slanina, Jetrica, Hrenovke, Pašteta"),
    (_MORE, "Ćevapi, Pileća prsa, Svinjski kare, Junetina, Kobasice, Mljeveno meso, Šunka"),
)
_FISH: _Goods = ((_MORE, "Srdela, Lignje, Dagnje, Brancin, Orada, Škampi, Oslić, Inćuni"),)
_CAFE: _Goods = ((_MORE, "Espresso, Kava s mlijekom, Čaj, Sok jabuka, Sladoled, Voda, Kolač, Limunada"),)
_PIZZA: _Goods = (
    (4_00, "Espresso, Sok jabuka, Mineralna voda, Pivo 0,3 l, Umak, Kruh"),
    (_MORE, "Pizza šunka, Pizza četiri sira, Lazanje, Zelena salata, Palačinke, Tiramisu"),
)
_KITCHEN: _Goods = (
    (3_50, "Espresso, Mineralna voda, Kruh, Čaj, Sok jabuka, Kuver, Ajvar"),
    (8_00, "Pivo točeno, Juha, Palačinke, Zelena salata, Štrukli, Kolač dana, Vino 0,2 l"),
    (16_00, "Ćevapi u lepinji, Punjene paprike, Rižoto, Gulaš, Lignje na žaru, Bečki odrezak"),
    (_MORE, "Biftek, Hobotnica, Brancin na žaru, Vino 0,75 l, Plata za dvoje"),
)
_SHOES: _Goods = (
    (9_00, "Vezice, Ulošci, Čarape, Pasta za cipele, Žlica za cipele, Četka"),
    (20_00, "Papuče, Šlape, Sprej za kožu, Torbica, Dječje tenisice, Espadrile"),
    (_MORE, "Cipele, Čizme, Tenisice, Sandale"),
)
_TEXTILES: _Goods = (
    (9_00, "Čarape, Rupčić, Gumice, Papirnata vrećica, Potkošulja, Kapa, Rukavice"),
    (20_00, "Majica kratki rukav, Pojas, Šal, Čarape 5 pari, Kratke hlače, Pidžama"),
    (_MORE, "Hlače, Košulja, Džemper, Jakna, Haljina"),
)
_GOODS_BY_SHOP = (
    dict.fromkeys(("Voćarna", "Tržnica"), _FRUIT)
    | dict.fromkeys(("Caffe", "Kavana", "Slastičarnica"), _CAFE)
    | dict.fromkeys(("Bistro", "Gableci", "Konoba", "Pivnica", "Restoran"), _KITCHEN)
    | dict.fromkeys(("Butik", "Tekstil"), _TEXTILES)
    | {"Cipele": _SHOES, "Mesnica": _MEAT, "Pekara": _BAKERY, "Pizzeria": _PIZZA, "Ribarnica": _FISH}
)


class PrintedLine(NamedTuple):
    """One line of a receipt, of at most COLUMNS characters."""

    text: str
    is_bold: bool = False


def write_receipt(expense: DemoExpense, rng: random.Random) -> list[PrintedLine]:
    """Return the lines between the merchant's name and the code; the items add up to the total."""
    rule = PrintedLine("-" * COLUMNS)
    items = [PrintedLine(_row(name, _amount(price))) for name, price in _choose_items(expense, rng)]
    return [*_header(expense, rng), rule, *items, rule, *_footer(expense, rng)]


def split_into_items(total_cents: int, rng: random.Random) -> list[int]:
    """Return the prices of three to eight items, in cents, that add up to a total of at least eight cents."""
    count = min(_MAX_ITEMS, rng.randint(3, 5) + total_cents // 20_00)
    ending = 9 if total_cents % 10 else 0  # a round total, as in restaurants, is made of round prices
    prices: list[int] = []
    for others in range(count - 1, 0, -1):
        rest = total_cents - sum(prices)
        price = int(rest / (others + 1) * rng.uniform(0.4, 1.5)) // 10 * 10 + ending
        prices.append(max(1, min(price, rest - others)))
    return [*prices, total_cents - sum(prices)]


def _choose_items(expense: DemoExpense, rng: random.Random) -> list[tuple[str, int]]:
    """Return names and prices in cents; no name stands twice as long as the shop has others."""
    goods = _GOODS_BY_SHOP.get(expense.merchant.split()[0], _GROCERIES)
    chosen: list[tuple[str, int]] = []
    for price in split_into_items(expense.amount_cents, rng):
        names = next(text.split(", ") for most, text in goods if price <= most)
        taken = {name for name, _ in chosen}
        chosen.append((rng.choice([name for name in names if name not in taken] or names), price))
    return chosen


def _header(expense: DemoExpense, rng: random.Random) -> list[PrintedLine]:
    merchant = expense.merchant
    address = _COAST_ADDRESS if merchant in _COAST_MERCHANTS else _ADDRESSES[len(merchant) % len(_ADDRESSES)]
    time = f"{rng.randint(8, 20)}:{rng.randrange(60):02}"
    return [
        PrintedLine(address.center(COLUMNS)),
        PrintedLine(""),
        PrintedLine(f"Račun br. {rng.randint(200, 9999)}/P1/{rng.randint(1, 4)}"),
        PrintedLine(_row(f"{expense.spent_on:%d.%m.%Y.}", time)),
        PrintedLine(f"Djelatnik: {rng.choice(_CLERKS)}"),
    ]


def _footer(expense: DemoExpense, rng: random.Random) -> list[PrintedLine]:
    total_cents = expense.amount_cents
    vat_percent = _MEAL_VAT_PERCENT if expense.category == Kind.RESTAURANTS else _VAT_PERCENT
    net_cents = round(total_cents * 100 / (100 + vat_percent))
    return [
        PrintedLine(_row("UKUPNO EUR", _amount(total_cents)), is_bold=True),
        PrintedLine(_row(rng.choice(("Gotovina", "Kartica")), _amount(total_cents))),
        PrintedLine(""),
        PrintedLine(_row(f"PDV {vat_percent}%  osn. {_amount(net_cents)}", _amount(total_cents - net_cents))),
        PrintedLine(f"ZKI {rng.randbytes(14).hex()}"),
        PrintedLine(""),
    ]


def _row(left: str, right: str) -> str:
    return left + right.rjust(COLUMNS - len(left))


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
