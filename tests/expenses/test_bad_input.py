"""What no browser sends by itself: every form and every address answers it with a message or an error page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.database.engine import Base
from tests.support.factories import PASSWORD, entry, upload

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

HUGE = "1" * 1_000_000
URLENCODED = "application/x-www-form-urlencoded"
REGISTRATION: dict[str, Any] = {
    "first_name": "Eva",
    "last_name": "K",
    "username": "eva",
    "password": PASSWORD,
    "timezone": "",
}
EXPENSE_FIELDS = ("amount", "category_id", "spent_on", "merchant", "note")
FORMS = {
    "/expenses/new": EXPENSE_FIELDS,
    "/expenses/{expense}/edit": EXPENSE_FIELDS,
    "/categories/new": ("name", "color"),
    "/categories/{category}/edit": ("name", "color"),
    "/categories/{category}/delete": ("move_to",),
    "/auth/account": ("first_name", "last_name", "language", "currency", "timezone", "month_start_day"),
    "/auth/password": ("current_password", "new_password"),
    "/auth/delete": ("password",),
    "/auth/invitations/": ("name",),
}
GUEST_FORMS = {"/auth/register": tuple(REGISTRATION), "/auth/login": ("username", "password")}
FILTERS = ("q", "category_id", "from", "to", "min", "max", "receipt", "sort", "page")

FIELDS = [(url, field) for url, fields in FORMS.items() for field in fields]
GUEST_FIELDS = [(url, field) for url, fields in GUEST_FORMS.items() for field in fields]
NO_AMOUNTS = (
    *("", " ", "nan", "NaN", "inf", "-inf", "1e9", "0", "0,00", "1-1", "-", "+", ".", ",", "12,345,6", "1..2"),
    *("1,2.3,4", "9" * 30, "-" + "9" * 30, "1+" + "9" * 12, "0x10", "1_000", "٣", "²", "½", "--1", "1+", "€"),
    *("10 kn", "DROP TABLE", "=1+1", "1\n2,345,6", "\0", "5\0", "5\ufffe", "1" * 10_000),
)
NO_DAYS = (
    *("", " ", "2026-02-30", "0001-01-01", "0000-00-00", "1899-12-31", "2100-01-01", "9999-12-31", "20261120x"),
    *("2026-13-01", "99999-01-01", "-2026-01-01", "20. 11. 2026.", "today", "\0", "2026-11-20T10:00", "1"),
)
NO_CALENDAR = (
    *(f"/months/{month}" for month in ("2026-13", "2026-00", "0000-01", "9999-12", "2026-1", "1899-12", "x")),
    *(f"/years/{year}" for year in ("0000", "1899", "2100", "9999", "26", "99999", "-2026", "9" * 5000)),
    *("/months/2026-13/days.svg", "/months/2026-11/days.exe", "/years/9999/months.svg", "/months/months.gif"),
)
few_examples = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Household:
    """Alice's browser, an expense of hers, and what all tables held at first."""

    client: Client
    session: Session
    valid: dict[str, Any]
    numbers: dict[str, int]
    rows_before: list[Any]

    def submit(self, url: str, **fields: Any) -> int:
        return self.client.submit(url.format(**self.numbers), **fields).status

    def refuses(self, field: str, text: str) -> bool:
        """Tell whether a new expense with this text in a field is not saved, and a message stands beside the field."""
        page = self.client.submit("/expenses/new", **{**self.valid, field: text})
        return page.status == 400 and bool(page.error_of(field)) and self.is_unchanged()

    def submit_with(self, text: Any, **more: Any) -> dict[tuple[str, str], int]:
        """Send every form as often as it has fields, with this in one of them; return each status."""
        return {(url, field): self.submit(url, **{**self.valid, field: text}, **more) for url, field in FIELDS}

    def send(self, url: str, body: bytes, content_type: str) -> TestResponse:
        headers = {"X-CSRFToken": self.client.csrf_token()}
        return self.client.post(url.format(**self.numbers), data=body, content_type=content_type, headers=headers)

    def is_unchanged(self) -> bool:
        return read_rows(self.session) == self.rows_before


