from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.factories import TODAY

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

ALL = "/expenses/?month=all"
MERCHANTS = ["Šećer", "Konzum", "Ćevapi", "Đuro", "Refund"]


@pytest.fixture
def ledger(make: Factory, alice: User, charlie: User) -> User:
    """Alice's five expenses and one of Charlie's."""
    food, fun = make.category(alice, "Food").id, make.category(alice, "Fun").id
    sugar = {"merchant": "Šećer", "note": "100% cane", "spent_on": dt.date(2026, 11, 20)}
    make.receipt(make.expense(alice, 100, category_id=food, **sugar))
    make.expense(alice, 1000, category_id=food, merchant="Konzum", spent_on=dt.date(2026, 11, 19))
    grill = {"merchant": "Ćevapi", "note": "s Đurom\nu Žabcu", "spent_on": dt.date(2026, 11, 19)}
    make.receipt(make.expense(alice, 950, category_id=fun, **grill))
    make.expense(alice, 10000, category_id=fun, merchant="Đuro", note="a_b", spent_on=dt.date(2026, 11, 1))
    make.expense(alice, -500, category_id=fun, merchant="Refund", note="a\\b", spent_on=dt.date(2026, 10, 31))
    make.expense(charlie, 77700, merchant="Secret")
    return alice


def merchants(page: Page) -> set[str]:
    return set(page.texts(".row-title"))


def search(client: Client, text: str) -> Page:
    return client.page("/expenses/", query_string={"q": text})


def day_heads(page: Page) -> list[str]:
    """Return each day with its total."""
    pairs = zip(page.texts(".ledger .day-name"), page.texts("tbody .day-sum"), strict=True)
    return [" ".join(pair) for pair in pairs]


def count(page: Page) -> str:
    return page.texts(".found-head h2")[0]


@pytest.mark.usefixtures("ledger")
def test_the_newest_comes_first_and_nobody_elses(client: Client) -> None:
    page = client.page(ALL)
    assert page.texts(".row-title") == ["Šećer", "Ćevapi", "Konzum", "Đuro", "Refund"]
    assert (count(page), page.cents("list-total")) == ("5 expenses", 11550)
    assert page.texts("[data-testid=list-total]") == ["€115.50"]


@pytest.mark.usefixtures("ledger", "clock")
def test_a_day_has_a_heading_with_its_total(client: Client) -> None:
    assert day_heads(client.page(ALL)) == [
        "Friday €1.00",
        "Thursday €19.50",
        "Sun, Nov 1 €100.00",
        "Sat, Oct 31 −€5.00",  # noqa: RUF001
    ]


@pytest.mark.usefixtures("clock")
def test_the_list_speaks_croatian(guest: Client, make: Factory) -> None:
    ana = make.user("ana", language="hr")
    make.expense(ana, 123450, spent_on=dt.date(2026, 3, 7))
    page = guest.signed_in(ana).page(ALL)
    assert day_heads(page) == ["Sub, 7. 3. 1.234,50 €"]
    assert count(page) == "1 trošak"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Mon, Nov 23", "Today", "Yesterday", "Friday", "Monday", "Sun, Nov 15", "Dec 31, 2025"]),
        ("hr", ["Pon, 23. 11.", "Danas", "Jučer", "Petak", "Ponedjeljak", "Ned, 15. 11.", "31. 12. 2025."]),
    ],
)
@pytest.mark.usefixtures("clock")
def test_days_near_today_have_names(guest: Client, make: Factory, language: str, names: list[str]) -> None:
    ana = make.user(language=language)
    for days_ago in (-1, 0, 1, 2, 6, 7, 326):
        make.expense(ana, spent_on=TODAY - dt.timedelta(days=days_ago))
    assert guest.signed_in(ana).page(ALL).texts(".ledger .day-name") == names


@pytest.mark.usefixtures("ledger", "clock")
def test_without_filters_this_month_is_shown(client: Client) -> None:
    for query in ("", "?unknown=1", "?q=&category_id=&merchant=&weekday=&from=&to=&min=&max=&receipt=&sort="):
        page = client.page(f"/expenses/{query}")
        assert page.heading == "November 2026", query
        assert merchants(page) == {*MERCHANTS} - {"Refund"}, query


