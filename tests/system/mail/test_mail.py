from __future__ import annotations

import email.policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Receipt
from app.receipts.turns import BusyError
from app.system.mail import cli
from tests.support.documents import scanned_pdf
from tests.support.factories import files_in, picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

BAD_MAIL, COME_AGAIN = 65, 75


@pytest.fixture
def deliver(app: Flask, alice: object) -> Callable[..., Result]:  # noqa: ARG001 - whose inbox it is
    """Pipe a mail into `flask receipts mail`."""

    def run(mail: bytes, username: str = "alice") -> Result:
        return app.test_cli_runner().invoke(args=["receipts", "mail", username], input=mail)

    return run


def make_mail(*files: tuple[bytes, str, str], inside: Sequence[bytes] = ()) -> bytes:
    """Return a mail with files, each with its kind and name, and pictures inside its text."""
    message = EmailMessage()
    message["Message-ID"] = "<1@shop.example>"
    message["Subject"] = "Račun"
    message.set_content("Hvala!")
    if inside:
        message.add_alternative("<img src='cid:logo'>", subtype="html")
        for content in inside:
            message.get_payload()[1].add_related(content, "image", "png", cid="<logo>")  # type: ignore[union-attr, index]
    for content, kind, name in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, main, sub, filename=name)
    return message.as_bytes(policy=email.policy.SMTP)


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Receipt.original_name).order_by(Receipt.id)))


def test_what_is_attached_waits_in_the_inbox(deliver: Callable[..., Result], session: Session) -> None:
    files = ((picture(), "image/jpeg", "račun.jpg"), (scanned_pdf(), "application/octet-stream", "b.pdf"))
    result = deliver(make_mail(*files, inside=[picture("PNG")]), "ALICE")
    assert (result.exit_code, result.output) == (0, "Receipts in the inbox of alice: 2.\n")
    assert names(session) == ["račun.jpg", "b.pdf"]


def test_a_photo_inside_the_text_counts_where_nothing_is_attached(
    deliver: Callable[..., Result], session: Session
) -> None:
    assert deliver(make_mail(inside=[picture("PNG")])).exit_code == 0
    assert names(session) == ["image.png"]


def test_a_mail_that_is_delivered_twice_adds_once(
    deliver: Callable[..., Result], session: Session, upload_folder: Path
) -> None:
    for content in (picture(), picture(), picture(size=(50, 50))):
        assert deliver(make_mail((content, "image/jpeg", "a.jpg"))).exit_code == 0
    assert len(names(session)) == 2
    assert len(files_in(upload_folder)) == 4


def test_a_bad_file_beside_a_good_one_is_named(deliver: Callable[..., Result], session: Session) -> None:
    files = ((b"no photo", "image/jpeg", "a.jpg"), (picture(), "image/jpeg", "b.jpg"))
    result = deliver(make_mail(*files))
    assert (result.exit_code, names(session)) == (0, ["b.jpg"])
    assert "a.jpg is neither a photo nor a PDF." in result.output


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"no mail at all",
        make_mail(),
        make_mail((b"no photo", "image/jpeg", "a.jpg")),
        (
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/jpeg\n"
            b"Content-Transfer-Encoding: base64\n\n!\n"
        ),
        b"Content-Type: image/jpeg; name*=utf-9''%ff\nContent-Disposition: attachment; filename*0*=x''%\n\n\xff",
        b"Message-ID: \xff\xfe<\n" + b"Content-Type: message/rfc822\n\n" * 200,
    ],
)
def test_a_mail_without_a_receipt_goes_back_to_its_sender(
    deliver: Callable[..., Result], session: Session, mail: bytes
) -> None:
    result = deliver(mail)
    assert (result.exit_code, names(session)) == (BAD_MAIL, [])
    assert "The mail has no picture and no PDF that can be kept." in result.output


@pytest.mark.parametrize(
    "mail",
    [
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(2000)),
    ],
)
def test_a_mail_that_cannot_be_read_says_so(deliver: Callable[..., Result], mail: bytes) -> None:
    result = deliver(mail)
    assert (result.exit_code, result.output) == (BAD_MAIL, "The mail cannot be read.\n")


def test_a_mail_for_nobody_goes_back_too(deliver: Callable[..., Result]) -> None:
    result = deliver(make_mail((picture(), "image/jpeg", "a.jpg")), "nobody")
    assert (result.exit_code, result.output) == (BAD_MAIL, "There is no account nobody.\n")


def test_a_mail_that_is_too_large_is_not_read(deliver: Callable[..., Result]) -> None:
    assert deliver(bytes(21 * 1024 * 1024)).exit_code == BAD_MAIL


def test_a_mail_comes_again_where_the_server_is_busy(
    deliver: Callable[..., Result], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_busy(_folder: Path) -> None:
        raise BusyError

    monkeypatch.setattr(cli, "turn", be_busy)
    assert deliver(make_mail((picture(), "image/jpeg", "a.jpg"))).exit_code == COME_AGAIN
    assert names(session) == []
