"""A form of a goal that is sent twice at one moment saves once, and says so both times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.models import Budget, SavingsGoal
from tests.support.at_once import post_at_once

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
SAVINGS: dict[str, Any] = {"name": "Bicycle", "amount": "900", "due_on": "2027-06-30"}


def post_twice(client: Client, url: str, **fields: Any) -> list[tuple[int, str]]:
    fields["csrf_token"] = client.csrf_token()
    return [(page.status, page.location) for page in post_at_once(client, *[(url, fields)] * 2)]


@pytest.mark.parametrize("has_category", [True, False])
def test_a_limit_sent_twice_at_one_moment_is_set_once(
    client: Client, make: Factory, alice: User, session: Session, *, has_category: bool
) -> None:
    category_id = make.category(alice).id if has_category else ""
    answers = post_twice(client, "/goals/", amount="300", category_id=category_id, valid_from="2026-11")
    assert answers == [(302, "/goals/")] * 2
    assert session.scalars(select(Budget.amount_cents)).all() == [30_000]


@pytest.mark.usefixtures("alice")
def test_a_savings_goal_sent_twice_at_one_moment_is_set_once(client: Client, session: Session) -> None:
    assert post_twice(client, "/goals/savings", **SAVINGS) == [(302, "/goals/savings")] * 2
    assert session.scalars(select(SavingsGoal.amount_cents)).all() == [90_000]
