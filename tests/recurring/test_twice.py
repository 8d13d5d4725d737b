"""A click that is sent twice at one moment decides once, and says so both times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import RecurringDecision
from tests.support.at_once import post_at_once

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("action", ["confirm", "dismiss"])
def test_a_decision_sent_twice_at_one_moment_is_made_once(
    client: Client, make: Factory, alice: User, session: Session, action: str
) -> None:
    bills = make.category(alice)
    for month in (9, 10, 11):
        make.expense(alice, 1890, merchant="Zvon", spent_on=dt.date(2026, month, 15), category_id=bills.id)
    fields = {"merchant_key": "zvon", "rhythm": "monthly", "cents": "1890", "csrf_token": client.csrf_token()}
    answers = post_at_once(client, *[(f"/recurring/{action}", fields)] * 2)
    assert [(page.status, page.location) for page in answers] == [(302, "/recurring/")] * 2
    assert session.scalars(select(RecurringDecision.is_confirmed)).all() == [action == "confirm"]
