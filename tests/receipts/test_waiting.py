"""Photos without an expense: what is left of a form with errors, and what another app on the device shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.models import Expense, Receipt
from app.models.types import utc_now
from tests.support.factories import entry, files_in, upload
from tests.support.pictures import draw_noise, encode

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from app.models import Category, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
NOT_A_PHOTO = b"<!doctype html>"


@pytest.fixture
def category(make: Factory, alice: User) -> Category:
    return make.category(alice)


def stored(session: Session) -> list[tuple[str, int | None]]:
    """Return the name and the expense of every receipt."""
    rows = session.execute(select(Receipt.original_name, Receipt.expense_id).order_by(Receipt.position, Receipt.id))
    return [(name, expense_id) for name, expense_id in rows]


def offered(page: Page, ticked: str = "") -> list[str]:
    return page.attributes(f"input[name=waiting]{ticked}", "value")


def share(client: Client, headers: dict[str, str], **fields: Any) -> TestResponse:
    return client.post("/receipts/share", data=fields, headers=headers)


@pytest.mark.parametrize("wrong_files", [[], [(NOT_A_PHOTO, "page.html")]])
def test_good_photos_of_a_form_with_errors_stay_and_are_offered_ticked(
    client: Client, category: Category, session: Session, wrong_files: list[tuple[bytes, str]]
) -> None:
    files = [upload(name="a.jpg"), *(upload(*file) for file in wrong_files), upload(name="b.jpg")]
    page = client.submit("/expenses/new", **entry(category, amount="nan"), receipts=files)
    assert page.status == 400
    assert stored(session) == [("a.jpg", None), ("b.jpg", None)]
    assert offered(page, "[checked]") == [str(number) for number in session.scalars(select(Receipt.id))]
    assert bool(page.error_of("receipts")) == bool(wrong_files)


def test_good_photos_beside_a_bad_one_alone_stay_too(client: Client, category: Category, session: Session) -> None:
    files = [upload(name="a.jpg"), upload(NOT_A_PHOTO, "page.html")]
    page = client.submit("/expenses/new", **entry(category), receipts=files)
    assert (page.status, page.error_of("receipts")[:28]) == (400, "page.html is neither a photo")
    assert (stored(session), session.scalar(select(func.count(Expense.id)))) == ([("a.jpg", None)], 0)


def test_good_photos_of_a_changed_expense_with_errors_wait_and_are_not_yet_its_own(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    url = f"/expenses/{expense.id}/edit"
    page = client.submit(url, **entry(expense.category, amount=""), receipts=upload(name="a.jpg"))
    assert (stored(session), len(offered(page, "[checked]"))) == ([("a.jpg", None)], 1)
    client.submit(url, **entry(expense.category), waiting=offered(page))
    assert stored(session) == [("a.jpg", expense.id)]


def test_what_was_ticked_stays_ticked_after_an_error(
    client: Client, make: Factory, alice: User, category: Category
) -> None:
    first, second = make.waiting(alice), make.waiting(alice)
    page = client.submit("/expenses/new", **entry(category, amount=""), waiting=second.id)
    assert offered(page) == [str(first.id), str(second.id)]
    assert offered(page, "[checked]") == [str(second.id)]
    page = client.submit("/expenses/new", **entry(category, amount=""), waiting=second.id, receipts=upload())
    assert offered(page, "[checked]") == [str(second.id), str(second.id + 1)]


def test_a_form_sent_twice_keeps_a_receipt_once(client: Client, category: Category, session: Session) -> None:
    page = client.submit("/expenses/new", **entry(category, amount=""), receipts=upload(name="a.jpg"))
    page = client.submit("/expenses/new", **entry(category, amount=""), waiting=offered(page))
    assert client.submit("/expenses/new", **entry(category), waiting=offered(page)).status == 302
    assert stored(session) == [("a.jpg", session.scalars(select(Expense.id)).one())]


def test_ticked_ones_are_attached_in_order_before_new_ones_and_the_others_wait(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    first, _, third = (make.waiting(alice, original_name=f"{number}.jpg") for number in (1, 2, 3))
    client.submit(
        "/expenses/new", **entry(make.category(alice)), waiting=[third.id, first.id], receipts=upload(name="new.jpg")
    )
    expense_id = session.scalars(select(Expense.id)).one()
    attached = [name for name, number in stored(session) if number == expense_id]
    assert attached == ["1.jpg", "3.jpg", "new.jpg"]
    assert ("2.jpg", None) in stored(session)


def test_attached_to_an_expense_they_come_after_those_there(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    receipts = [make.receipt(expense), make.waiting(alice, encode(draw_noise(60, 90), "JPEG"))]
    client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category), waiting=receipts[1].id)
    sources = client.page(f"/expenses/{expense.id}").attributes(".receipts img", "src")
    assert sources == [f"/receipts/{receipt.id}/image" for receipt in receipts]


def test_nobody_attaches_what_is_somebody_elses_or_in_the_trash_or_has_its_expense(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    other = make.expense(alice)
    receipts = [make.waiting(charlie), make.waiting(alice, deleted_at=utc_now()), make.receipt(other)]
    numbers = [receipt.id for receipt in receipts]
    page = client.page("/expenses/new", query_string={"waiting": numbers})
    assert (offered(page), page.attributes(".waiting img", "src")) == ([], [])
    assert client.submit("/expenses/new", **entry(other.category), waiting=numbers).status == 302
    owners = session.scalars(select(Receipt.expense_id).order_by(Receipt.id)).all()
    assert owners == [None, None, other.id]


@pytest.mark.parametrize("waiting", ["x", "", "-1", "9" * 30, "\0"])
def test_a_number_that_no_receipt_has_is_left_out(
    client: Client, category: Category, session: Session, waiting: str
) -> None:
    assert client.page("/expenses/new", query_string={"waiting": waiting}).status == 200
    assert client.submit("/expenses/new", **entry(category), waiting=waiting).status == 302
    assert stored(session) == []


def test_the_page_of_waiting_receipts_lists_ones_own_and_leads_to_an_expense_with_them(
    client: Client, make: Factory, alice: User, charlie: User
) -> None:
    receipt, _ = make.waiting(alice, original_name="mine.jpg"), make.waiting(charlie, original_name="secret.jpg")
    make.receipt(make.expense(alice), original_name="used.jpg")
    page = client.page("/receipts/")
    assert page.texts(".row-title") == ["mine.jpg"]
    link = page.attributes(".row a.button", "href")[0]
    assert offered(client.page(link), "[checked]") == [str(receipt.id)]
    assert client.page(f"/receipts/{receipt.id}").attributes(".actions a", "href")[0] == link


def test_any_number_of_photos_is_kept_at_once(client: Client, session: Session) -> None:
    page = client.submit("/receipts/", receipts=[upload(name="a.jpg"), upload(name="b.jpg")], follow=True)
    assert (page.texts(".row-title"), page.texts(".flash")) == (["a.jpg", "b.jpg"], ["2 receipts are kept."])
    assert stored(session) == [("a.jpg", None), ("b.jpg", None)]


def test_a_photo_for_a_new_expense_leads_to_its_form(client: Client, session: Session) -> None:
    page = client.submit("/receipts/", receipts=[upload(name="a.jpg")], for_new_expense="1", follow=True)
    assert (len(offered(page, "[checked]")), page.texts(".flash")) == (1, [])
    assert stored(session) == [("a.jpg", None)]


def test_good_photos_beside_a_bad_one_are_kept_and_the_bad_one_is_named(client: Client, session: Session) -> None:
    page = client.submit("/receipts/", receipts=[upload(name="a.jpg"), upload(NOT_A_PHOTO, "page.html")])
    assert (page.status, page.error_of("receipts")[:28]) == (400, "page.html is neither a photo")
    assert stored(session) == [("a.jpg", None)]


def test_photos_sent_twice_by_one_form_are_kept_once(client: Client, session: Session) -> None:
    key = client.page("/receipts/").attributes("[name=key]", "value")[0]
    for _ in range(2):
        client.submit("/receipts/", key=key, receipts=upload(name="a.jpg"))
    assert stored(session) == [("a.jpg", None)]


def test_nothing_is_kept_of_a_form_with_an_old_token(client: Client, session: Session) -> None:
    response = client.post("/receipts/", data={"csrf_token": "old", "receipts": upload()})
    assert (response.status_code, stored(session)) == (400, [])


def test_no_waiting_receipt_is_said_so(client: Client) -> None:
    assert "No photo is waiting." in client.page("/receipts/").text
    assert client.page("/expenses/new").texts(".waiting") == []


def test_a_waiting_receipt_is_served_to_its_owner_alone(
    client: Client, make: Factory, alice: User, charlie: User
) -> None:
    own, other = make.waiting(alice), make.waiting(charlie)
    for path in ("", "/image", "/thumbnail", "/download"):
        assert client.page(f"/receipts/{own.id}{path}").status == 200
        assert client.page(f"/receipts/{other.id}{path}").status == 404


def test_a_deleted_one_waits_again_after_undo(client: Client, make: Factory, alice: User, upload_folder: Path) -> None:
    receipt = make.waiting(alice)
    page = client.submit(f"/receipts/{receipt.id}/delete", follow=True)
    assert page.response.request.path == "/receipts/"
    assert (page.texts(".row"), len(files_in(upload_folder))) == ([], 2)
    client.submit(page.attributes("form.flash", "action")[0])
    assert len(client.page("/receipts/").texts(".row")) == 1
    assert offered(client.page("/expenses/new")) == [str(receipt.id)]


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_shared_photos_are_kept_and_wait_in_a_new_expense(client: Client, session: Session, site: str) -> None:
    response = share(client, {"Sec-Fetch-Site": site}, receipts=[upload(name="a.jpg"), upload(name="b.jpg")])
    assert (response.status_code, stored(session)) == (303, [("a.jpg", None), ("b.jpg", None)])
    numbers = [str(number) for number in session.scalars(select(Receipt.id).order_by(Receipt.id))]
    assert response.location == f"/expenses/new?waiting={numbers[0]}&waiting={numbers[1]}"
    assert offered(client.page(response.location), "[checked]") == numbers


def test_of_shared_files_the_good_ones_stay_and_the_others_are_named(client: Client, session: Session) -> None:
    files = [upload(name="a.jpg"), upload(NOT_A_PHOTO, "page.html")]
    page = client.page(share(client, {"Sec-Fetch-Site": "none"}, receipts=files).location)
    assert (stored(session), len(offered(page, "[checked]"))) == ([("a.jpg", None)], 1)
    assert page.texts(".flash")[0].startswith("page.html is neither a photo nor a PDF.")


@pytest.mark.parametrize("fields", [{}, {"receipts": "text"}, {"receipts": upload(b"", "")}])
def test_nothing_shared_opens_an_empty_form(client: Client, session: Session, fields: dict[str, Any]) -> None:
    response = share(client, {"Sec-Fetch-Site": "none"}, **fields)
    assert (response.status_code, response.location, stored(session)) == (303, "/expenses/new", [])


@pytest.mark.parametrize(
    "headers", [{}, *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "", "NONE"))]
)
def test_what_another_site_may_have_sent_is_refused_and_nothing_of_it_kept(
    client: Client, session: Session, upload_folder: Path, headers: dict[str, str]
) -> None:
    assert share(client, headers, receipts=upload()).status_code == 400
    assert (stored(session), files_in(upload_folder)) == ([], [])


def test_a_guest_who_shares_is_asked_to_log_in(guest: Client, session: Session, upload_folder: Path) -> None:
    response = share(guest, {"Sec-Fetch-Site": "none"}, receipts=upload())
    assert (response.status_code, response.location) == (302, "/auth/login")
    assert (stored(session), files_in(upload_folder)) == ([], [])


def test_sharing_changes_nothing_else(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    expense = make.expense(alice)
    fields = entry(expense.category, expense_id=expense.id, user_id=charlie.id, waiting=1, language="hr")
    share(client, {"Sec-Fetch-Site": "none"}, **fields, receipts=upload(name="a.jpg"))
    assert (stored(session), session.scalars(select(Receipt.user_id)).all()) == ([("a.jpg", None)], [alice.id])
    assert session.scalars(select(Expense.id)).all() == [expense.id]
    assert client.page("/").attributes("html", "lang") == ["en"]