@pytest.mark.usefixtures("ledger", "clock")
def test_all_months_can_be_asked_for(client: Client) -> None:
    for query in ("?all=1", "?month=all", "?all=1&sort=amount"):
        page = client.page(f"/expenses/{query}")
        assert page.heading == "All expenses", query
        assert merchants(page) == {*MERCHANTS}, query


@pytest.mark.usefixtures("ledger", "clock")
def test_arrows_lead_from_month_to_month_and_on_to_all(client: Client) -> None:
    page = client.page("/expenses/")
    october, december = page.attributes(".month-nav a", "href")
    everything = page.attributes(".actions a", "href")[0]
    assert merchants(client.page(october)) == {"Refund"}
    assert merchants(client.page(december)) == set()
    assert merchants(client.page(everything)) == {*MERCHANTS}
    assert client.page(everything).heading == "All expenses"


def test_a_month_begins_on_the_day_of_the_account(guest: Client, make: Factory) -> None:
    ana = make.user(month_start_day=15)
    for day in (14, 15):
        make.expense(ana, spent_on=dt.date(2026, 11, day), merchant=str(day))
    assert merchants(guest.signed_in(ana).page("/expenses/?month=2026-11")) == {"15"}


@pytest.mark.usefixtures("ledger")
def test_days_that_are_a_month_are_shown_as_that_month(client: Client) -> None:
    page = client.page("/expenses/?from=2026-10-01&to=2026-10-31&receipt=without")
    assert (page.heading, merchants(page)) == ("October 2026", {"Refund"})
    assert page.attributes(".month-nav a", "href")[1] == "/expenses/?receipt=without&month=2026-11"
    assert page.texts(".chip.is-on") == ["Without receipt"]


@pytest.mark.usefixtures("ledger")
def test_days_go_before_a_month(client: Client) -> None:
    page = client.page("/expenses/?month=2026-11&from=2026-10-31&to=2026-11-01")
    assert (page.heading, merchants(page)) == ("Expenses", {"Refund", "Đuro"})


@pytest.mark.parametrize(("month", "carried"), [("all", ["all"]), ("2026-13", [])])
def test_filters_carry_a_month_along_unless_it_cannot_be_read(client: Client, month: str, carried: list[str]) -> None:
    page = client.page(f"/expenses/?month={month}&q=x")
    assert page.attributes("input[name=month]", "value") == carried


def test_beyond_the_known_dates_there_is_no_month(client: Client) -> None:
    assert len(client.page("/expenses/?month=1900-01").attributes(".month-nav a", "href")) == 1
    assert len(client.page("/expenses/?month=2099-12").attributes(".month-nav a", "href")) == 1


@pytest.mark.usefixtures("ledger")
def test_search_looks_in_merchant_and_note(client: Client) -> None:
    expected: dict[str, set[str]] = {
        "konzum": {"Konzum"},
        "KONZ": {"Konzum"},
        "ĆEVAPI": {"Ćevapi"},
        "cevapi": {"Ćevapi"},
        "sećer": {"Šećer"},
        "ŠEĆER": {"Šećer"},
        "đuro": {"Đuro", "Ćevapi"},
        "Duro": {"Đuro", "Ćevapi"},
        "ŽABCU": {"Ćevapi"},
        "zabcu cevapi": {"Ćevapi"},
        "cevapi konzum": set(),
        "%": {"Šećer"},
        "0% c": {"Šećer"},
        "_": {"Đuro"},
        "\\": {"Refund"},
        "/": set(),
        "'": set(),
        "  ": {*MERCHANTS},
        "secret": set(),
    }
    assert {text: merchants(search(client, text)) for text in expected} == expected


