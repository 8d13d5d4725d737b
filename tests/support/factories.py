"""What tests need to exist, made with keyword overrides."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy import insert

from app.auth.passwords import hash_password
from app.factors.recovery_codes import hash_code
from app.factors.sealing import seal
from app.models import (
    AccountEvent,
    ApiAnswer,
    ApiToken,
    Budget,
    Category,
    Expense,
    ExpenseChange,
    ImportBatch,
    ImportKey,
    ImportMemory,
    Invitation,
    LoginSession,
    Passkey,
    Receipt,
    ReceiptReading,
    RecoveryCode,
    RecurringDecision,
    SavingsGoal,
    TotpSecret,
    User,
)
from app.models.account_event import EventKind
from app.models.login_session import hash_token
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.cleaning import clean_upload
from app.receipts.likeness import sign_picture
from app.stores.store import MARKER
from app.web.waiting_files import keep_file
from tests.support.archives import empty_archive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.receipts.uploads import Upload

PASSWORD = "correct horse"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY_CODE = "1234 5678 9012 3456"
_CODE_SALT = "$2b$04$abcdefghijklmnopqrstuu"
TODAY = dt.date(2026, 11, 22)
_numbers = itertools.count(1)
_hashes: dict[str, str] = {}


def picture(media_format: str = "JPEG", size: tuple[int, int] = (60, 90), **options: Any) -> bytes:
    """Return the bytes of a small real image."""
    target = io.BytesIO()
    Image.new("RGB", size, "#d8d0c0").save(target, media_format, **options)
    return target.getvalue()


def flat_webp(width: int, height: int) -> bytes:
    """Return a WebP of one color: 38 bytes for any number of pixels."""
    content = picture("WEBP", (8, 8), lossless=True)
    ends_at = 25  # the bytes before are 4 bits about the picture, its height and its width, both less one
    kind = int.from_bytes(content[21:ends_at], "little") >> 28
    header = kind << 28 | (height - 1) << 14 | (width - 1)
    return content[:21] + header.to_bytes(4, "little") + content[ends_at:]


def upload(content: bytes | None = None, name: str = "receipt.jpg") -> tuple[io.BytesIO, str]:
    """Return a file as the test client sends it."""
    return io.BytesIO(picture() if content is None else content), name


def files_in(folder: Path) -> list[str]:
    """Return the names of all files below an upload folder, but for its marker and what waits to be imported."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MARKER)
    return sorted(path.name for path in paths if path.parent != folder / "imports")


@cache
def _clean(content: bytes) -> Upload:
    return clean_upload(io.BytesIO(content), "", 10**8)


def entry(category: Category, **overrides: Any) -> dict[str, Any]:
    """Return what a person types for an expense, by field."""
    return {"amount": "12,50", "category_id": category.id, "spent_on": TODAY.isoformat(), **overrides}


