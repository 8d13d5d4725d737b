from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.imports import turns
from app.imports.messages import FATES, FAULTS, KINDS, REFUSALS, ROLES
from app.imports.preview import Fate
from app.imports.records import Fault, Kind, Role
from app.imports.refusals import Refusal
from app.models import Category, Expense, ImportBatch, ImportKey
from app.web.waiting_files import waiting_path
from tests.imports.steps import ROWS, bring_in, counts_of, file_of, go_on, start
from tests.support.client import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

NOVEMBER_7 = dt.date(2026, 11, 7)
OTHER_ROW = "9,Pekara,Groceries,-1.10,2026-11-09T08:00:00Z,"


def count_expenses(session: Session, user: User) -> int:
    return session.scalar(select(func.count()).where(Expense.user_id == user.id)) or 0


def without_ids(*rows: str) -> bytes:
    """Return a file whose rows have no number, so that fingerprints tell them apart."""
    return file_of(*(row[1:] for row in rows))


def test_a_known_file_is_in_when_every_page_is_sent_as_it_stands(client: Client, session: Session) -> None:
    page = bring_in(client)
    assert "3 expenses are in." in page.text
    rows = session.execute(
        select(Expense.merchant, Expense.amount_cents, Category.name, Expense.note, Expense.spent_on)
        .join(Category, Category.id == Expense.category_id)
        .order_by(Expense.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Konzum", 2345, "Groceries", "#weekly", NOVEMBER_7),
        ("Kavana", 220, "Going out", "", dt.date(2026, 11, 8)),
        ("Kavana", 220, "Going out", "", dt.date(2026, 11, 8)),
    ]


def test_nothing_is_saved_before_the_last_page(client: Client, session: Session, alice: User) -> None:
    go_on(client, start(client))
    assert count_expenses(session, alice) == 0
    assert session.scalars(select(Category)).all() == []


def test_what_came_in_is_found_by_search(client: Client) -> None:
    bring_in(client)
    assert "Konzum" in client.page("/expenses/?q=konz").text
    assert "Konzum" in client.page("/expenses/?q=weekly").text


def test_the_preview_counts_what_becomes_of_the_rows(client: Client) -> None:
    assert counts_of(go_on(client, start(client))) == {"new": 3, "income": 1, "unreadable": 1}


def test_a_line_that_cannot_be_read_is_shown_with_its_reason(client: Client) -> None:
    assert "Line 6: not an amount" in go_on(client, start(client)).text


@pytest.mark.parametrize("make_file", [file_of, without_ids])
def test_a_file_that_comes_twice_adds_nothing(
    client: Client, session: Session, alice: User, make_file: Callable[..., bytes]
) -> None:
    bring_in(client, make_file(*ROWS))
    page = go_on(client, start(client, make_file(*reversed(ROWS))))
    assert counts_of(page) == {"income": 1, "here": 3, "unreadable": 1}
    assert page.texts(".primary") == ["Finish"]
    assert count_expenses(session, alice) == 3


@pytest.mark.parametrize("make_file", [file_of, without_ids])
def test_a_longer_file_that_overlaps_adds_what_is_new(
    client: Client, session: Session, alice: User, make_file: Callable[..., bytes]
) -> None:
    bring_in(client, make_file(*ROWS))
    assert "1 expense is in." in bring_in(client, make_file(OTHER_ROW, *ROWS)).text
    assert count_expenses(session, alice) == 4


def test_two_equal_rows_stay_two_and_a_third_is_new(client: Client) -> None:
    coffee = ROWS[2]
    bring_in(client, without_ids(coffee, coffee))
    assert counts_of(go_on(client, start(client, without_ids(coffee, coffee, coffee)))) == {"new": 1, "here": 2}


def test_what_was_typed_by_hand_is_left_out_unless_it_is_ticked(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 2345, spent_on=NOVEMBER_7 + dt.timedelta(days=2))
    page = go_on(client, start(client, file_of(ROWS[0])))
    assert (counts_of(page), page.fields().get("ticked")) == ({"probably": 1}, None)
    assert "1 expense is in." in bring_in(client, file_of(ROWS[0]), ticked="0").text


def test_what_is_left_out_stays_away_until_it_is_asked_for(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 2345, spent_on=NOVEMBER_7)
    bring_in(client, file_of(ROWS[0]))
    assert counts_of(go_on(client, start(client, file_of(ROWS[0])))) == {"left_out": 1}
    assert "1 expense is in." in bring_in(client, file_of(ROWS[0]), again="y").text
    assert counts_of(go_on(client, start(client, file_of(ROWS[0])))) == {"here": 1}


def test_a_new_row_that_is_unticked_stays_away(client: Client) -> None:
    assert "2 expenses are in." in bring_in(client, ticked=["0", "2"]).text
    assert counts_of(go_on(client, start(client)))["left_out"] == 1


def test_what_was_deleted_stays_away(client: Client, session: Session) -> None:
    bring_in(client)
    expense = session.scalars(select(Expense.id).where(Expense.merchant == "Konzum")).one()
    client.submit(f"/expenses/{expense}/delete")
    assert counts_of(go_on(client, start(client)))["here"] == 3
    client.submit("/trash/empty")
    assert counts_of(go_on(client, start(client)))["left_out"] == 1


def test_money_in_comes_as_a_refund_where_it_is_wanted(client: Client, session: Session) -> None:
    assert "4 expenses are in." in bring_in(client, refunds="y").text
    assert session.scalar(select(Expense.amount_cents).where(Expense.merchant == "Salary")) == -150_000
    assert counts_of(go_on(client, start(client))) == {"here": 4, "unreadable": 1}


def test_another_currency_is_counted_and_stays_away(client: Client) -> None:
    header = "ID,Name,Category,Amount,Date,Tags,Currency"
    content = file_of("1,A,B,-1.00,2026-11-07,,USD", "2,A,B,-2.00,2026-11-07,,EUR", header=header)
    page = go_on(client, start(client, content))
    assert counts_of(page) == {"new": 1, "other_currency": 1}
    assert "Line 2: another currency" in page.text


def test_the_same_page_sent_twice_saves_once(client: Client, session: Session, alice: User) -> None:
    url = start(client)
    fields = go_on(client, url).fields()
    client.submit(f"{url}/preview", **fields)
    assert client.submit(f"{url}/preview", **fields).location == "/imports/"
    assert count_expenses(session, alice) == 3


@contextmanager
def others_at_work(request_count: int) -> Iterator[None]:
    """Hold the turn, as an import that is at work, until so many requests wait for it and the block has ended."""
    with turns._turn:  # noqa: SLF001 - no request can be made to last
        yield
        while turns._places._value > turns.MAX_REQUESTS - request_count:  # noqa: SLF001
            time.sleep(0.01)


def test_the_same_page_sent_twice_at_one_moment_saves_once(
    client: Client, new_client: Callable[[], Client], alice: User
) -> None:
    url = f"{start(client)}/preview"
    fields = go_on(client, url.removesuffix("/preview")).fields()
    browsers = [new_client().signed_in(alice) for _ in range(2)]
    tokens = [browser.csrf_token() for browser in browsers]
    with ThreadPoolExecutor(2) as pool:
        with others_at_work(2):
            answers = [
                pool.submit(browser.post, url, data={**fields, "csrf_token": token})
                for browser, token in zip(browsers, tokens, strict=True)
            ]
        texts = " ".join(Page(answer.result()).text for answer in answers)
    assert (texts.count("3 expenses are in."), texts.count("This file is in already.")) == (1, 1)


def test_a_page_whose_file_another_request_has_saved_meanwhile_says_so(client: Client, session: Session) -> None:
    url = start(client)
    with ThreadPoolExecutor(1) as pool:
        with others_at_work(1):
            answer = pool.submit(client.get, f"{url}/categories")
            while turns._places._value == turns.MAX_REQUESTS:  # noqa: SLF001
                time.sleep(0.01)
            remove_waiting(client, session)
        assert "something just changed. Try again." in Page(answer.result()).text


def remove_waiting(client: Client, session: Session) -> None:
    key = session.scalars(select(ImportBatch.storage_key)).one()
    with client.application.app_context():
        waiting_path(key or "").unlink()


def test_the_keys_of_charlie_are_not_those_of_alice(
    client: Client, new_client: Callable[[], Client], charlie: User, session: Session
) -> None:
    bring_in(client)
    bring_in(new_client().signed_in(charlie))
    assert count_expenses(session, charlie) == 3
    assert session.scalar(select(func.count()).where(ImportKey.user_id == charlie.id)) == 3


def test_an_import_that_is_done_keeps_no_file(client: Client, session: Session) -> None:
    bring_in(client)
    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.storage_key, batch.counts) == (None, {"new": 3, "income": 1, "unreadable": 1, "expenses": 3})