def read_rows(session: Session) -> list[Any]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in {"login_failure", "account_event"}]
    return [row for table in tables for row in session.execute(table.select().order_by(table.c.id))]


@pytest.fixture
def household(client: Client, make: Factory, alice: User, session: Session) -> Household:
    expense = make.expense(alice, merchant="Before")
    make.category(alice)
    valid = {
        **entry(expense.category),
        "name": "New",
        "color": "red",
        "move_to": expense.category_id,
        "first_name": "Alice",
        "last_name": "H",
        "language": "en",
        "currency": "EUR",
        "timezone": "UTC",
        "month_start_day": "1",
        "current_password": PASSWORD,
        "new_password": "a new long one",
        "password": PASSWORD,
    }
    numbers = {"expense": expense.id, "category": expense.category_id}
    return Household(client, session, valid, numbers, read_rows(session))


def test_what_is_no_amount_is_refused(household: Household) -> None:
    assert [amount for amount in NO_AMOUNTS if not household.refuses("amount", amount)] == []


def test_what_is_no_day_is_refused(household: Household) -> None:
    assert [day for day in NO_DAYS if not household.refuses("spent_on", day)] == []


@pytest.mark.parametrize("day", ["1900-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_are_days(household: Household, day: str) -> None:
    page = household.client.submit("/expenses/new", follow=True, **{**household.valid, "spent_on": day})
    assert page.status == 200
    assert not household.is_unchanged()


def test_a_huge_text_is_refused_in_every_field(household: Household) -> None:
    for url, field in FIELDS:
        body = urlencode({**household.valid, field: HUGE}).encode()
        assert household.send(url, body, URLENCODED).status_code == 400, (url, field)
    assert household.is_unchanged()


def test_a_huge_text_beside_a_file_is_refused_in_every_field(household: Household) -> None:
    statuses = {
        (url, field): household.submit(url, **{**household.valid, field: HUGE}, receipts=upload())
        for url, field in FIELDS
    }
    assert statuses == dict.fromkeys(FIELDS, 413)
    assert household.is_unchanged()


@pytest.mark.parametrize(("url", "field"), GUEST_FIELDS)
def test_a_huge_text_is_refused_in_every_field_of_a_guest(
    guest: Client, session: Session, url: str, field: str
) -> None:
    is_ignored = field == "timezone"  # the default one is taken
    assert guest.submit(url, **{**REGISTRATION, field: HUGE}).status == (302 if is_ignored else 400)
    assert bool(read_rows(session)) == is_ignored


@pytest.mark.parametrize("text", ["a\0b", "\ufffe"])
def test_characters_that_cannot_be_stored_are_refused(household: Household, text: str) -> None:
    assert household.submit_with(text) == dict.fromkeys(FIELDS, 400)
    assert household.is_unchanged()


@pytest.mark.parametrize(("url", "field"), GUEST_FIELDS)
def test_characters_that_cannot_be_stored_make_no_account(
    guest: Client, session: Session, url: str, field: str
) -> None:
    assert guest.submit(url, **{**REGISTRATION, field: "a\0bcdefgh"}).status in {302, 400}
    assert "\0" not in repr(read_rows(session))


def test_a_file_in_place_of_a_text_is_no_text(household: Household) -> None:
    for url, field in FIELDS:
        status = household.submit(url, **{**household.valid, field: upload(b"\xff\xd8\xff")})
        assert status in {302, 400}, (url, field)


def test_lone_surrogates_are_never_an_error(household: Household) -> None:
    for url, field in FIELDS:
        quoted = f"{field}=%ED%A0%80&{field}=%ED%BF%BF".encode()
        raw = f"{field}=".encode() + b"\xed\xa0\x80"
        for body in (quoted, raw):
            assert household.send(url, body, URLENCODED).status_code in {200, 302, 400}, (url, field)


@pytest.mark.parametrize("body", [b"amount=\xff\xfe", b"amount=%", b"%%%=%zz", b"&&&===&", b"\0", b"a" * 9999])
def test_a_broken_form_is_a_bad_request(household: Household, body: bytes) -> None:
    assert household.send("/expenses/new", body, URLENCODED).status_code == 400
    assert household.is_unchanged()


@pytest.mark.parametrize(
    "content_type",
    [
        *["", "text/plain", "text/plain; charset=klingon", "application/xml", "image/jpeg", "a/b/c", "; =", "\xff"],
        *["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x", "application/json"],
        *[f"{URLENCODED}; charset=utf-32", "multipart/form-data; boundary=" + "x" * 5000],
    ],
)
def test_an_unknown_content_type_is_a_bad_request(household: Household, content_type: str) -> None:
    body = b'{"amount": "5", "merchant": "x"}'
    assert household.send("/expenses/new", body, content_type).status_code == 400
    assert household.is_unchanged()


JSON = (b"[1]", b"1", b"null", b'"x"', b"{", b'{"amount": 5}', b'{"merchant": "\\ud800"}', b'{"note": ["a"]}')


@pytest.mark.parametrize("url", ["/expenses/new", "/auth/password"])
def test_json_is_no_form(household: Household, url: str) -> None:
    for body in JSON:
        assert household.send(url, body, "application/json").status_code in {302, 400}, body


PART = b'--x\r\nContent-Disposition: form-data; name="amount"\r\n\r\n5\r\n'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"--x", 400),
        (b"--x--", 400),
        (b"no boundary at all", 400),
        (PART, 400),
        (PART + b"--x--", 400),
        (b"--x\r\n\r\n\r\n--x--\r\n", 400),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n5\r\n--x--\r\n", 400),
        (b"--x\r\nContent-Disposition: \xff\xfe\r\n\r\n5\r\n--x--\r\n", 400),
        (b'--x\r\nContent-Disposition: form-data; name="\xed\xa0\x80"\r\n\r\n5\r\n--x--\r\n', 400),
        (b"--x\r\nContent-Disposition: form-data; name*=utf-8''%ED%A0%80\r\n\r\n5\r\n--x--\r\n", 400),
        (b"--x\r\n" + b"h" * 100_000 + b"\r\n\r\n5\r\n--x--\r\n", 400),
        (PART * 1100 + b"--x--\r\n", 413),
    ],
)
def test_a_malformed_multipart_body_is_refused(household: Household, body: bytes, status: int) -> None:
    assert household.send("/expenses/new", body, "multipart/form-data; boundary=x").status_code == status
    assert household.is_unchanged()