@dataclass(frozen=True)
class Factory:
    """Makes rows, and files where they need some."""

    app: Flask
    session: Session

    def user(self, username: str = "", **overrides: Any) -> User:
        password_hash = self._hash(overrides.pop("password", PASSWORD))
        defaults = {
            "first_name": "Ana",
            "last_name": "Horvat",
            "language": "en",
            "currency": "EUR",
            "timezone": "Europe/Zagreb",
        }
        name = username or f"user{next(_numbers)}"
        return self._saved(User(username=name, password_hash=password_hash, **{**defaults, **overrides}))

    def category(self, user: User, name: str = "", **overrides: Any) -> Category:
        defaults = {"color": "green"}
        return self._saved(
            Category(user_id=user.id, name=name or f"Category {next(_numbers)}", **{**defaults, **overrides})
        )

    def expense(self, user: User, amount_cents: int = 1250, **overrides: Any) -> Expense:
        if "category_id" not in overrides:
            overrides["category_id"] = self.category(user).id
        defaults = {"spent_on": TODAY, "merchant": "", "note": ""}
        return self._saved(Expense(user_id=user.id, amount_cents=amount_cents, **{**defaults, **overrides}))

    def expenses(self, user: User, amounts_cents: Iterable[int], **overrides: Any) -> None:
        """Make any number of expenses in one statement."""
        if "category_id" not in overrides:
            overrides["category_id"] = self.category(user).id
        shared = {"user_id": user.id, "spent_on": TODAY, **overrides}
        self.session.execute(insert(Expense).values([{"amount_cents": cents, **shared} for cents in amounts_cents]))

    def change(self, expense: Expense) -> ExpenseChange:
        """Make a change that put an expense into its category."""
        rows = [[expense.id, expense.version, expense.category_id]]
        return self._saved(ExpenseChange(user_id=expense.user_id, field="category_id", rows=rows))

    def imported(self, expense: Expense, key: str = "") -> ImportBatch:
        """Make a finished import that brought an expense, with what was said about its file."""
        user_id = expense.user_id
        batch = ImportBatch(user_id=user_id, source="mint", file_name="mint.csv", finished_at=utc_now())
        self._saved(batch)
        key = key or f"mint:{next(_numbers)}"
        self._saved(ImportKey(user_id=user_id, key=key, expense_id=expense.id, batch_id=batch.id))
        self._saved(ImportMemory(user_id=user_id, shape=f"mint {next(_numbers)}"))
        return batch

    def waiting_import(
        self, user: User, content: bytes = b"", name: str = "mint.csv", source: str = "mint"
    ) -> ImportBatch:
        """Make an import whose file waits for answers."""
        header = "Date,Description,Original Description,Amount,Transaction Type,Category,Account Name,Labels,Notes"
        row = "11/07/2026,Konzum,KONZUM,23.45,debit,Groceries,Card,,"
        with self.app.app_context():
            key = keep_file(io.BytesIO(content or f"{header}\n{row}\n".encode()), 10**7)
        answers = {"shape": source}
        return self._saved(
            ImportBatch(user_id=user.id, source=source, file_name=name, storage_key=key, answers=answers)
        )

    def waiting_archive(self, user: User) -> ImportBatch:
        """Make an import of an archive that waits."""
        return self.waiting_import(user, empty_archive(), "potrosnja.zip", "potrosnja")

    def limit(self, user: User, amount_cents: int | None = 30_000, **overrides: Any) -> Budget:
        """Make a limit, of everything together where no category is named."""
        defaults = {"valid_from": dt.date(2026, 1, 1)}
        return self._saved(Budget(user_id=user.id, amount_cents=amount_cents, **{**defaults, **overrides}))

    def savings_goal(self, user: User, amount_cents: int = 100_000, **overrides: Any) -> SavingsGoal:
        defaults = {"name": "Bicycle", "starts_on": dt.date(2026, 1, 1), "due_on": dt.date(2027, 6, 30)}
        return self._saved(SavingsGoal(user_id=user.id, amount_cents=amount_cents, **{**defaults, **overrides}))

    def decision(self, user: User, merchant_key: str, **overrides: Any) -> RecurringDecision:
        defaults = {"rhythm": "monthly", "is_confirmed": True}
        return self._saved(RecurringDecision(user_id=user.id, merchant_key=merchant_key, **{**defaults, **overrides}))

    def login_session(self, user: User, token: str = "", **overrides: Any) -> LoginSession:
        """Make a session with a token, as if the person had signed in somewhere."""
        token_hash = hash_token(token or f"token {next(_numbers)}")
        return self._saved(LoginSession(user_id=user.id, token_hash=token_hash, **overrides))

    def event(self, user: User, kind: EventKind = EventKind.LOGGED_IN, **overrides: Any) -> AccountEvent:
        return self._saved(AccountEvent(user_id=user.id, kind=kind, **overrides))

    def invitation(self, user: User | None, token: str = "", **overrides: Any) -> Invitation:
        """Make an invitation, by its token the text of the link; without a user the server invites."""
        values = {"user_id": user.id if user else None, "token_hash": hash_token(token or f"token {next(_numbers)}")}
        return self._saved(Invitation(**{"name": "Marko", **values, **overrides}))

    def token(self, user: User, text: str = "", **overrides: Any) -> ApiToken:
        """Make a token with all scopes; its text has what every token begins with, and 43 more characters."""
        now = utc_now()
        defaults = {"may_add": True, "may_read": True, "expires_at": now + dt.timedelta(days=1), "created_at": now}
        token_hash = hash_token(text or f"token {next(_numbers)}")
        return self._saved(
            ApiToken(user_id=user.id, token_hash=token_hash, **{"name": "Phone", **defaults, **overrides})
        )

    def answer(self, user: User, **overrides: Any) -> ApiAnswer:
        """Make an answer that is kept for a key."""
        key_hash = hash_token(f"key {next(_numbers)}")
        return self._saved(ApiAnswer(user_id=user.id, key_hash=key_hash, request_hash="", content={}, **overrides))

    def totp_secret(self, user: User, secret: str = TOTP_SECRET) -> TotpSecret:
        """Make the secret of one-time codes, of which none has been used."""
        with self.app.app_context():
            sealed_secret = seal(secret)
        return self._saved(TotpSecret(user_id=user.id, sealed_secret=sealed_secret, last_step=0))

    def recovery_code(self, user: User, code: str = RECOVERY_CODE) -> RecoveryCode:
        """Make a recovery code that has not been used."""
        code_hash = hash_code(code, _CODE_SALT)
        return self._saved(RecoveryCode(user_id=user.id, code_hash=code_hash))

    def passkey(self, user: User, **overrides: Any) -> Passkey:
        """Make a passkey with which nobody can sign."""
        defaults = {"name": "Phone", "rp_id": "localhost", "public_key": b"", "sign_count": 0, "last_challenge": b""}
        credential_id = f"credential {next(_numbers)}".encode()
        return self._saved(Passkey(user_id=user.id, **{**defaults, "credential_id": credential_id, **overrides}))

    def ways_in(self, user: User) -> None:
        """Make one of each that lets the user or a program in, and a line of the account's log."""
        for one in (self.login_session, self.event, self.invitation, self.token, self.answer):
            one(user)
        for factor in (self.totp_secret, self.recovery_code, self.passkey):
            factor(user)

    def receipt(self, expense: Expense, content: bytes | None = None, **overrides: Any) -> Receipt:
        return self._stored(content, user_id=expense.user_id, expense_id=expense.id, **overrides)

    def waiting(self, user: User, content: bytes | None = None, **overrides: Any) -> Receipt:
        """Make a receipt that waits for its expense."""
        return self._stored(content, user_id=user.id, **overrides)

    def reading(self, receipt: Receipt, **overrides: Any) -> ReceiptReading:
        """Make the row of what was read from a receipt; it is not read yet."""
        return self._saved(ReceiptReading(receipt_id=receipt.id, user_id=receipt.user_id, **overrides))

    def _hash(self, password: str) -> str:
        """Return the hash of a password, which is worked out once for all tests."""
        if password not in _hashes:
            with self.app.app_context():
                _hashes[password] = hash_password(password)
        return _hashes[password]

    def _stored(self, content: bytes | None, **overrides: Any) -> Receipt:
        sent = _clean(picture() if content is None else content)
        storage_key = storage.new_storage_key(sent.media_type)
        with self.app.app_context():
            storage.write_files(storage_key, sent.content, sent.image.thumbnail, sent.pages)
        defaults = {
            "original_name": "receipt.jpg",
            "media_type": sent.media_type,
            "byte_size": len(sent.content),
            "width": sent.image.width,
            "height": sent.image.height,
            "sha256": sent.sha256,
            "signature": sign_picture(sent.image.thumbnail),
            "sent_sha256": sent.image.sent_sha256,
            "page_count": len(sent.pages) or 1,
        }
        return self._saved(Receipt(storage_key=storage_key, **{**defaults, **overrides}))

    def _saved(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row