@pytest.mark.usefixtures("ledger")
def test_search_finds_categories_and_amounts(client: Client) -> None:
    expected: dict[str, set[str]] = {
        "Food": {"Konzum", "Šećer"},
        "fOO": {"Konzum", "Šećer"},
        "food secer": {"Šećer"},
        "zabcu fun": {"Ćevapi"},
        "food fun": set(),
        "9,50": {"Ćevapi"},
        "9.50": {"Ćevapi"},
        "€9.50": {"Ćevapi"},
        "9,50 €": {"Ćevapi"},
        "9.5 eura": {"Ćevapi"},
        "fun 9,5": {"Ćevapi"},
        "food 9,5": set(),
        "100": {"Đuro", "Šećer"},
        "5": {"Refund"},
        "-5": {"Refund"},
        "\N{MINUS SIGN}€5.00": {"Refund"},
        "-9,50": set(),
        "4+5,50": set(),
        "0": {"Šećer"},
        "777": set(),
        "secret": set(),
    }
    pages = {text: search(client, text) for text in expected}
    assert {text: merchants(page) for text, page in pages.items()} == expected
    assert all(count(page).split()[0] == str(len(expected[text])) for text, page in pages.items())


def test_an_amount_of_thousands_is_found_as_it_is_written(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 123450, merchant="Rent")
    for written in ("1.234,50", "1,234.50", "1234.5", "1 234,50", "€1,234.50", "1’234.50"):  # noqa: RUF001
        assert merchants(search(client, written)) == {"Rent"}, written


def test_a_category_of_somebody_else_finds_nothing(client: Client, make: Factory, charlie: User, alice: User) -> None:
    make.expense(charlie, category_id=make.category(charlie, "Hobby").id)
    make.expense(alice)
    assert merchants(client.page("/expenses/?q=hobby")) == set()


@pytest.mark.parametrize(
    ("query", "stored"),
    [("aero", "Ærø"), ("Æ", "Ærø"), ("oeuf", "Œuf"), ("thor", "Þór"), ("goda", "Goðafoss"), ("lodz", "Łódź"),
     ("strasse", "Straße"), ("diyarbakir", "Diyarbak\u0131r"), ("sør", "Sor")],
)  # fmt: skip
def test_search_finds_letters_without_their_marks(
    client: Client, make: Factory, alice: User, query: str, stored: str
) -> None:
    make.expense(alice, merchant=stored, note="x")
    make.expense(alice, merchant="Konzum", category_id=make.category(alice, stored).id)
    assert merchants(search(client, query)) == {stored, "Konzum"}
    assert merchants(client.page("/expenses/", query_string={"merchant": query})) <= {stored}


@pytest.mark.usefixtures("ledger")
def test_filters_narrow_the_list_and_its_total(client: Client) -> None:
    expected: dict[str, tuple[set[str], int]] = {
        "from=2026-11-19": ({"Šećer", "Konzum", "Ćevapi"}, 2050),
        "to=2026-11-01": ({"Đuro", "Refund"}, 9500),
        "from=2026-11-01&to=2026-11-19": ({"Konzum", "Ćevapi", "Đuro"}, 11950),
        "from=2026-11-19&to=2026-11-19": ({"Konzum", "Ćevapi"}, 1950),
        "min=10": ({"Konzum", "Đuro"}, 11000),
        "max=9,50": ({"Šećer", "Ćevapi", "Refund"}, 550),
        "min=9.50&max=10": ({"Konzum", "Ćevapi"}, 1950),
        "min=0": ({"Šećer", "Konzum", "Ćevapi", "Đuro"}, 12050),
        "max=-5": ({"Refund"}, -500),
        "receipt=with": ({"Šećer", "Ćevapi"}, 1050),
        "receipt=without": ({"Konzum", "Đuro", "Refund"}, 10500),
        "receipt=with&min=5&to=2026-11-19&q=cev": ({"Ćevapi"}, 950),
        "merchant=dUrO": ({"Đuro"}, 10000),
        "merchant=Dur": (set(), 0),
        "weekday=3": ({"Konzum", "Ćevapi"}, 1950),
        "weekday=6": ({"Đuro"}, 10000),
        "weekday=5&merchant=refund": ({"Refund"}, -500),
        "month=all": ({*MERCHANTS}, 11550),
        "month=2026-10": ({"Refund"}, -500),
        "month=2026-11&receipt=without": ({"Konzum", "Đuro"}, 11000),
        "sort=date": ({*MERCHANTS}, 11550),
    }
    for query, (titles, total) in expected.items():
        page = client.page(f"/expenses/?{query}")
        assert (merchants(page), page.cents("list-total")) == (titles, total), query
        assert count(page).split()[0] == str(len(titles)), query