def test_a_whole_request_that_is_too_large_is_refused(household: Household) -> None:
    files = [upload(bytes(2 * 1024 * 1024)) for _ in range(6)]
    assert household.submit("/expenses/new", **household.valid, receipts=files) == 413
    assert household.is_unchanged()


@pytest.mark.parametrize("url", ["/expenses/new", "/expenses/{expense}/edit", "/expenses/{expense}/receipts"])
def test_two_hundred_files_at_once_are_too_many(household: Household, url: str) -> None:
    files = [upload() for _ in range(200)]
    page = household.client.submit(url.format(**household.numbers), **household.valid, receipts=files)
    assert page.status == 400
    assert page.error_of("receipts") == "At most 20 photos at once."
    assert household.is_unchanged()


NO_NUMBERS = (str(2**63 - 1), str(2**63), "9" * 5000)


def test_a_number_of_no_row_is_not_found(client: Client) -> None:
    for url in (
        *("/expenses/{}", "/expenses/{}/edit", "/receipts/{}", "/receipts/{}/image", "/receipts/{}/thumbnail"),
        *("/receipts/{}/download", "/categories/{}/edit", "/categories/{}/delete"),
    ):
        assert {client.page(url.format(number)).status for number in (*NO_NUMBERS, "-1", "%00")} == {404}, url


def test_a_number_of_no_row_cannot_be_changed(client: Client) -> None:
    for url in (
        *("/expenses/{}/edit", "/expenses/{}/delete", "/expenses/{}/receipts", "/receipts/{}/delete"),
        *("/categories/{}/edit", "/categories/{}/archive", "/categories/{}/restore", "/categories/{}/delete"),
    ):
        assert {client.submit(url.format(number)).status for number in NO_NUMBERS} == {404}, url


