from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats.beancount import Beancount
from app.imports.records import MAX_ROWS, Facts
from tests.imports.formats.bank_samples import BEANCOUNT
from tests.support.imports import AS_GUESSED, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

HEAD = "2026-01-01 open Assets:Card\n"


def test_postings_to_expenses_are_spent(sent: Send) -> None:
    file = sent(BEANCOUNT, name="ledger.beancount")
    assert briefly(file) == [
        '2026-03-07 123456 expense | Konzum | Food: Groceries | Weekly "big" shop\n#home',
        '2026-03-07 500 expense | Konzum | Čišćenje | Weekly "big" shop\n#home',
        "2026-03-08 -999 expense | Bulbs returned | Home: Groceries",
        "2026-03-09 150000 income | Employer | Salary | Salary",
        "2026-03-10 4000 transfer | ATM",
        "line 19: other_currency '5.00 USD'",
        "line 22: no_amount 'Expenses:Fun'",
    ]
    assert Beancount().describe(file, AS_GUESSED) == Facts("utf-8")


@pytest.mark.parametrize(
    ("postings", "shown"),
    [
        ("  Expenses:Fun\n  Assets:Card  -1.2.3 EUR\n", "line 3: no_amount 'Expenses:Fun'"),
        ("  Expenses:Fun\n  Assets:Card  -5 SHARE {1 EUR}\n", "line 3: no_amount 'Expenses:Fun'"),
        ("  Expenses:Fun  1.2.3 EUR\n", "line 3: bad_amount '1.2.3'"),
        ("  Expenses:Fun  0 EUR\n  Assets:Card\n", "line 3: zero_amount '0'"),
        ("  Assets:Card  0 EUR\n  Expenses:Fun\n", "line 4: zero_amount '0'"),
    ],
)
def test_what_cannot_be_read_is_told(sent: Send, postings: str, shown: str) -> None:
    assert briefly(sent(HEAD + '2026-03-07 * "Tea"\n' + postings)) == [shown]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (HEAD, Refusal.NO_ROWS),
        (HEAD + '2026-03-07 * "Tea"\n' + " A:B\n" * (2 * MAX_ROWS + 1), Refusal.TOO_MANY_ROWS),
        (HEAD + "\0", Refusal.NOT_TEXT),
    ],
    ids=lambda value: value if isinstance(value, Refusal) else "",
)
def test_a_file_without_readable_payments_is_refused(sent: Send, content: str, refusal: Refusal) -> None:
    file = sent(content)
    assert Beancount().recognizes(file)
    with pytest.raises(RefusedFileError) as caught:
        Beancount().describe(file, AS_GUESSED)
    assert caught.value.refusal is refusal


def test_hostile_lines_are_cut(sent: Send) -> None:
    assert briefly(sent(HEAD + '2026-03-07 * "' + '\\"' * 1_000_000 + "\n  Expenses:Fun  5 EUR")) == [
        "2026-03-07 500 expense | Fun"
    ]