def test_a_category_narrows_the_list(client: Client, make: Factory, alice: User) -> None:
    food = make.category(alice, "Food", archived_at=dt.datetime.now(dt.UTC))
    make.expense(alice, 100, category_id=food.id, merchant="Konzum")
    make.expense(alice, 200)
    page = client.page(f"/expenses/?category_id={food.id}")
    assert merchants(page) == {"Konzum"}
    assert page.cents("list-total") == 100
    assert page.texts("#category_id option[selected]") == ["Food"]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-amount", [10000, 1000, 950, 100, -500]),
        ("amount", [-500, 100, 950, 1000, 10000]),
    ],
)
def test_amounts_are_sorted_as_numbers(
    client: Client, make: Factory, alice: User, sort: str, expected: list[int]
) -> None:
    for cents in (950, 10000, 1000, 100, -500):
        make.expense(alice, cents, merchant=str(cents))
    page = client.page(f"/expenses/?sort={sort}")
    assert [int(title) for title in page.texts(".row-title")] == expected
    assert page.texts(".ledger .day-name") == []
    assert page.texts("tbody .when")[0] == "Today"


@pytest.mark.parametrize(("sort", "expected"), [("-date", "3210"), ("date", "0123"), ("", "3210")])
def test_expenses_of_one_day_keep_their_order(
    client: Client, make: Factory, alice: User, sort: str, expected: str
) -> None:
    for number in range(4):
        make.expense(alice, merchant=str(number))
    assert "".join(client.page(f"/expenses/?sort={sort}").texts(".row-title")) == expected


@pytest.mark.parametrize("sort", ["amount", "-amount"])
def test_equal_amounts_keep_their_order(client: Client, make: Factory, alice: User, sort: str) -> None:
    for number in range(4):
        make.expense(alice, merchant=str(number))
    expected = "0123" if sort == "amount" else "3210"
    assert "".join(client.page(f"/expenses/?sort={sort}").texts(".row-title")) == expected


@pytest.mark.usefixtures("ledger")
def test_a_bad_filter_is_a_message_and_an_unfiltered_list(client: Client) -> None:
    for query, field in (
        ("q=" + "x" * 101, "q"),
        ("q=%00", "q"),
        ("category_id=food", "category_id"),
        ("category_id=999999999", "category_id"),
        ("category_id=" + "9" * 30, "category_id"),
        ("from=2026-02-30", "from"),
        ("from=0001-01-01", "from"),
        ("to=9999-12-31", "to"),
        ("to=20261120x", "to"),
        ("min=nan", "min"),
        ("max=inf", "max"),
        ("max=1e9", "max"),
        ("min=" + "9" * 30, "min"),
        ("receipt=maybe", "receipt"),
        ("weekday=7", "weekday"),
        ("merchant=" + "x" * 101, "merchant"),
        ("sort=color", "sort"),
        ("from=2026-11-20&to=2026-11-19", "to"),
        ("min=10&max=5", "max"),
    ):
        page = client.page(f"/expenses/?{query}")
        assert page.status == 200, query
        assert page.error_of(field), query
        assert page.texts(".alert") == ["A filter cannot be read, so all expenses are shown."], query
        assert merchants(page) == {*MERCHANTS}, query
        assert page.attributes("[autofocus]", "id") == [field], query


@pytest.mark.usefixtures("ledger")
def test_one_bad_filter_unfilters_and_unsorts_the_whole_list(client: Client) -> None:
    page = client.page("/expenses/?q=konzum&sort=amount&from=never")
    assert page.texts(".row-title") == ["Šećer", "Ćevapi", "Konzum", "Đuro", "Refund"]
    assert page.cents("list-total") == 11550


def test_the_category_of_somebody_else_is_a_bad_filter(client: Client, make: Factory, charlie: User) -> None:
    expense = make.expense(charlie, merchant="Secret")
    page = client.page(f"/expenses/?category_id={expense.category_id}")
    assert page.error_of("category_id") == "Choose one from the list."
    assert merchants(page) == set()


