from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.api import queries
from app.models import ApiAnswer, Expense, Receipt
from app.models.types import utc_now
from tests.support.factories import TODAY, files_in, picture, upload
from tests.support.programs import errors_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import Category, User
    from tests.support.factories import Factory
    from tests.support.programs import Program

pytestmark = pytest.mark.usefixtures("clock")
KEY = {"Idempotency-Key": "payment-4711"}


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Đumbir i čaj")


def kept(session: Session) -> list[Expense]:
    session.expire_all()
    return list(session.scalars(select(Expense).order_by(Expense.id)))


def test_an_expense_arrives_and_is_to_be_checked(program: Program, food: Category, session: Session) -> None:
    sent = {"amount": "€12,50", "category": "dumbir I CAJ", "merchant": " Konzum ", "note": "by card"}
    response = program.post("/expenses", sent)
    (expense,) = kept(session)
    assert (response.status_code, response.headers["Location"]) == (201, f"/api/v1/expenses/{expense.id}")
    assert response.get_json() == {
        "id": expense.id,
        "amount": "12.50",
        "amount_cents": 1250,
        "currency": "EUR",
        "spent_on": TODAY.isoformat(),
        "category": "Đumbir i čaj",
        "merchant": "Konzum",
        "note": "by card",
        "has_receipt": False,
        "is_checked": False,
        "url": f"http://localhost/expenses/{expense.id}",
    }
    assert (expense.category_id, expense.unchecked_since) == (food.id, utc_now())
    assert program.read(f"/expenses/{expense.id}") == response.get_json()


@pytest.mark.parametrize(
    ("language", "amount", "cents"),
    [
        ("en", "1.234", "At most 2 decimals."),
        ("hr", "1.234", 123_400),
        ("hr", 1.234, "Najviše 2 decimale."),
        ("hr", 12.5, 1250),
        ("en", 12, 1200),
        ("en", -5, -500),
        ("en", "12+3,40", 1540),
        ("en", "12,50\u00a0€", 1250),
        ("en", "0", "The amount cannot be zero."),
        ("en", "", "Enter an amount, for example 12.50."),
        ("en", "$5", "“$” is not EUR, the currency of your account. Write the amount in EUR."),
        ("en", True, "Send this as a text."),
        ("en", ["5"], "Send this as a text."),
        ("en", {"a": 1}, "Send this as a text."),
    ],
)
def test_an_amount_is_read_as_people_write_it_in_the_language_of_the_account(  # noqa: PLR0913, PLR0917
    program: Program, alice: User, food: Category, session: Session, language: str, amount: Any, cents: int | str
) -> None:
    alice.language = language
    session.flush()
    response = program.post("/expenses", {"amount": amount, "category": food.name})
    if isinstance(cents, str):
        assert (response.status_code, errors_of(response)) == (400, {"amount": cents})
    else:
        assert (response.status_code, response.get_json()["amount_cents"]) == (201, cents)


def test_a_number_of_any_length_is_not_an_error_of_the_server(program: Program, food: Category) -> None:
    for number in ("9" * 5000, "1e999", "1E-7", "-0", "NaN", "Infinity"):
        body = f'{{"amount": {number}, "category": "{food.name}"}}'
        response = program.post("/expenses", data=body.encode(), content_type="application/json")
        assert (response.status_code, [*errors_of(response)]) == (400, ["amount"]), number


def test_the_category_is_the_one_last_used_at_the_merchant(program: Program, make: Factory, alice: User) -> None:
    older, newer, archived = (make.category(alice, name).id for name in ("Older", "Newer", "Archived"))
    make.expense(alice, merchant="Konzum", category_id=newer, spent_on=dt.date(2026, 11, 2))
    make.expense(alice, merchant="Konzum", category_id=older, spent_on=dt.date(2026, 11, 1))
    make.expense(alice, merchant="Konzum", category_id=archived, deleted_at=utc_now())
    assert program.post("/expenses", {"amount": "5", "merchant": "KONZUM"}).get_json()["category"] == "Newer"


def test_of_two_names_that_differ_by_marks_the_exact_one_is_meant(program: Program, make: Factory, alice: User) -> None:
    for name in ("Caj", "Čaj"):
        make.category(alice, name)
    names = ("čaj", "CAJ", "ćaj")
    found = [program.post("/expenses", {"amount": "5", "category": name}).get_json()["category"] for name in names]
    assert found == ["Čaj", "Caj", "Caj"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"category": "Fun"}, "There is no category “Fun”. There are: Đumbir i čaj."),
        ({"category": "Archived"}, "There is no category “Archived”. There are: Đumbir i čaj."),
        ({"merchant": "Konzum"}, "Name a category: there is no expense at “Konzum” to take it from."),
        ({}, "Name a category, or a merchant that you have been to."),
        ({"category": None}, "Name a category, or a merchant that you have been to."),
        ({"category": "x" * 99}, f"There is no category “{'x' * 50}”. There are: Đumbir i čaj."),
    ],
)
def test_without_a_category_it_is_not_saved(  # noqa: PLR0913, PLR0917
    program: Program, make: Factory, alice: User, food: Category, session: Session, sent: dict[str, str], message: str
) -> None:
    make.category(alice, "Archived", archived_at=utc_now())
    response = program.post("/expenses", {"amount": "5", **sent})
    assert (response.status_code, errors_of(response)) == (400, {"category": message})
    assert kept(session) == []
    assert food.archived_at is None


