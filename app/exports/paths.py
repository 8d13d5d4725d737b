"""Where photos lie in an archive. Pure but for the rows that it is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.core.money import MoneyFormat, format_plain
from app.exports.archive_format import receipt_path, safe_name

if TYPE_CHECKING:
    from app.exports.queries import StoredExpense, StoredReceipt


@dataclass(frozen=True)
class Paths:
    """Names photos by what their expense was: `receipts/2026/03/2026-03-07_Konzum_23,45-EUR_0042.jpg`."""

    digits: int
    currency: str

    def of_receipt(self, receipt: StoredReceipt, expense: StoredExpense | None) -> str:
        suffix = PurePosixPath(receipt.storage_key).suffix
        if expense is None:
            folder = "receipts/waiting" if receipt.deleted_at is None else "receipts/trash"
            return receipt_path(folder, (receipt.created_at.date().isoformat(),), receipt.id, suffix)
        amount = format_plain(expense.amount_cents, MoneyFormat(",", "", self.digits))
        parts = (expense.spent_on.isoformat(), safe_name(expense.merchant or expense.category))
        folder = (
            f"receipts/{expense.spent_on.year:04}/{expense.spent_on.month:02}"
            if self.is_shown(receipt, expense)
            else "receipts/trash"
        )
        return receipt_path(folder, (*parts, f"{amount}-{self.currency}"), receipt.id, suffix)

    @staticmethod
    def of_thumbnail(receipt: StoredReceipt) -> str:
        return f"thumbnails/{receipt.id}.webp"

    @staticmethod
    def is_shown(receipt: StoredReceipt, expense: StoredExpense | None) -> bool:
        """Tell whether neither the receipt nor its expense is in the trash."""
        return receipt.deleted_at is None and (expense is None or expense.deleted_at is None)
