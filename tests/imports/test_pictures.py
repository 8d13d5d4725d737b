from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models import Expense, ImportBatch, Receipt
from tests.imports.formats.samples import MY_EXPENSES
from tests.imports.steps import bring_in
from tests.support.factories import files_in, picture
from tests.support.imports import zipped

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.support.client import Client

# The sample names four pictures: one is missing, one is no picture.
EXPORT = zipped({"a.csv": MY_EXPENSES, "picture.png": picture("PNG"), "a.jpg": picture(exif=b""), "b.jpg": b"broken"})


def test_pictures_of_a_zip_come_in_clean_with_their_expenses(
    client: Client, session: Session, upload_folder: Path
) -> None:
    page = bring_in(client, EXPORT)
    assert "2 receipts came with them." in page.text
    assert "1 picture was missing or could not be read." in page.text
    rows = session.execute(
        select(Expense.merchant, Receipt.original_name)
        .join(Receipt, Receipt.expense_id == Expense.id)
        .order_by(Receipt.id)
    ).all()
    assert sorted(tuple(row) for row in rows) == [("Bauhaus", "a.jpg"), ("Konzum", "picture.png")]
    assert len(files_in(upload_folder)) == 4  # with thumbnails


def test_pictures_go_with_the_import_that_is_undone(client: Client, session: Session, upload_folder: Path) -> None:
    bring_in(client, EXPORT)
    client.submit(f"/imports/{session.scalars(select(ImportBatch.id)).one()}/undo")
    assert session.scalars(select(Receipt)).all() == []
    assert files_in(upload_folder) == []


def test_pictures_come_once(client: Client, session: Session) -> None:
    bring_in(client, EXPORT)
    bring_in(client, EXPORT)
    assert len(session.scalars(select(Receipt.id)).all()) == 2