def test_every_field_that_is_wrong_is_named(program: Program) -> None:
    sent = {"amount": "x", "category": "?", "spent_on": "1.2.2026", "merchant": "x" * 101, "note": "\x00"}
    response = program.post("/expenses", sent)
    assert sorted(errors_of(response)) == ["amount", "category", "merchant", "note", "spent_on"]
    assert errors_of(response)["spent_on"] == "Write the date as year-month-day, such as 2026-11-25."


def test_a_field_that_is_not_known_is_named(program: Program, food: Category) -> None:
    response = program.post("/expenses", {"amount": "5", "category": food.name, "merchnat": "Konzum"})
    text = "There is no such field. There are: amount, category, merchant, note, spent_on."
    assert errors_of(response) == {"merchnat": text}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"12",
        b"\xff\xfe\x00",
        b"[" * 60_000,
        b'{"amount":' * 5000,
        b'{"a":"\\ud800"}',
        b'{"\\ud800": "5"}',
        b'{"amount": "5", "note": "\\ud800"}',
        json.dumps({"amount": "5"}).encode("utf-16"),
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_a_bad_request(program: Program, body: bytes) -> None:
    response = program.post("/expenses", data=body, content_type="application/json")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("headers", [{}, KEY])
def test_a_megabyte_of_brackets_is_too_large(program: Program, headers: dict[str, str]) -> None:
    for path in ("/expenses", "/receipts"):
        body = {"data": b"[" * 1024 * 1024, "content_type": "application/json"}
        response = program.post(path, headers=headers, **body)
        assert (response.status_code, response.mimetype) == (413, "application/problem+json")


def test_another_kind_of_body_is_not_understood(program: Program) -> None:
    assert program.post("/expenses", data=b"<amount>5</amount>", content_type="text/xml").status_code == 415


def test_a_form_is_as_good_as_json(program: Program, food: Category, session: Session) -> None:
    response = program.post("/expenses", data={"amount": "12,50", "category": food.name, "spent_on": "2026-11-20"})
    assert response.status_code == 201
    assert kept(session)[0].spent_on == dt.date(2026, 11, 20)


@pytest.mark.parametrize("field", ["receipts", "photo"])
def test_a_photo_comes_with_it_in_any_field(program: Program, food: Category, session: Session, field: str) -> None:
    data = {"amount": "12,50", "category": food.name, field: upload(name="račun.jpg")}
    response = program.post("/expenses", data=data)
    assert (response.status_code, response.get_json()["has_receipt"]) == (201, True)
    (receipt,) = session.scalars(select(Receipt))
    assert (receipt.expense_id, receipt.original_name) == (response.get_json()["id"], "račun.jpg")


def test_nothing_is_kept_of_an_expense_with_a_bad_photo(
    program: Program, food: Category, session: Session, upload_folder: Path
) -> None:
    files = [upload(), upload(b"no photo", "x.jpg")]
    response = program.post("/expenses", data={"amount": "5", "category": food.name, "receipts": files})
    text = "x.jpg is neither a photo nor a PDF. Send a JPEG, PNG, WebP, HEIC or PDF."
    assert errors_of(response) == {"receipts": text}
    assert (kept(session), files_in(upload_folder)) == ([], [])


def test_with_a_key_it_is_added_once(program: Program, food: Category, session: Session) -> None:
    sent = {"amount": "5", "category": food.name}
    first, second = (program.post("/expenses", sent, headers=KEY) for _ in range(2))
    assert (first.status_code, second.status_code, second.get_json()) == (201, 201, first.get_json())
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    assert len(kept(session)) == 1


def test_a_photo_is_added_once_too(program: Program, food: Category, session: Session, upload_folder: Path) -> None:
    for boundary in ("one", "two"):
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="amount"\r\n\r\n5\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="category"\r\n\r\n{food.name}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="receipts"; filename="x.jpg"\r\n\r\n'
        ).encode() + picture()
        data = body + f"\r\n--{boundary}--\r\n".encode()
        content_type = f"multipart/form-data; boundary={boundary}"
        assert program.post("/expenses", data=data, content_type=content_type, headers=KEY).status_code == 201
    assert (len(kept(session)), len(files_in(upload_folder))) == (1, 2)


