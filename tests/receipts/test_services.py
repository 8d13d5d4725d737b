from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.database.engine import db
from app.expenses.queries import get_expense
from app.models import Expense, Receipt
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.images import clean_image
from app.receipts.services import (
    add_receipts,
    add_to_expense,
    add_waiting_receipts,
    delete_receipt,
    remove_receipts,
)
from app.receipts.uploads import Upload
from app.trash.services import empty_trash
from app.web.extensions import receipt_store
from tests.support.factories import files_in, picture
from tests.support.upload_folder import fail_at, stored_path, thumbnail_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("context")


def photo(file_name: str = "receipt.jpg") -> Upload:
    return Upload(clean_image(io.BytesIO(picture()), 10**6), file_name)


def own_copy(user: User, expense: Expense) -> Expense:
    """Return the expense as the application's own session holds it."""
    found = get_expense(user, expense.id)
    assert found is not None
    return found


def files_of(*receipts: Receipt) -> list[str]:
    keys = [receipt.storage_key for receipt in receipts]
    return sorted(path(key).name for key in keys for path in (stored_path, thumbnail_path))


def test_a_receipt_describes_its_stored_image(make: Factory, alice: User, session: Session) -> None:
    expense = make.expense(alice)
    add_receipts(alice, expense, [photo("račun.jpg")])
    db.session.commit()
    receipt = session.scalars(select(Receipt)).one()
    image = stored_path(receipt.storage_key).read_bytes()
    assert (receipt.user_id, receipt.expense_id) == (alice.id, expense.id)
    assert (receipt.byte_size, receipt.width, receipt.height) == (len(image), 60, 90)
    assert (receipt.original_name, receipt.media_type) == ("račun.jpg", "image/jpeg")


def test_positions_go_on_after_those_there(make: Factory, alice: User, session: Session) -> None:
    expense = make.expense(alice)
    make.receipt(expense, position=4)
    make.receipt(make.expense(alice), position=9)
    add_receipts(alice, expense, [photo(), photo()])
    db.session.commit()
    positions = session.scalars(select(Receipt.position).where(Receipt.expense_id == expense.id))
    assert sorted(positions) == [4, 5, 6]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../evil.html", "evil.html"),
        ("..\\..\\evil.html", "evil.html"),
        ("/etc/passwd", "passwd"),
        ("two\r\nlines.jpg", "two lines.jpg"),
        ("nul\0\x1b.jpg", "nul.jpg"),
        ("  spaces   .jpg", "spaces .jpg"),
        ("\ud800.jpg", ".jpg"),
        ("s\u030c.jpg", "š.jpg"),
        ("folder/", ""),
        ("", ""),
        ("x" * 300 + ".jpg", "x" * 196 + ".jpg"),
    ],
)
def test_of_the_senders_name_a_tidy_last_part_is_kept(
    make: Factory, alice: User, session: Session, sent: str, kept: str
) -> None:
    add_receipts(alice, make.expense(alice), [photo(sent)])
    db.session.commit()
    assert session.scalars(select(Receipt.original_name)).one() == kept


@pytest.mark.parametrize("ending", ["rollback", "close"])
def test_files_go_when_the_commit_does_not_come(make: Factory, alice: User, upload_folder: Path, ending: str) -> None:
    add_receipts(alice, make.expense(alice), [photo(), photo()])
    assert len(files_in(upload_folder)) == 4
    getattr(db.session, ending)()
    assert files_in(upload_folder) == []


