from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.budgets import NOVEMBER, limits

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def test_a_limit_ends_and_past_months_keep_theirs(
    client: Client, make: Factory, alice: User, food: Category, session: Session
) -> None:
    limit = make.limit(alice, 32_000, category_id=food.id)
    make.limit(alice, 1, category_id=food.id, valid_from=dt.date(2027, 1, 1))
    page = client.submit(f"/goals/{limit.id}/remove", follow=True)
    assert page.texts(".flash") == ["Food: no limit any more. Months before keep theirs."]
    assert page.texts(".goal-title") == ["Savings"]
    assert limits(session) == [(food.id, 32_000, dt.date(2026, 1, 1)), (food.id, None, NOVEMBER)]


def test_after_it_a_new_limit_finds_the_old_months(client: Client, make: Factory, alice: User, food: Category) -> None:
    limit = make.limit(alice, 32_000, category_id=food.id)
    client.submit(f"/goals/{limit.id}/remove")
    client.submit("/goals/", amount="500", category_id=food.id, valid_from="2026-11")
    page = client.page("/goals/")
    assert page.attributes(".strip a", "class")[6:] == ["kept"] * 3 + ["missed"] * 3


def test_a_limit_of_this_month_alone_leaves_nothing_behind(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    limit = make.limit(alice, valid_from=NOVEMBER)
    page = client.submit(f"/goals/{limit.id}/remove", follow=True)
    assert page.texts(".flash") == ["Total: no limit any more. Months before keep theirs."]
    assert limits(session) == []


def test_other_limits_stay(client: Client, make: Factory, alice: User, charlie: User, session: Session) -> None:
    limit = make.limit(alice, valid_from=NOVEMBER)
    make.limit(charlie, valid_from=NOVEMBER)
    kept = make.limit(alice, category_id=make.category(alice).id, valid_from=NOVEMBER)
    client.submit(f"/goals/{limit.id}/remove")
    assert sorted(limits(session), key=str) == sorted(
        [(None, 30_000, NOVEMBER), (kept.category_id, 30_000, NOVEMBER)], key=str
    )


def test_removing_twice_changes_no_more(client: Client, make: Factory, alice: User, session: Session) -> None:
    limit = make.limit(alice)
    for _ in range(2):
        assert client.submit(f"/goals/{limit.id}/remove").status == 302
    assert limits(session) == [(None, 30_000, dt.date(2026, 1, 1)), (None, None, NOVEMBER)]


def test_a_stranger_removes_nothing(client: Client, make: Factory, charlie: User, session: Session) -> None:
    limit = make.limit(charlie)
    assert client.submit(f"/goals/{limit.id}/remove").status == 404
    assert limits(session) == [(None, 30_000, dt.date(2026, 1, 1))]


def test_the_limits_of_a_deleted_category_go_with_it(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    food = make.category(alice)
    for day in (NOVEMBER, dt.date(2026, 1, 1)):
        make.limit(alice, category_id=food.id, valid_from=day)
    make.limit(alice, valid_from=NOVEMBER)
    kept = make.limit(charlie, category_id=make.category(charlie).id, valid_from=NOVEMBER)
    client.submit(f"/categories/{food.id}/delete")
    assert sorted(limits(session), key=str) == sorted(
        [(None, 30_000, NOVEMBER), (kept.category_id, 30_000, NOVEMBER)], key=str
    )
