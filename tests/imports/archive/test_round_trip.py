from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.text import tidy_line, tidy_lines
from app.models import Receipt, ReceiptReading
from app.receipts.services import tidy_file_name
from tests.support.archives import table_of
from tests.support.documents import written_pdf
from tests.support.factories import entry, picture, upload
from tests.support.pictures import encode
from tests.support.receipts import MARKET, print_paper

if TYPE_CHECKING:
    from app.models import User
    from tests.support.archives import Archives
    from tests.support.client import Client
    from tests.support.factories import Factory

# What people type, with what hurts: formulas, quotes, separators, line ends, other scripts.
HARD = st.sampled_from(["=1+1", "'=1", "''@x", "-5", "+1", "@sum", '"', ",;|", "a\nb", "ščćž", "한국어", "👩‍👧"])
TEXT = st.one_of(HARD, st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=30))
PICTURES = [picture(media_format, (40, 50 + 7 * number)) for number, media_format in enumerate(("JPEG", "PNG", "WEBP"))]
MOMENTS = st.integers(1_500_000_000_000_000, 1_790_000_000_000_000).map(
    lambda microseconds: dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
)
EXPENSE = st.fixed_dictionaries(
    {
        "amount_cents": st.integers(-999_999_999_999, 999_999_999_999).filter(bool),
        "spent_on": st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
        "merchant": TEXT.map(tidy_line),
        "note": TEXT.map(tidy_lines),
        "created_at": MOMENTS,
        "updated_at": MOMENTS,
        "deleted_at": st.none() | MOMENTS,
    }
)
RECEIPT = st.fixed_dictionaries(
    {"content": st.sampled_from(PICTURES), "original_name": TEXT.map(tidy_file_name), "deleted_at": st.none() | MOMENTS}
)
EXPENSE_OF_A_DAY = {"spent_on": dt.date(2026, 11, 20), "merchant": "Konzum"}
ACCOUNT = st.lists(
    st.tuples(st.sampled_from(("Food", "=Fun", "Čevapi; 1,5")), EXPENSE, st.lists(RECEIPT, max_size=2)), max_size=6
)


