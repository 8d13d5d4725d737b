"""All formats that are recognized without help, those with the surest marks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.actual import Actual
from app.imports.formats.actual_budget import ActualBudget
from app.imports.formats.beancount import Beancount
from app.imports.formats.camt import Camt
from app.imports.formats.cashew import Cashew
from app.imports.formats.erste import Erste
from app.imports.formats.expenseowl import ExpenseOwl, ExpenseOwlFolder
from app.imports.formats.ezbookkeeping import EzBookkeeping
from app.imports.formats.firefly import Firefly
from app.imports.formats.ihatemoney import IHateMoney
from app.imports.formats.mapped import Mapped
from app.imports.formats.mint import Mint
from app.imports.formats.my_expenses import MyExpenses
from app.imports.formats.my_expenses_backup import MyExpensesBackup
from app.imports.formats.n26 import N26
from app.imports.formats.ofx import Ofx
from app.imports.formats.qif import Qif
from app.imports.formats.receipt_wrangler import ReceiptWrangler
from app.imports.formats.revolut import Revolut
from app.imports.formats.splitwise import Splitwise
from app.imports.formats.sure import Sure
from app.imports.formats.variants import Variants
from app.imports.formats.wallos import Wallos
from app.imports.formats.wise import WiseHistory, WiseStatement
from app.imports.formats.ynab import Ynab, Ynab4

if TYPE_CHECKING:
    from app.imports.files import SourceFile
    from app.imports.records import Format

FORMATS: tuple[Format, ...] = (
    Camt(),
    Ofx(),
    Qif(),
    Beancount(),
    ActualBudget(),
    MyExpensesBackup(),
    Firefly(),
    EzBookkeeping(),
    Variants(Ynab4(), Ynab()),
    Actual(),
    Sure(),
    ReceiptWrangler(),
    Cashew(),
    Mint(),
    IHateMoney(),
    Splitwise(),
    Wallos(),
    Erste(),
    N26(),
    Variants(WiseStatement(), WiseHistory()),
    Revolut(),
    MyExpenses(),
    Variants(ExpenseOwl(), ExpenseOwlFolder()),
)
# The reader of tables that nobody recognizes: a person says what the columns mean.
ANY_TABLE: Format = Mapped()


def recognize(file: SourceFile) -> Format | None:
    """Return the format of the file; None if its columns have to be named by a person."""
    return next((form for form in FORMATS if form.recognizes(file)), None)


def find(source: str) -> Format | None:
    """Return the format with that key."""
    return next((form for form in (*FORMATS, ANY_TABLE) if form.source == source), None)
