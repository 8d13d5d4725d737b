from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.database.engine import db
from app.events.messages import KIND_NAMES
from app.events.services import host_log, record_event, record_strangers_failure
from app.models import AccountEvent
from app.models.account_event import EVENTS_KEPT, EventKind
from app.models.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.ctx import RequestContext
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.factories import Factory

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"

pytestmark = pytest.mark.usefixtures("context")


def requested_from(app: Flask, address: str) -> RequestContext:
    return app.test_request_context(environ_base={"REMOTE_ADDR": address, "HTTP_USER_AGENT": FIREFOX})


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the host's log gets."""
    host_log.addHandler(caplog.handler)
    with caplog.at_level("INFO", host_log.name):
        yield caplog
    host_log.removeHandler(caplog.handler)


def test_an_event_says_what_happened_where_and_when(app: Flask, alice: User, session: Session) -> None:
    with requested_from(app, "192.0.2.7"):
        record_event(alice.id, EventKind.PASSKEY_ADDED, "  the blue\nkey ")
        db.session.commit()
    event = session.scalars(select(AccountEvent)).one()
    assert (event.user_id, event.kind, event.detail) == (alice.id, "passkey_added", "the blue key")
    assert (event.address, event.device) == ("192.0.2.7", "Firefox, Windows")
    assert utc_now() - event.created_at < dt.timedelta(minutes=1)


def test_an_event_of_a_command_comes_from_nowhere(alice: User, session: Session) -> None:
    record_event(alice.id, EventKind.PASSWORD_RESET)
    db.session.commit()
    event = session.scalars(select(AccountEvent)).one()
    assert (event.address, event.device) == ("", "")


def test_what_is_too_long_is_cut(app: Flask, alice: User, session: Session) -> None:
    with requested_from(app, "x" * 1000):
        record_event(alice.id, EventKind.PASSKEY_ADDED, "x" * 1000)
        db.session.commit()
    event = session.scalars(select(AccountEvent)).one()
    assert (len(event.address), len(event.detail)) == (45, 200)


def test_the_host_gets_a_line_of_json_without_the_detail(
    app: Flask, alice: User, lines: pytest.LogCaptureFixture
) -> None:
    with requested_from(app, "192.0.2.7"):
        record_event(alice.id, EventKind.IMPORTED, "HR1210010051863000160.csv")
        assert lines.messages == []
        db.session.commit()
    line = json.loads(lines.messages[0])
    assert dt.datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {"event": "imported", "user_id": alice.id, "address": "192.0.2.7"}


def test_a_failure_of_nobody_is_the_hosts_alone(session: Session, lines: pytest.LogCaptureFixture) -> None:
    record_strangers_failure(EventKind.LOG_IN_FAILED)
    db.session.commit()
    assert json.loads(lines.messages[0])["user_id"] is None
    assert session.scalars(select(AccountEvent)).all() == []


def test_what_was_undone_did_not_happen(alice: User, session: Session, lines: pytest.LogCaptureFixture) -> None:
    record_event(alice.id, EventKind.EXPORTED)
    db.session.rollback()
    db.session.commit()
    assert (lines.messages, session.scalars(select(AccountEvent)).all()) == ([], [])


def test_events_older_than_90_days_go(make: Factory, alice: User, session: Session) -> None:
    old, kept = make.event(alice, created_at=utc_now() - EVENTS_KEPT - dt.timedelta(minutes=1)), make.event(alice)
    record_event(alice.id, EventKind.LOGGED_IN)
    db.session.commit()
    found = session.scalars(select(AccountEvent.id)).all()
    assert (old.id in found, kept.id in found, len(found)) == (False, True, 2)


def test_every_event_has_words() -> None:
    assert KIND_NAMES.keys() == set(EventKind)
