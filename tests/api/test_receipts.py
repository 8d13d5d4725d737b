from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.models import Receipt
from app.stores.store import MARKER
from tests.support.documents import scanned_pdf
from tests.support.factories import picture, upload
from tests.support.programs import errors_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.programs import Program


def kept(session: Session) -> list[Receipt]:
    session.expire_all()
    return list(session.scalars(select(Receipt).order_by(Receipt.id)))


def test_receipts_wait_in_the_inbox(program: Program, alice: User, session: Session) -> None:
    files = [upload(name="a.jpg"), upload(scanned_pdf(), "b.pdf")]
    response = program.post("/receipts", data={"receipts": files})
    first, second = kept(session)
    assert (response.status_code, response.get_json()) == (
        201,
        {
            "receipts": [
                {"id": first.id, "name": "a.jpg", "url": f"http://localhost/receipts/queue/{first.id}"},
                {"id": second.id, "name": "b.pdf", "url": f"http://localhost/receipts/queue/{second.id}"},
            ]
        },
    )
    assert {(receipt.user_id, receipt.expense_id) for receipt in kept(session)} == {(alice.id, None)}


def test_any_field_may_have_the_file(program: Program, session: Session) -> None:
    response = program.post("/receipts", data={"file": upload(name="scan.jpg"), "title": "ignored"})
    assert response.status_code == 201
    assert [receipt.original_name for receipt in kept(session)] == ["scan.jpg"]


def test_a_disk_that_is_not_mounted_is_a_problem(program: Program, session: Session, upload_folder: Path) -> None:
    (upload_folder / MARKER).unlink()
    response = program.post("/receipts", data={"file": upload()})
    assert (response.status_code, response.mimetype) == (507, "application/problem+json")
    assert response.get_json()["title"] == "The photo was not stored"
    assert response.get_json()["detail"] == "The server could not store the photo, and nothing was saved."
    assert kept(session) == []


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(picture(), "image/jpeg"), (scanned_pdf(), "application/pdf"), (picture("PNG"), "application/octet-stream")],
)
def test_the_body_may_be_the_file(program: Program, session: Session, content: bytes, content_type: str) -> None:
    assert program.post("/receipts", data=io.BytesIO(content), content_type=content_type).status_code == 201
    assert len(kept(session)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": {"receipts": "no file"}},
        {"data": b"", "content_type": "image/jpeg"},
        {"json": {"receipts": "x"}},
        {"data": b"[" * 9000, "content_type": "application/json"},
    ],
)
def test_without_a_file_there_is_nothing_to_keep(program: Program, body: dict[str, Any]) -> None:
    response = program.post("/receipts", **body)
    assert (response.status_code, errors_of(response)) == (400, {"receipts": "Send a photo or a PDF."})


def test_a_file_that_is_no_photo_is_named(program: Program, session: Session) -> None:
    response = program.post("/receipts", data=b"no photo", content_type="image/jpeg")
    text = "receipt is neither a photo nor a PDF. Send a JPEG, PNG, WebP, HEIC or PDF."
    assert errors_of(response) == {"receipts": text}
    assert kept(session) == []


def test_a_file_above_the_limit_is_not_read(program: Program) -> None:
    assert program.post("/receipts", data=bytes(2 * 1024 * 1024 + 1), content_type="image/jpeg").status_code == 413


def test_with_a_key_a_file_is_kept_once(program: Program, session: Session) -> None:
    for _ in range(2):
        response = program.post("/receipts", data={"file": upload()}, headers={"Idempotency-Key": "mail-1"})
        assert response.status_code == 201
    assert len(kept(session)) == 1
