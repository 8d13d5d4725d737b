"""The quota and the floor of free disk hold for receipts whichever way they come."""

from __future__ import annotations

import datetime as dt
import io
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from app.models.types import utc_now
from tests.imports.formats.samples import MY_EXPENSES
from tests.imports.steps import bring_in, start
from tests.support.factories import files_in, picture, upload
from tests.support.imports import zipped
from tests.support.original_file import OriginalFile
from tests.support.programs import TOKEN, Program, errors_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.archives import Archives
    from tests.support.client import Client
    from tests.support.factories import Factory

QUOTA = "Your receipts may take 1 kB together, and with this they would take more."
DISK = "The disk of the server is almost full, so it takes no photos now. Tell who runs it."


@pytest.fixture(params=[("MAX_USER_BYTES", "100", QUOTA), ("MIN_FREE_BYTES", str(2**50), DISK)], ids=["quota", "disk"])
def limit(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    """A setting that leaves no room for any photo, and what its owner is told."""
    return cast("tuple[str, str, str]", request.param)


@pytest.fixture
def full(make_app: Callable[..., Flask], session: Session, limit: tuple[str, str, str]) -> Flask:  # noqa: ARG001 - it empties
    """An application without room."""
    return make_app(**{limit[0]: limit[1]})


@pytest.fixture
def client(full: Flask, alice: User) -> Client:
    return cast("Client", full.test_client()).signed_in(alice)


def assert_nothing_is_here(application: Flask, session: Session, user: User) -> None:
    for model in (Receipt, Expense):
        assert session.scalars(select(model).where(model.user_id == user.id)).all() == []
    assert files_in(application.config["SETTINGS"].upload_folder) == []


def test_programs_are_told_beside_the_field(
    full: Flask, make: Factory, alice: User, session: Session, limit: tuple[str, str, str]
) -> None:
    make.token(alice, TOKEN, expires_at=utc_now() + dt.timedelta(days=30))
    program, category = Program(full.test_client()), make.category(alice)
    fields = {"amount": "5", "category": category.name, "photo": upload()}
    answers = [program.post("/expenses", data=fields), program.post("/receipts", data={"photo": upload()})]
    assert [(answer.status_code, errors_of(answer)) for answer in answers] == [(400, {"receipts": limit[2]})] * 2
    assert_nothing_is_here(full, session, alice)


def test_an_archive_is_refused_whole(  # noqa: PLR0913, PLR0917 - fixtures
    full: Flask,
    client: Client,
    make: Factory,
    archives: Archives,
    session: Session,
    alice: User,
    charlie: User,
    limit: tuple[str, str, str],
) -> None:
    make.receipt(make.expense(charlie))
    url = start(client, archives.of(charlie).read_bytes())
    page = client.submit(client.page(url).location)
    assert page.texts(".alert") == [f"{limit[2]} Nothing was saved."]
    assert_nothing_is_here(full, session, alice)


def test_pictures_of_other_programs_are_refused_with_their_file(  # noqa: PLR0913, PLR0917 - fixtures
    full: Flask,
    client: Client,
    session: Session,
    alice: User,
    limit: tuple[str, str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = bring_in(client, zipped({"a.csv": MY_EXPENSES, "picture.png": picture("PNG")}))
    assert page.texts(".alert") == [f"{limit[2]} Nothing was saved."]
    assert alice.username not in caplog.text
    assert_nothing_is_here(full, session, alice)


def test_the_bytes_of_one_file_count_together(  # noqa: PLR0913, PLR0917 - fixtures
    make_app: Callable[..., Flask], archives: Archives, make: Factory, session: Session, alice: User, charlie: User
) -> None:
    sizes = [make.receipt(make.expense(charlie)).byte_size for _ in range(2)]
    application = make_app(MAX_USER_BYTES=str(sum(sizes) - 1))
    client: Any = application.test_client()
    url = start(client.signed_in(alice), archives.of(charlie).read_bytes())
    assert "Nothing was saved." in client.submit(client.page(url).location).text
    assert_nothing_is_here(application, session, alice)


def test_a_mail_goes_back_or_comes_again(
    full: Flask, session: Session, alice: User, limit: tuple[str, str, str]
) -> None:
    mail = EmailMessage()
    mail.add_attachment(picture(), "image", "jpeg", filename="a.jpg")
    result = full.test_cli_runner().invoke(args=["receipts", "mail", "alice"], input=mail.as_bytes())
    assert (result.exit_code, result.output) == (65 if limit[2] == QUOTA else 75, f"{limit[2]}\n")
    assert_nothing_is_here(full, session, alice)


def test_the_original_goes_on_when_there_is_room(
    app: Flask, full: Flask, session: Session, tmp_path: Path, limit: tuple[str, str, str]
) -> None:
    original = OriginalFile(tmp_path / "baza_nova.db")
    ana = original.person("ana")
    original.expense(ana, "1")
    original.expense(ana, "2", slika=picture(), naziv_slike="a.jpg")
    command = ["import-original", str(original.path)]
    result = full.test_cli_runner().invoke(args=command)
    assert (result.exit_code, limit[0] in result.output, "run this again" in result.output) == (1, True, True)
    assert result.output.startswith("Error: ana: ")
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert sorted(session.scalars(select(Expense.amount_cents))) == [100, 200]
    assert len(session.scalars(select(Receipt.id)).all()) == 1


def test_a_photo_in_the_share_sheet_is_refused_too(client: Client, limit: tuple[str, str, str]) -> None:
    files = {"receipts": (io.BytesIO(picture()), "a.jpg")}
    response = client.post("/receipts/share", data=files, headers={"Sec-Fetch-Site": "none"}, follow_redirects=True)
    assert limit[2] in response.get_data(as_text=True)
