from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.exports import routes
from app.models import AccountEvent
from app.models.account_event import EventKind
from app.models.types import utc_now
from tests.support.factories import PASSWORD
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

URL = "/auth/events/"


def kinds(session: Session, user: User) -> list[str]:
    statement = select(AccountEvent.kind).where(AccountEvent.user_id == user.id).order_by(AccountEvent.id)
    return list(session.scalars(statement))


def test_log_ins_and_failures_are_kept(guest: Client, alice: User, session: Session) -> None:
    guest.submit("/auth/login", username="alice", password="wrong password")
    guest.submit("/auth/login", username="ALICE", password=PASSWORD)
    guest.submit("/auth/logout")
    assert kinds(session, alice) == ["log_in_failed", "logged_in", "logged_out"]


def test_a_registration_begins_the_log(guest: Client, session: Session) -> None:
    guest.submit("/auth/register", first_name="Ana", last_name="Horvat", username="ana", password=PASSWORD)
    assert session.scalars(select(AccountEvent.kind)).all() == ["registered"]


def test_a_failure_of_a_name_that_nobody_has_is_nobodys(guest: Client, alice: User, session: Session) -> None:
    guest.submit("/auth/login", username="nobody", password=PASSWORD)
    assert kinds(session, alice) == []


def test_changes_of_the_password_are_kept(client: Client, alice: User, session: Session) -> None:
    client.submit("/auth/password", current_password="wrong", new_password="another good one")
    client.submit("/auth/password", current_password=PASSWORD, new_password="another good one")
    assert kinds(session, alice) == ["log_in_failed", "password_changed"]


@pytest.mark.parametrize("url", ["/exports/archive.zip", "/expenses/export.csv", "/expenses/export.xlsx"])
def test_a_download_of_everything_is_kept(client: Client, alice: User, session: Session, url: str) -> None:
    assert client.get(url).status_code == 200
    event = session.scalars(select(AccountEvent)).one()
    assert (event.user_id, event.kind) == (alice.id, "exported")
    assert event.detail.endswith(url.rpartition(".")[2])


def test_a_log_that_cannot_be_written_keeps_nobody_from_their_data(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        statement = "INSERT"
        raise OperationalError(statement, {}, OSError())

    monkeypatch.setattr(routes, "record_event", refuse)
    for _ in range(2 * routes.MOST_ARCHIVES):
        assert client.get("/exports/archive.zip").status_code == 200
    assert session.scalars(select(AccountEvent)).all() == []


def test_imports_are_kept_with_the_name_of_their_file(
    client: Client, alice: User, make: Factory, session: Session
) -> None:
    batch = make.waiting_import(alice)
    client.submit(f"/imports/{batch.id}/preview")
    client.submit(f"/imports/{batch.id}/undo")
    found = session.execute(select(AccountEvent.kind, AccountEvent.detail).order_by(AccountEvent.id)).all()
    assert found == [("imported", "mint.csv"), ("import_undone", "mint.csv")]


def test_an_archive_that_came_in_is_kept(client: Client, alice: User, make: Factory, session: Session) -> None:
    client.submit(f"/imports/archives/{make.waiting_archive(alice).id}")
    assert kinds(session, alice) == ["imported"]


def test_the_trash_that_was_emptied_is_kept(client: Client, alice: User, session: Session) -> None:
    client.submit("/trash/empty")
    assert kinds(session, alice) == ["trash_emptied"]


def test_tokens_are_kept_with_their_names(client: Client, alice: User, make: Factory, session: Session) -> None:
    client.submit("/auth/tokens/", name="Phone", may_add="y", days="90", password=PASSWORD)
    client.submit(f"/auth/tokens/{make.token(alice, name='Old').id}/revoke")
    found = session.execute(select(AccountEvent.kind, AccountEvent.detail).order_by(AccountEvent.id)).all()
    assert found == [("token_made", "Phone"), ("token_revoked", "Old")]


def test_an_invitation_is_kept(client: Client, session: Session) -> None:
    client.submit("/auth/invitations/", name="Marko")
    event = session.scalars(select(AccountEvent)).one()
    assert (event.kind, event.detail) == ("invitation_made", "Marko")


def test_a_password_set_by_the_host_is_kept(app: Flask, alice: User, session: Session) -> None:
    arguments = ["user", "set-password", "alice", "--password", "another good one"]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert kinds(session, alice) == ["password_reset"]


def test_the_page_says_what_happened_when_and_where(client: Client, alice: User, make: Factory) -> None:
    make.event(alice, EventKind.PASSKEY_ADDED, detail="the blue key", address="192.0.2.7", device="Firefox, Windows")
    page = client.page(URL)
    assert page.texts(".row-title") == ["Passkey added"]
    assert "the blue key" in page.text
    assert "Today, " in page.text
    assert "· Firefox, Windows · 192.0.2.7" in page.text


def test_the_latest_come_first_on_pages(client: Client, alice: User, make: Factory) -> None:
    for days in range(51):
        make.event(alice, EventKind.EXPORTED, detail=f"{days}.csv", created_at=utc_now() - dt.timedelta(days=days))
    assert client.page(URL).texts(".row-title + .row-sub")[:2] == ["0.csv", "1.csv"]
    assert client.page(f"{URL}?page=2").texts(".row-title + .row-sub") == ["50.csv"]
    assert client.page(f"{URL}?page=3").status == 404


def test_what_is_older_than_90_days_is_not_shown(client: Client, alice: User, make: Factory) -> None:
    make.event(alice, created_at=utc_now() - dt.timedelta(days=90, minutes=1))
    assert "Nothing yet." in client.page(URL).text


def test_a_stranger_sees_nothing_of_it(
    alice: User, charlie: User, make: Factory, new_client: Callable[[], Client]
) -> None:
    make.event(alice)
    assert new_client().signed_in(charlie).page(URL).texts(".row-title") == []


def test_the_page_asks_little_of_the_database(client: Client, alice: User, make: Factory, app: Flask) -> None:
    for _ in range(30):
        make.event(alice)
    with counted_statements(app) as statements:
        client.page(URL)
    assert len(statements) <= 3


def test_the_account_leads_to_the_log(client: Client) -> None:
    assert URL in client.page("/auth/account").attributes("main a", "href")