@pytest.mark.parametrize("to", ["2026-11-19", "not-a-day"])
@pytest.mark.usefixtures("ledger")
def test_what_was_typed_in_the_filters_stays(client: Client, to: str) -> None:
    typed = {"q": "š <b>", "from": "2026-11-01", "to": to, "min": "1+1", "max": "12,5"}
    page = client.page("/expenses/", query_string={**typed, "receipt": "with", "sort": "amount"})
    assert {field: page.attributes(f"#{field}", "value")[0] for field in typed} == typed
    assert page.attributes("#receipt option[selected]", "value") == ["with"]
    assert page.attributes("#sort option[selected]", "value") == ["amount"]


@pytest.mark.parametrize(("query", "is_sheet"), [("", 1), ("?min=1", 1), ("?from=x", 0)])
def test_the_sheet_of_filters_is_a_part_of_the_page_where_one_is_wrong(
    client: Client, query: str, is_sheet: int
) -> None:
    assert len(client.page(f"/expenses/{query}").attributes("form[popover]", "id")) == is_sheet


@pytest.mark.usefixtures("ledger", "clock")
def test_each_filter_is_a_chip_that_takes_it_away(client: Client) -> None:
    query = "q=e&merchant=konzum&from=2026-11-19&to=2026-11-19&weekday=3&min=1&max=20&receipt=without&sort=amount"
    page = client.page(f"/expenses/?{query}")
    chips = ["“e”", "konzum", "Thursday", "Thursday", "€1.00 – €20.00", "Without receipt"]  # noqa: RUF001
    assert page.texts(".chip.is-on") == chips
    for number, names in enumerate((["q"], ["merchant"], ["from", "to"], ["weekday"], ["min", "max"], ["receipt"])):
        kept = "&".join(pair for pair in query.split("&") if pair.split("=")[0] not in names)
        href = page.attributes("a.chip", "href")[number]
        assert client.page(href).texts("a.chip") == client.page(f"/expenses/?{kept}").texts("a.chip")


@pytest.mark.usefixtures("ledger", "clock")
@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("from=2026-11-19", "from Nov 19, 2026"),
        ("to=2026-11-19", "until Nov 19, 2026"),
        ("from=2026-11-01&to=2026-11-19", "Nov 1, 2026 – Nov 19, 2026"),  # noqa: RUF001
        ("min=5", "from €5.00"),
        ("max=0", "up to €0.00"),
        ("receipt=with", "With receipt"),
    ],
)
def test_without_its_last_filter_the_list_has_everything(client: Client, query: str, label: str) -> None:
    page = client.page(f"/expenses/?{query}")
    assert page.texts(".chip.is-on") == [label]
    assert merchants(client.page(page.attributes("a.chip", "href")[0])) == {*MERCHANTS}


def test_a_long_list_has_pages(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [100] * 101)
    pages = [client.page(f"{ALL}&page={number}") for number in (1, 2, 3)]
    assert [len(page.texts(".row-title")) for page in pages] == [50, 50, 1]
    assert [page.cents("list-total") for page in pages] == [10100] * 3
    assert [page.texts(".pager .muted") for page in pages] == [[f"Page {number} of 3"] for number in (1, 2, 3)]
    assert [page.attributes(".pager a", "rel") for page in pages] == [["next"], ["prev", "next"], ["prev"]]


def test_no_expense_is_on_two_pages(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [100] * 101)
    links = [
        link
        for number in (1, 2, 3)
        for link in client.page(f"/expenses/?page={number}").attributes("a.row-title", "href")
    ]
    assert len(set(links)) == 101


@pytest.mark.usefixtures("clock")
def test_a_days_total_counts_its_rows_on_the_other_page(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [100] * 60)
    for number in (1, 2):
        assert day_heads(client.page(f"/expenses/?page={number}")) == ["Today €60.00"]


@pytest.mark.usefixtures("clock")
def test_a_days_total_counts_what_the_filter_lets_through(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [100, 200, 400])
    assert day_heads(client.page("/expenses/?max=2")) == ["Today €3.00"]


def test_pages_keep_the_filters(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [*[100] * 60, 900], merchant="Čaj & kava", note="", search_text="caj & kava")
    url = client.page("/expenses/?q=čaj+%26&max=5&sort=-date").attributes(".pager a", "href")[0]
    page = client.page(url)
    assert page.attributes("#q", "value") + page.attributes("#max", "value") == ["čaj &", "5"]
    assert len(page.texts(".row-title")) == 10
    assert page.cents("list-total") == 6000