def test_a_key_is_for_one_request_only(program: Program, food: Category, session: Session) -> None:
    program.post("/expenses", {"amount": "5", "category": food.name}, headers=KEY)
    response = program.post("/expenses", {"amount": "6", "category": food.name}, headers=KEY)
    assert (response.status_code, [*errors_of(response)]) == (422, ["Idempotency-Key"])
    assert len(kept(session)) == 1


def test_after_an_error_the_key_is_free(program: Program, food: Category) -> None:
    assert program.post("/expenses", {"amount": "x"}, headers=KEY).status_code == 400
    assert program.post("/expenses", {"amount": "5", "category": food.name}, headers=KEY).status_code == 201


def test_a_key_of_yesterday_is_forgotten(
    program: Program, food: Category, session: Session, clock: TimeMachineFixture
) -> None:
    sent = {"amount": "5", "category": food.name}
    program.post("/expenses", sent, headers=KEY)
    clock.shift(dt.timedelta(hours=23))
    program.post("/expenses", sent, headers=KEY)
    assert len(kept(session)) == 1
    clock.shift(dt.timedelta(hours=2))
    program.post("/expenses", sent, headers=KEY)
    assert len(kept(session)) == 2
    assert session.scalar(select(func.count()).select_from(ApiAnswer)) == 1


def test_the_same_key_of_two_people_is_two(  # noqa: PLR0913, PLR0917
    program: Program, program_of_charlie: Program, make: Factory, charlie: User, food: Category, session: Session
) -> None:
    make.category(charlie, food.name)
    for one in (program, program_of_charlie):
        one.post("/expenses", {"amount": "5", "category": food.name}, headers=KEY)
    assert len(kept(session)) == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a b", "š"])
def test_a_key_has_to_be_one(program: Program, food: Category, key: str) -> None:
    response = program.post("/expenses", {"amount": "5", "category": food.name}, headers={"Idempotency-Key": key})
    assert (response.status_code, [*errors_of(response)]) == (400, ["Idempotency-Key"])


def test_of_two_at_once_with_one_key_the_second_says_what_the_first_did(
    program: Program, food: Category, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look before either has answered."""
    sent = {"amount": "5", "category": food.name}
    first = program.post("/expenses", sent, headers=KEY)
    looks = iter([None])
    find_answer = queries.find_answer
    monkeypatch.setattr(queries, "find_answer", lambda *which: next(looks, find_answer(*which)))
    second = program.post("/expenses", sent, headers=KEY)
    assert (second.status_code, second.get_json()) == (201, first.get_json())
    assert len(kept(session)) == 1


def test_a_list_has_the_filters_of_the_page(program: Program, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 1250, merchant="Konzum", category_id=food.id, spent_on=dt.date(2026, 11, 20))
    make.expense(alice, 899, merchant="Lidl", category_id=food.id, unchecked_since=utc_now())
    make.expense(alice, -500, merchant="Kava", spent_on=dt.date(2025, 1, 1))

    def merchants(query: str) -> list[str]:
        return [item["merchant"] for item in program.read(f"/expenses{query}")["expenses"]]

    assert merchants("") == ["Lidl", "Konzum", "Kava"]
    assert merchants("?month=2026-11&sort=amount") == ["Lidl", "Konzum"]
    assert merchants("?q=konz") == ["Konzum"]
    assert merchants("?from=2026-11-21") == ["Lidl"]
    assert merchants("?checked=no") == ["Lidl"]
    assert merchants("?min=10,00") == ["Konzum"]
    assert merchants(f"?category_id={food.id}&max=9") == ["Lidl"]


def test_a_list_has_pages_and_the_total_of_all(program: Program, make: Factory, alice: User) -> None:
    make.expenses(alice, range(1, 61))
    first, second = (program.read(f"/expenses?page={number}") for number in (1, 2))
    assert (len(first.pop("expenses")), len(second.pop("expenses"))) == (50, 10)
    assert first == {"count": 60, "total": "18.30", "total_cents": 1830, "currency": "EUR", "page": 1, "pages": 2}
    assert program.get("/expenses?page=3").status_code == 404


@pytest.mark.parametrize(
    "query", ["month=2026-13", "from=x", "min=x", "sort=x", "category_id=99", "from=2026-02-02&to=2026-01-01"]
)
def test_a_filter_that_cannot_be_read_is_named(program: Program, query: str) -> None:
    response = program.get(f"/expenses?{query}")
    name = query.rpartition("&")[2].partition("=")[0]
    assert (response.status_code, [*errors_of(response)]) == (400, [name])


def test_a_filter_that_is_not_known_is_named(program: Program) -> None:
    assert [*errors_of(program.get("/expenses?merchnat=Konzum"))] == ["merchnat"]


def test_a_body_of_a_file_is_no_expense(program: Program) -> None:
    response = program.post("/expenses", data=io.BytesIO(picture()), content_type="image/jpeg")
    assert response.status_code == 415