def test_files_go_when_the_database_refuses_the_commit(
    make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    expense = own_copy(alice, make.expense(alice))
    kept = make.receipt(expense)
    add_receipts(alice, expense, [photo()])
    expense.amount_cents = 0
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    assert files_in(upload_folder) == files_of(kept)
    assert session.scalars(select(Receipt.id)).all() == [kept.id]


def test_files_go_when_the_flush_fails(make: Factory, alice: User, charlie: User, upload_folder: Path) -> None:
    add_receipts(alice, make.expense(charlie), [photo()])
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert files_in(upload_folder) == []


def test_files_of_an_earlier_commit_outlive_a_later_rollback(
    make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    expense = make.expense(alice)
    add_receipts(alice, expense, [photo()])
    db.session.commit()
    add_receipts(alice, expense, [photo()])
    db.session.rollback()
    assert files_in(upload_folder) == files_of(*session.scalars(select(Receipt)))


@pytest.mark.parametrize("failing_call", range(1, 13))
def test_whichever_write_fails_on_a_full_disk_nothing_stays(
    make: Factory, alice: User, upload_folder: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    fail_at(monkeypatch, failing_call)
    with pytest.raises(OSError, match="space"):
        add_receipts(alice, make.expense(alice), [photo(), photo()])
    db.session.rollback()
    assert files_in(upload_folder) == []


def remove_one(user: User, receipt: Receipt) -> None:
    assert remove_receipts((Receipt.user_id == user.id) & (Receipt.id == receipt.id)) == 1


def remove_of_its_expense(user: User, receipt: Receipt) -> None:
    assert remove_receipts((Receipt.user_id == user.id) & (Receipt.expense_id == receipt.expense_id)) == 1


def remove_all(user: User, receipt: Receipt) -> None:
    assert receipt.user_id == user.id
    assert remove_receipts(Receipt.user_id == user.id) == 1


def empty_the_bin_with_it(user: User, receipt: Receipt) -> None:
    db.session.get_one(Receipt, receipt.id).deleted_at = utc_now()
    empty_trash(user)


def empty_the_bin_with_its_expense(user: User, receipt: Receipt) -> None:
    db.session.get_one(Expense, receipt.expense_id).deleted_at = utc_now()
    empty_trash(user)


any_removal = pytest.mark.parametrize(
    "remove", [remove_one, remove_of_its_expense, remove_all, empty_the_bin_with_it, empty_the_bin_with_its_expense]
)


@any_removal
def test_files_stay_until_the_commit_comes(
    make: Factory, alice: User, upload_folder: Path, remove: Callable[[User, Receipt], None]
) -> None:
    receipt = make.receipt(make.expense(alice))
    remove(alice, receipt)
    assert files_in(upload_folder) == files_of(receipt)
    db.session.commit()
    assert files_in(upload_folder) == []


@any_removal
@pytest.mark.parametrize("ending", ["rollback", "close"])
def test_nothing_is_unlinked_when_the_commit_does_not_come(
    make: Factory,
    alice: User,
    upload_folder: Path,
    remove: Callable[[User, Receipt], None],
    ending: str,
) -> None:
    receipt = make.receipt(make.expense(alice))
    remove(alice, receipt)
    getattr(db.session, ending)()
    db.session.execute(text("SELECT 1"))
    db.session.commit()
    assert files_in(upload_folder) == files_of(receipt)
    assert make.session.scalars(select(Receipt.id)).all() == [receipt.id]


@any_removal
def test_what_is_somebody_elses_stays(
    make: Factory,
    alice: User,
    charlie: User,
    upload_folder: Path,
    remove: Callable[[User, Receipt], None],
) -> None:
    receipt, other = make.receipt(make.expense(alice)), make.receipt(make.expense(charlie))
    remove(alice, receipt)
    db.session.commit()
    assert files_in(upload_folder) == files_of(other)


def test_a_receipt_in_the_trash_keeps_its_row_and_its_files(
    make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    receipt = make.receipt(make.expense(alice))
    delete_receipt(db.session.get_one(Receipt, receipt.id))
    db.session.commit()
    assert session.scalar(select(Receipt.deleted_at)) is not None
    assert files_in(upload_folder) == files_of(receipt)


@pytest.mark.parametrize("ending", ["rollback", "close"])
def test_files_of_waiting_receipts_go_when_the_commit_does_not_come(
    alice: User, upload_folder: Path, ending: str
) -> None:
    add_waiting_receipts(alice, [photo(), photo()])
    assert len(files_in(upload_folder)) == 4
    getattr(db.session, ending)()
    assert files_in(upload_folder) == []


def test_receipts_that_waited_come_after_those_there_and_before_new_ones(
    make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    make.receipt(expense, original_name="there.jpg")
    make.receipt(expense, original_name="in the trash.jpg", position=1, deleted_at=utc_now())
    waiting = add_waiting_receipts(alice, [photo("waited.jpg")])
    add_to_expense(alice, expense, [*waiting, *add_waiting_receipts(alice, [photo("new.jpg")])])
    db.session.commit()
    names = session.scalars(select(Receipt.original_name).order_by(Receipt.position)).all()
    assert names == ["there.jpg", "in the trash.jpg", "waited.jpg", "new.jpg"]


def test_a_receipt_added_and_removed_at_once_leaves_nothing(
    make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    expense = make.expense(alice)
    add_receipts(alice, expense, [photo()])
    db.session.flush()
    remove_receipts(Receipt.expense_id == expense.id)
    db.session.commit()
    assert (session.scalars(select(Receipt.id)).all(), files_in(upload_folder)) == ([], [])


def test_removing_a_receipt_whose_files_are_gone_is_no_error(make: Factory, alice: User, session: Session) -> None:
    receipt = make.receipt(make.expense(alice))
    receipt_store().remove(storage.file_names(receipt.storage_key, 1))
    remove_one(alice, receipt)
    db.session.commit()
    assert session.scalars(select(Receipt.id)).all() == []