@pytest.mark.parametrize("number", ["0", "-1", "2", str(10**9), "9" * 5000, "abc", "1.5", "%00"])
def test_a_page_that_does_not_exist_is_not_found(client: Client, number: str) -> None:
    assert client.page(f"/expenses/?page={number}").status == 404


def test_the_first_page_of_nothing_exists(client: Client) -> None:
    assert client.page("/expenses/?page=1").status == 200


def test_an_empty_list_says_what_will_be_here(client: Client) -> None:
    page = client.page("/expenses/")
    assert "There are none yet." in page.text
    assert page.attributes(".empty a", "href") == ["/expenses/new"]
    assert page.cents("list-total") == 0


def test_a_search_without_a_match_leads_back_to_all(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice)
    page = client.page("/expenses/?q=nothing")
    assert "No expenses match these filters." in page.text
    assert page.attributes(".empty a", "href") == ["/expenses/?month=all"]


def test_a_search_without_a_match_in_a_month_leads_to_all_months(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, merchant="Konzum")
    page = client.page("/expenses/?month=2025-01&q=konzum")
    assert merchants(client.page(page.attributes(".empty a", "href")[0])) == {"Konzum"}


def test_a_month_without_expenses_says_so(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice)
    assert "No expenses in this month." in client.page("/expenses/?month=2025-01").text


@pytest.mark.usefixtures("ledger")
def test_only_rows_with_a_receipt_have_a_thumbnail(client: Client) -> None:
    page = client.page("/expenses/")
    assert len(page.attributes(".row-thumbnail", "src")) == 2
    assert all(url.endswith("/thumbnail") for url in page.attributes(".row-thumbnail", "src"))


def test_a_row_shows_its_first_receipt(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    make.receipt(expense, position=1)
    first = make.receipt(expense, position=0)
    page = client.page("/expenses/")
    assert page.attributes(".row-thumbnail", "src") == [f"/receipts/{first.id}/thumbnail"]


def sort_links(page: Page) -> dict[str, str]:
    return dict(zip(page.texts("thead a"), page.attributes("thead a", "href"), strict=True))


@pytest.mark.usefixtures("ledger", "clock")
def test_columns_sort_the_list_and_turn_it_round(client: Client) -> None:
    expected = {
        "Date": (["Konzum", "Ćevapi"], "ascending"),  # newest first is where it begins
        "Merchant": (["Ćevapi", "Konzum"], "ascending"),
        "Category": (["Konzum", "Ćevapi"], "ascending"),
        "Amount": (["Konzum", "Ćevapi"], "descending"),
    }
    begin = client.page("/expenses/?from=2026-11-19&to=2026-11-19")
    for column, (names, direction) in expected.items():
        page = client.page(sort_links(begin)[column])
        assert (page.texts(".row-title"), page.attributes("th[aria-sort]", "aria-sort")) == (names, [direction])
        turned = client.page(sort_links(page)[column])
        assert turned.texts(".row-title") == names[::-1], column
        assert turned.texts("th[aria-sort]") == [column]


@pytest.mark.usefixtures("ledger", "clock")
def test_a_selected_expense_stands_beside_the_list(client: Client) -> None:
    page = client.page("/expenses/?month=2026-11&receipt=with")
    assert page.texts(".detail") == []
    page = client.page(page.attributes("a.beside", "href")[1])
    assert page.texts(".detail h2") == ["Ćevapi"]
    assert page.texts(".detail dd") == ["Fun", "Thursday", "Ćevapi", "s Đurom u Žabcu"]
    assert len(page.attributes(".detail img", "src")) == 1
    assert page.texts("a.beside[aria-current]") == ["Ćevapi"]
    assert client.page(page.attributes("[data-close-detail]", "href")[0]).texts(".detail") == []


@pytest.mark.usefixtures("ledger")
def test_an_expense_of_somebody_else_stands_beside_no_list(client: Client, make: Factory, charlie: User) -> None:
    foreign = make.expense(charlie, merchant="Secret")
    for number in (foreign.id, 0, -1, 10**9, 10**30, "x"):
        page = client.page(f"{ALL}&selected={number}")
        assert (page.status, page.texts(".detail")) == (200, []), number
