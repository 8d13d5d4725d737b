"""What the API says, as values for JSON. Amounts are there twice: with a decimal point, and in whole cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from app.core.csv_tables import decimal_amount
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.periods import Month
    from app.expenses.queries import ExpenseRow, Total
    from app.goals.budget_status import RunningLimit
    from app.models import Expense, Receipt
    from app.summaries.queries import CategoryTotal, MonthTotal
    from app.web.paging import Paging

    Content = dict[str, Any]


def describe_row(row: ExpenseRow) -> Content:
    """Describe an expense as a list has it."""
    marks = {"has_receipt": row.receipt_id is not None, "is_checked": not row.is_unchecked}
    return _describe(row, row.category_name, marks)


def describe_expense(expense: Expense) -> Content:
    marks = {"has_receipt": bool(expense.receipts), "is_checked": expense.unchecked_since is None}
    return _describe(expense, expense.category.name, marks)


def describe_list(rows: Sequence[ExpenseRow], total: Total, paging: Paging) -> Content:
    return {
        "expenses": [describe_row(row) for row in rows],
        "count": total.count,
        **_money("total", total.cents),
        "page": paging.number,
        "pages": paging.count,
    }


def describe_receipts(receipts: Sequence[Receipt]) -> Content:
    return {
        "receipts": [
            {
                "id": receipt.id,
                "name": receipt.original_name,
                "url": url_for("inbox.show", receipt_id=receipt.id, _external=True),
            }
            for receipt in receipts
        ]
    }


def describe_months(months: Sequence[MonthTotal]) -> Content:
    return {"months": [{**_days(item.month), **_money("total", item.cents)} for item in reversed(months)]}


def describe_month(month: Month, categories: Sequence[CategoryTotal], limit_cents: int | None) -> Content:
    """Describe a month with its categories; `limit` and `left` are null without a limit for everything together."""
    total_cents = sum(item.cents for item in categories)
    left_cents = None if limit_cents is None else limit_cents - total_cents
    return {
        **_days(month),
        **_money("total", total_cents),
        **_money("limit", limit_cents),
        **_money("left", left_cents),
        "categories": [{"category": item.name, **_money("total", item.cents)} for item in categories],
    }


def describe_limits(limits: Sequence[RunningLimit]) -> Content:
    """Describe the limits of this month; the one of everything together has no category."""
    return {
        "limits": [
            {
                "category": item.category.name if item.category else None,
                **_money("limit", item.progress.limit_cents),
                **_money("spent", item.progress.spent_cents),
                **_money("left", item.progress.left_cents),
            }
            for item in limits
        ]
    }


def _describe(expense: Expense | ExpenseRow, category_name: str, marks: dict[str, bool]) -> Content:
    return {
        "id": expense.id,
        **_money("amount", expense.amount_cents),
        "spent_on": expense.spent_on.isoformat(),
        "category": category_name,
        "merchant": expense.merchant,
        "note": expense.note,
        **marks,
        "url": url_for("expenses.show", expense_id=expense.id, _external=True),
    }


def _days(month: Month) -> Content:
    days = month.days
    return {"month": str(month), "first_day": days.begin.isoformat(), "last_day": days.last.isoformat()}


def _money(name: str, cents: int | None) -> Content:
    style = money_format()
    text = None if cents is None else decimal_amount(cents, style.digits)
    return {name: text, f"{name}_cents": cents, "currency": style.currency}
