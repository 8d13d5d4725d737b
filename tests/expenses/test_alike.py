"""A receipt that belongs to an expense already is asked about, and never blocked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from app.expenses import alike
from app.models import Expense, Receipt
from tests.support.factories import TODAY, entry, picture, upload
from tests.support.pictures import encode

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

NEW = "/expenses/new"
PLAIN = picture(size=(61, 91))


def draw_receipt(seed: int) -> Image.Image:
    """Return lines of bars as a printer would leave them."""
    image = Image.new("RGB", (400, 640), "white")
    pen = ImageDraw.Draw(image)
    for line in range(24):
        width = 40 + (seed * 7919 + line * line * 104729) % 280
        left = 20 + (seed * 31 + line * 57) % 60
        pen.rectangle((left, 24 + line * 25, left + width, 34 + line * 25), fill="black")
    return image


def jpeg(image: Image.Image) -> bytes:
    return encode(image, "JPEG", quality=60)


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


@pytest.fixture
def saved(make: Factory, alice: User, food: Category) -> Expense:
    expense = make.expense(alice, category_id=food.id, merchant="Konzum", spent_on=TODAY - dt.timedelta(days=30))
    make.receipt(expense, jpeg(draw_receipt(1)), sent_sha256="a" * 64)
    return expense


@pytest.fixture
def other(make: Factory, alice: User, food: Category) -> Expense:
    """An expense without a receipt."""
    return make.expense(alice, category_id=food.id)


def question(page: Page) -> list[str]:
    return page.texts(".alike h2")


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Expense)) or 0


def test_the_same_picture_cropped_is_asked_about(client: Client, food: Category, saved: Expense) -> None:
    cropped = jpeg(draw_receipt(1).crop((15, 20, 390, 610)))
    page = client.submit(NEW, **entry(food, amount="3", note="typed"), receipts=upload(cropped))
    assert question(page) == ["This looks like your expense of Oct 23, 2026, €12.50"]
    assert page.texts("textarea#note") == ["typed"]
    assert f"/expenses/{saved.id}" in page.attributes(".alike a.button", "href")
    assert len(page.attributes(".alike img", "src")) == 2
    assert len(page.attributes("[name=waiting][checked]", "value")) == 1


def test_save_anyway_saves_in_one_step(client: Client, food: Category, saved: Expense, session: Session) -> None:
    asked = client.submit(NEW, **entry(food, amount="3"), receipts=upload(jpeg(draw_receipt(1))))
    assert count(session) == 1
    waiting = asked.attributes("[name=waiting][checked]", "value")
    answer = client.submit(NEW, **entry(food, amount="3"), waiting=waiting, told_apart=saved.id)
    assert (answer.status, count(session)) == (302, 2)
    assert session.scalar(select(func.count()).where(Receipt.expense_id.is_(None))) == 0


def test_an_answer_outlives_an_error(client: Client, food: Category, saved: Expense) -> None:
    wrong = client.submit(NEW, **entry(food, amount="zero"), told_apart=saved.id)
    assert wrong.attributes("input[name=told_apart]", "value") == [str(saved.id)]


def test_a_waiting_receipt_is_asked_about(
    client: Client, food: Category, saved: Expense, make: Factory, alice: User
) -> None:
    receipt = make.waiting(alice, jpeg(draw_receipt(1)))
    page = client.submit(NEW, **entry(food, amount="3"), waiting=receipt.id)
    assert len(question(page)) == 1
    assert f"/expenses/{saved.id}" in page.attributes(".alike a.button", "href")


def test_the_same_file_is_asked_about(client: Client, food: Category) -> None:
    client.submit(NEW, **entry(food, amount="3"), receipts=upload(PLAIN))
    assert len(question(client.submit(NEW, **entry(food, amount="4"), receipts=upload(PLAIN)))) == 1


@pytest.mark.usefixtures("saved")
def test_of_many_receipts_the_latest_pictures_are_compared_and_all_files(
    client: Client, food: Category, other: Expense, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "MOST_COMPARED", 1)
    make.receipt(other, PLAIN)
    make.receipt(other, jpeg(draw_receipt(5)))
    old_picture = upload(jpeg(draw_receipt(1)))
    assert client.submit(NEW, **entry(food, amount="3"), receipts=old_picture).status == 302
    assert len(question(client.submit(NEW, **entry(food, amount="4"), receipts=upload(PLAIN)))) == 1


@pytest.mark.parametrize("days", [0, 2, 3])
def test_the_same_amount_within_two_days_at_a_merchant_is_asked_about(
    client: Client, food: Category, make: Factory, alice: User, days: int
) -> None:
    make.expense(alice, 1250, category_id=food.id, merchant="konzum", spent_on=TODAY - dt.timedelta(days=days))
    fields = entry(food, amount="12.50", merchant="Konzum", spent_on=TODAY.isoformat())
    assert len(question(client.submit(NEW, **fields, receipts=upload()))) == (days <= 2)


def test_without_a_receipt_nothing_is_asked(client: Client, food: Category, make: Factory, alice: User) -> None:
    make.expense(alice, 1250, category_id=food.id, merchant="Konzum")
    assert client.submit(NEW, **entry(food, amount="12.50", merchant="Konzum")).status == 302


@pytest.mark.usefixtures("saved")
def test_another_receipt_is_saved_at_once(client: Client, food: Category) -> None:
    assert client.submit(NEW, **entry(food, amount="3"), receipts=upload(jpeg(draw_receipt(5)))).status == 302


def test_what_others_have_is_not_named(client: Client, food: Category, make: Factory, charlie: User) -> None:
    make.receipt(make.expense(charlie), jpeg(draw_receipt(1)))
    assert client.submit(NEW, **entry(food, amount="3"), receipts=upload(jpeg(draw_receipt(1)))).status == 302


def test_what_is_in_the_trash_is_not_named(client: Client, food: Category, saved: Expense) -> None:
    client.submit(f"/expenses/{saved.id}/delete")
    assert client.submit(NEW, **entry(food, amount="3"), receipts=upload(jpeg(draw_receipt(1)))).status == 302


@pytest.mark.parametrize("number", ["9" * 30, "x", "-1"])
def test_a_wrong_number_is_ignored(client: Client, food: Category, number: str) -> None:
    assert client.submit(NEW, **entry(food), receipts=upload(), told_apart=number).status == 302


def test_what_was_told_apart_is_remembered(client: Client, food: Category, saved: Expense, session: Session) -> None:
    fields = entry(food, amount="3", told_apart=saved.id)
    client.submit(NEW, **fields, receipts=upload(jpeg(draw_receipt(1))))
    assert session.scalars(select(Receipt.told_apart).order_by(Receipt.id)).all() == [None, [saved.id]]


def test_what_was_told_apart_before_is_not_asked_about_again(
    client: Client, food: Category, saved: Expense, make: Factory, alice: User
) -> None:
    receipt = make.waiting(alice, jpeg(draw_receipt(1)), told_apart=[saved.id])
    assert question(client.page(f"/receipts/queue/{receipt.id}")) == []
    assert client.submit(NEW, **entry(food, amount="3"), waiting=receipt.id).status == 302


def test_save_and_add_another_outlives_the_question(client: Client, food: Category, saved: Expense) -> None:
    fields = entry(food, amount="3", add_another="1")
    page = client.submit(NEW, **fields, receipts=upload(jpeg(draw_receipt(1))))
    assert page.texts(".alike [name=add_another]") == ["Save anyway"]
    assert page.attributes(".alike [name=told_apart]", "value") == [str(saved.id)]


def test_a_photo_added_in_the_form_of_an_expense_is_asked_about(
    client: Client, food: Category, saved: Expense, other: Expense, session: Session
) -> None:
    url = f"/expenses/{other.id}/edit"
    asked = client.submit(url, **entry(food, note="typed"), receipts=upload(jpeg(draw_receipt(1))))
    assert (len(question(asked)), asked.texts("textarea#note")) == (1, ["typed"])
    waiting = asked.attributes("[name=waiting][checked]", "value")
    client.submit(url, **entry(food, note="typed"), waiting=waiting, told_apart=saved.id)
    assert session.scalars(select(Receipt.expense_id).order_by(Receipt.id)).all() == [saved.id, other.id]


def test_a_photo_added_on_the_page_of_an_expense_is_asked_about_in_its_form(
    client: Client, saved: Expense, other: Expense, session: Session
) -> None:
    answer = client.submit(f"/expenses/{other.id}/receipts", receipts=upload(jpeg(draw_receipt(1))))
    number = session.scalars(select(Receipt.id).where(Receipt.expense_id.is_(None))).one()
    assert answer.location == f"/expenses/{other.id}/edit?waiting={number}"
    page = client.page(answer.location)
    assert (len(question(page)), page.attributes("[name=waiting][checked]", "value")) == (1, [str(number)])
    assert page.attributes(".alike [name=told_apart]", "value") == [str(saved.id)]


def test_a_form_that_was_sent_before_is_not_asked_about_itself(
    client: Client, food: Category, make: Factory, alice: User
) -> None:
    expense = make.expense(alice, category_id=food.id)
    url, key = f"/expenses/{expense.id}/receipts", "k" * 22
    answers = [client.submit(url, key=key, receipts=upload(PLAIN)) for _ in range(2)]
    assert [answer.location for answer in answers] == [f"/expenses/{expense.id}"] * 2