def fill(make: Factory, user: User, account: list[tuple[str, dict[str, Any], list[dict[str, Any]]]]) -> None:
    categories = {name: make.category(user, name).id for name in ("Food", "=Fun", "Čevapi; 1,5")}
    for name, expense, receipts in account:
        made = make.expense(user, category_id=categories[name], **expense)
        for position, receipt in enumerate(receipts):
            make.receipt(made, position=position, **receipt)
    make.limit(user, category_id=categories["=Fun"])
    make.limit(user, None, valid_from=dt.date(2026, 3, 1))
    make.savings_goal(user, name="@Bicycle")
    make.decision(user, "-netflix", amount_cents=999, is_confirmed=False)
    make.waiting(user, PICTURES[1])
    make.waiting(user, PICTURES[2], deleted_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


@given(account=ACCOUNT)
@settings(
    max_examples=int(os.environ.get("ROUND_TRIPS", "12")),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_account_arrives_as_it_left_and_a_second_time_adds_nothing(
    make: Factory, archives: Archives, account: list[Any]
) -> None:
    old, new = make.user(), make.user()
    fill(make, old, account)
    archive = archives.of(old)
    left = archives.holdings(old)
    archives.take(new, archive)
    assert archives.holdings(new) == left
    assert not archives.take(new, archive)
    assert archives.holdings(new) == left


def test_a_pdf_keeps_its_bytes_and_gets_its_pages(
    client: Client, archives: Archives, make: Factory, alice: User, charlie: User
) -> None:
    sent = upload(written_pdf(["one", "two"]), "bill.pdf")
    client.submit("/expenses/new", **entry(make.category(alice, "Bills"), receipts=sent))
    archives.take(charlie, archives.of(alice))
    arrived = archives.holdings(charlie)["receipts"]
    assert arrived == archives.holdings(alice)["receipts"]
    receipt = make.session.scalars(select(Receipt).where(Receipt.user_id == charlie.id)).one()
    assert (receipt.media_type, receipt.page_count) == ("application/pdf", 2)
    reading = make.session.scalars(select(ReceiptReading).where(ReceiptReading.user_id == charlie.id)).one()
    assert (reading.receipt_id, reading.text.split()) == (receipt.id, ["one", "two"])


def test_a_photo_gets_its_signature_and_what_its_code_says(
    make: Factory, archives: Archives, alice: User, charlie: User
) -> None:
    content = encode(print_paper(MARKET), "PNG")  # a JPEG loses a little in its first thumbnail
    left = [make.receipt(make.expense(alice), content), make.waiting(alice, content)]
    archives.take(charlie, archives.of(alice))
    arrived = make.session.scalars(select(Receipt).where(Receipt.user_id == charlie.id)).all()
    assert [receipt.signature for receipt in arrived] == [receipt.signature for receipt in left]
    readings = make.session.scalars(select(ReceiptReading).where(ReceiptReading.user_id == charlie.id)).all()
    assert {reading.receipt_id for reading in readings} == {receipt.id for receipt in arrived}
    assert [reading.code_payload for reading in readings] == [MARKET.code] * 2


def test_what_comes_back_from_another_account_adds_nothing(
    make: Factory, archives: Archives, alice: User, charlie: User
) -> None:
    make.receipt(make.expense(alice, merchant="Konzum"))
    archives.take(charlie, archives.of(alice))
    back = archives.of(charlie)
    left = archives.holdings(alice)
    assert not archives.take(alice, back)
    assert archives.holdings(alice) == left


def test_what_was_added_meanwhile_is_all_that_comes(
    make: Factory, archives: Archives, alice: User, charlie: User
) -> None:
    food = make.category(alice, "Food")
    make.expense(alice, category_id=food.id)
    archives.take(charlie, archives.of(alice))
    make.expense(alice, 700, category_id=food.id)
    archive = archives.of(alice)
    plan = archives.plan(charlie, archive)
    assert (plan.new, plan.new_cents, plan.here) == (1, 700, 1)
    assert archives.take(charlie, archive) == {"expenses": 1}


def test_categories_are_merged_by_name_and_keep_their_look(
    make: Factory, archives: Archives, alice: User, charlie: User
) -> None:
    make.expense(alice, category_id=make.category(alice, "FOOD", color="red").id)
    make.category(charlie, "Food", color="green")
    archives.take(charlie, archives.of(alice))
    assert archives.holdings(charlie)["categories"] == [("Food", "green", "tag", "None")]


def test_a_limit_and_a_goal_that_are_here_stay(make: Factory, archives: Archives, alice: User, charlie: User) -> None:
    for user, cents in ((alice, 10_000), (charlie, 20_000)):
        make.limit(user, cents)
        make.savings_goal(user, cents)
    assert not archives.take(charlie, archives.of(alice))
    assert archives.holdings(charlie)["limits"][0][1] == "20000"


def test_rows_of_foreign_files_stay_known(make: Factory, archives: Archives, alice: User, charlie: User) -> None:
    make.imported(make.expense(alice), "mint:1")
    archives.take(charlie, archives.of(alice))
    rows = table_of(archives.of(charlie), "import_keys.csv")
    assert [row["key"] for row in rows] == ["mint:1"]
    assert rows[0]["expense"].startswith(f"potrosnja:{alice.archive_key}:")


def test_another_expense_with_the_number_of_an_old_one_is_new(make: Factory, archives: Archives, alice: User) -> None:
    expense = make.expense(alice, 500)
    archive = archives.of(alice)
    expense.amount_cents, expense.created_at = 900, dt.datetime(2026, 12, 24, tzinfo=dt.UTC)  # a backup was restored
    make.session.flush()
    archives.take(alice, archive)
    assert [row[1] for row in archives.holdings(alice)["expenses"]] == [500, 900]


def test_what_was_deleted_for_good_after_it_came_in_stays_away(
    make: Factory, archives: Archives, client: Client, alice: User, charlie: User
) -> None:
    make.expense(charlie)
    archive = archives.of(charlie)
    archives.take(alice, archive)
    links = client.page("/expenses/?all=1").attributes(".who a.row-title", "href")
    client.submit(f"{links[0]}/delete")
    client.submit("/trash/empty")
    assert archives.holdings(alice)["expenses"] == []
    assert archives.plan(alice, archive).new == 0
    assert not archives.take(alice, archive)


def test_an_archive_is_taken_back_as_a_whole(make: Factory, archives: Archives, alice: User, charlie: User) -> None:
    make.category(charlie, "Food")
    make.expense(charlie, category_id=make.category(charlie, "Own").id)
    fill(make, alice, [("Food", EXPENSE_OF_A_DAY, [{"content": PICTURES[0]}])])
    before = archives.holdings(charlie)
    archive = archives.of(alice)
    batch_id, _ = archives.take_batch(charlie, archive)
    assert archives.undo(charlie, batch_id) == (1, 0)
    assert archives.holdings(charlie) == before
    assert archives.plan(charlie, archive).new == 1


def test_what_was_changed_since_stays_when_an_archive_is_taken_back(
    make: Factory, archives: Archives, client: Client, alice: User, charlie: User
) -> None:
    food = make.category(charlie, "Food")
    for cents in (500, 700):
        make.expense(charlie, cents, category_id=food.id)
    batch_id, _ = archives.take_batch(alice, archives.of(charlie))
    first = client.page("/expenses/?all=1&sort=amount").attributes(".who a.row-title", "href")[0]
    client.submit(f"{first}/delete")
    assert archives.undo(alice, batch_id) == (1, 1)
    assert [row[1] for row in archives.holdings(alice)["expenses"]] == [500]


@pytest.mark.parametrize("language", ["en", "hr"])
def test_an_empty_account_is_an_archive_too(make: Factory, archives: Archives, charlie: User, language: str) -> None:
    summary = archives.inspect(charlie, archives.of(make.user(language=language)))
    assert (summary.cents, summary.first_day, summary.counts["expenses"]) == (0, None, 0)
