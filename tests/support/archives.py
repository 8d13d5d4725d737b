"""Archives as tests make, change and take them in, and what an account holds, to compare two of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.database.engine import db
from app.exports.archive_format import APP, FORMAT, TABLES
from app.imports.archive.inspecting import inspect_archive
from app.imports.archive.queries import plan_archive
from app.imports.archive.services import save_archive
from app.imports.archive.undoing import undo_archive
from app.imports.work import finish
from app.models import Budget, Category, Expense, ImportBatch, Receipt, RecurringDecision, SavingsGoal
from tests.support.upload_folder import stored_path

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.imports.archive.inspecting import ArchiveSummary
    from app.imports.archive.queries import ArchivePlan
    from app.models import User
    from tests.support.client import Client

ARCHIVE_URL = "/exports/archive.zip"


@dataclass(frozen=True)
class Archives:
    """Takes archives out of accounts and into others."""

    app: Flask
    session: Session
    new_client: Callable[[], Client]
    folder: Path

    def of(self, user: User) -> Path:
        """Download the archive of an account."""
        response = self.new_client().signed_in(user).get(ARCHIVE_URL)
        assert response.status_code == 200
        return self.keep(response.data)

    def keep(self, content: bytes) -> Path:
        path = self.folder / f"{hashlib.sha256(content).hexdigest()}.zip"
        path.write_bytes(content)
        return path

    def inspect(self, user: User, path: Path) -> ArchiveSummary:
        with self.app.app_context():
            return inspect_archive(path, user.currency)

    def plan(self, user: User, path: Path) -> ArchivePlan:
        with self.app.app_context():
            return plan_archive(user, path)

    def take(self, user: User, path: Path) -> Counter[str]:
        """Import an archive into an account, as one batch."""
        return self.take_batch(user, path)[1]

    def take_batch(self, user: User, path: Path) -> tuple[int, Counter[str]]:
        with self.app.app_context():
            batch = ImportBatch(user_id=user.id, source="potrosnja", file_name=path.name)
            db.session.add(batch)
            db.session.flush()
            counts = finish(save_archive(user, path, batch))
            db.session.commit()
            return batch.id, counts

    def undo(self, user: User, batch_id: int) -> tuple[int, int]:
        with self.app.app_context():
            counts = undo_archive(user, db.session.get_one(ImportBatch, batch_id))
            db.session.commit()
            return counts

    def holdings(self, user: User) -> dict[str, list[Any]]:
        return holdings(self.app, self.session, user)


def holdings(app: Flask, session: Session, user: User) -> dict[str, list[Any]]:
    """Return all that an account holds, without the numbers of its rows; receipts with the hash of their file."""
    session.expire_all()
    names = {row.id: row.name for row in session.scalars(select(Category).where(Category.user_id == user.id))}
    expenses = {row.id: row for row in session.scalars(select(Expense).where(Expense.user_id == user.id))}
    with app.app_context():
        receipts = [
            (
                *(_expense(expenses[row.expense_id], names) if row.expense_id else (),),
                *(row.original_name, row.position, str(row.deleted_at), row.sha256, row.width, row.height),
                hashlib.sha256(stored_path(row.storage_key).read_bytes()).hexdigest(),
            )
            for row in session.scalars(select(Receipt).where(Receipt.user_id == user.id))
        ]
    limits = session.scalars(select(Budget).where(Budget.user_id == user.id))
    limit_rows = ((names.get(row.category_id or 0, ""), str(row.amount_cents), row.valid_from) for row in limits)
    goals = session.scalars(select(SavingsGoal).where(SavingsGoal.user_id == user.id))
    decisions = session.scalars(select(RecurringDecision).where(RecurringDecision.user_id == user.id))
    categories = session.scalars(select(Category).where(Category.user_id == user.id))
    return {
        "categories": sorted((row.name, row.color, row.icon, str(row.archived_at)) for row in categories),
        "expenses": sorted(_expense(row, names) for row in expenses.values()),
        "receipts": sorted(receipts),
        "limits": sorted(limit_rows),
        "goals": [(row.name, row.amount_cents, row.starts_on, row.due_on) for row in goals],
        "decisions": sorted((row.merchant_key, row.rhythm, row.amount_cents, row.is_confirmed) for row in decisions),
    }


def _expense(row: Expense, names: dict[int, str]) -> tuple[Any, ...]:
    return (
        *(row.spent_on, row.amount_cents, names[row.category_id], row.merchant, row.note),
        *(str(row.created_at), str(row.updated_at), str(row.deleted_at), row.search_text, row.merchant_key),
    )


def files_of(path: Path) -> dict[str, bytes]:
    """Return the files of a ZIP by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table_of(path: Path, name: str) -> list[dict[str, str]]:
    """Return a table of an archive, row by row."""
    return list(csv.DictReader(io.StringIO(files_of(path)[name].decode("utf-8-sig"))))


def zip_of(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files as anybody makes one."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def empty_archive() -> bytes:
    """Return the archive of an account that has nothing."""
    tables = {name: f"\ufeff{','.join(columns)}\r\n".encode() for name, columns in TABLES.items()}
    account = {"first_name": "Ana", "last_name": "Horvat", "currency": "EUR"}
    manifest = {"app": APP, "format": FORMAT, "created": "2026-11-22T12:00:00+00:00", "account": account, "lost": []}
    return forged({**tables, "manifest.json": json.dumps(manifest).encode()})


def forged(files: dict[str, bytes], **changes: Any) -> bytes:
    """Return an archive of changed files whose manifest fits them; `changes` are those of the manifest."""
    manifest = json.loads(files["manifest.json"])
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"}
    manifest = {**manifest, "files": digests, **changes}
    return zip_of({**files, "manifest.json": json.dumps(manifest).encode()})