@pytest.mark.parametrize("number", [str(2**63 - 1), str(2**63), "9" * 30, "9" * 5000])
@pytest.mark.parametrize(
    ("url", "field"), [("/expenses/new", "category_id"), ("/categories/{category}/delete", "move_to")]
)
def test_a_number_of_no_row_is_no_choice(household: Household, url: str, field: str, number: str) -> None:
    assert household.submit(url, **{**household.valid, field: number}) == 400
    assert household.is_unchanged()


@pytest.mark.parametrize("number", [str(2**63), "9" * 4000, "9" * 5000])
def test_a_link_with_a_number_of_no_row_opens_the_empty_form(client: Client, number: str) -> None:
    page = client.page(f"/expenses/new?category_id={number}")
    assert page.status == 200
    assert page.attributes("[name=category_id][checked]", "value") == []


def test_a_month_or_year_of_no_calendar_is_not_found(client: Client) -> None:
    assert {url: client.page(url).status for url in NO_CALENDAR} == dict.fromkeys(NO_CALENDAR, 404)


@pytest.mark.parametrize("url", ["/months/1900-01", "/months/2099-12", "/years/1900", "/years/2099"])
@pytest.mark.parametrize("first_day", [1, 28])
def test_the_ends_of_the_calendar_are_pages(guest: Client, make: Factory, url: str, first_day: int) -> None:
    assert guest.signed_in(make.user(month_start_day=first_day)).page(url).status == 200


@pytest.mark.parametrize("field", FILTERS)
def test_any_filter_is_a_page_or_not_found(household: Household, field: str) -> None:
    for text in (HUGE, "%00", "9" * 5000, "%ED%A0%80", "'\"<script>"):
        page = household.client.page("/expenses/", query_string=f"{field}={text}")
        assert page.status == (404 if field == "page" else 200), text[:20]
        assert page.status == 404 or page.error_of(field) or field == "q", text[:20]


def test_the_same_field_twice_is_read_once(household: Household) -> None:
    amounts = ["5", "nan"]
    assert household.submit("/expenses/new", **{**household.valid, "amount": amounts}) == 302


typed = st.text(max_size=60)


def typed_or(*likely: str) -> st.SearchStrategy[str]:
    return typed | st.sampled_from(likely)


@few_examples
@given(
    fields=st.fixed_dictionaries(
        {
            "amount": typed_or("5", "12,50", "1+1", "-3"),
            "spent_on": typed_or("2026-11-20", "2026-02-28"),
            "category_id": typed,
            "merchant": typed,
            "note": typed,
        }
    ),
    is_category_known=st.booleans(),
)
def test_any_text_in_the_form_of_an_expense_is_answered(
    household: Household, fields: dict[str, Any], *, is_category_known: bool
) -> None:
    known = {"category_id": household.numbers["category"]} if is_category_known else {}
    assert household.submit("/expenses/new", **{**fields, **known}) in {302, 400}


@few_examples
@given(merchant=typed, note=typed)
def test_any_text_that_was_saved_can_be_shown_and_found(household: Household, merchant: str, note: str) -> None:
    fields = {**household.valid, "merchant": merchant, "note": note}
    if household.submit("/expenses/{expense}/edit", **fields) == 302:
        for url in ("/expenses/{expense}", "/expenses/{expense}/edit", "/expenses/"):
            assert household.client.page(url.format(**household.numbers)).status == 200
        found = household.client.page("/expenses/", query_string={"q": merchant})
        assert found.texts(".found-head h2") == ["1 expense"]


@few_examples
@given(
    query=st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("q", "category_id"), typed),
            **dict.fromkeys(("from", "to"), typed_or("2026-11-20", "1900-01-01")),
            **dict.fromkeys(("min", "max"), typed_or("5", "-1", "1+1")),
            "receipt": typed_or("with", "without"),
            "sort": typed_or("date", "-amount"),
            "month": typed_or("2026-11", "all"),
            "selected": typed_or("1", "-1"),
        },
    )
)
def test_any_text_in_the_filters_is_answered(household: Household, query: dict[str, str]) -> None:
    assert household.client.page("/expenses/", query_string=query).status == 200
