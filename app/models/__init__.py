"""The tables."""

from __future__ import annotations

from app.models.account_event import AccountEvent
from app.models.api_answer import ApiAnswer
from app.models.api_token import ApiToken
from app.models.budget import Budget
from app.models.category import Category
from app.models.expense import Expense
from app.models.expense_change import ExpenseChange
from app.models.import_batch import ImportBatch
from app.models.import_key import ImportKey
from app.models.import_memory import ImportMemory
from app.models.invitation import Invitation
from app.models.login_failure import LoginFailure
from app.models.login_session import LoginSession
from app.models.passkey import Passkey
from app.models.receipt import Receipt
from app.models.receipt_reading import ReceiptReading
from app.models.recovery_code import RecoveryCode
from app.models.recurring_decision import RecurringDecision
from app.models.registration import Registration
from app.models.savings_goal import SavingsGoal
from app.models.totp_secret import TotpSecret
from app.models.user import User

__all__ = [
    "AccountEvent",
    "ApiAnswer",
    "ApiToken",
    "Budget",
    "Category",
    "Expense",
    "ExpenseChange",
    "ImportBatch",
    "ImportKey",
    "ImportMemory",
    "Invitation",
    "LoginFailure",
    "LoginSession",
    "Passkey",
    "Receipt",
    "ReceiptReading",
    "RecoveryCode",
    "RecurringDecision",
    "Registration",
    "SavingsGoal",
    "TotpSecret",
    "User",
]