def test_what_was_said_about_a_program_is_kept_for_its_next_file(client: Client, session: Session) -> None:
    url = start(client)
    page = client.page(f"{url}/categories")
    assert page.fields()["categories-0-name"] == ["Going out"]
    client.submit(f"{url}/categories", **{**page.fields(), "categories-0-choice": "skip"})
    client.submit(f"{url}/preview", **client.page(f"{url}/preview").fields())
    assert [expense.merchant for expense in session.scalars(select(Expense))] == ["Konzum"]
    page = client.page(f"{start(client, file_of(OTHER_ROW, *ROWS))}/categories")
    choices = dict(zip(page.fields()["categories-0-name"], page.fields()["categories-0-choice"], strict=True))
    assert choices == {"Going out": "skip"}


def test_an_answer_without_the_name_of_its_category_is_ignored(client: Client) -> None:
    url = start(client, file_of(OTHER_ROW))
    answer: dict[str, Any] = {"categories-0-choice": "skip"}
    assert client.submit(f"{url}/categories", **answer).location == f"{url}/preview"


def test_a_category_of_the_same_name_is_taken(client: Client, make: Factory, alice: User, session: Session) -> None:
    own = make.category(alice, "GROCERIES")
    bring_in(client, file_of(ROWS[0]))
    assert session.scalars(select(Expense.category_id)).one() == own.id


def test_rows_without_a_category_go_where_their_merchant_went(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    usual = make.expense(alice, 999, merchant="KONZUM")
    page = bring_in(client, file_of("1,Konzum,,-1.00,2026-11-07,", "2,Nobody,,-2.00,2026-11-07,"))
    assert "2 expenses are in." in page.text
    rows = session.execute(select(Expense.amount_cents, Category.id, Category.name).join(Expense.category)).all()
    found = {cents: (number, name) for cents, number, name in rows}
    assert found[100][0] == usual.category_id
    assert found[200][1] == "Other"


def test_each_message_of_a_refusal_and_a_fault_is_there() -> None:
    assert set(REFUSALS) == set(Refusal)
    assert set(FAULTS) == set(Fault)
    assert set(FATES) == set(Fate)
    assert (set(ROLES), set(KINDS)) == (set(Role), set(Kind))
