"""What each program's table becomes, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.formats.registry import recognize
from app.imports.records import Account, Answers, DateOrder, Facts, Question, Sign
from tests.imports.formats import samples
from tests.support.imports import AS_GUESSED, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


def facts_of(file: SourceFile, answers: Answers = AS_GUESSED) -> Facts:
    form = recognize(file)
    assert form is not None
    return form.describe(file, answers)


def test_expenseowl(sent: Send) -> None:
    file = sent(samples.EXPENSEOWL)
    assert briefly(file) == [
        "2026-03-08 2345 expense | Konzum | Groceries | #weekly #eating-out | 0b1c2f6e-0001",
        "2026-03-01 150000 income | Salary | Income | 0b1c2f6e-0002",
        "2026-03-09 123456 expense | Laptop čežnja | Fun | 0b1c2f6e-0003",
    ]
    assert facts_of(file) == Facts("utf-8", ",", DateOrder.YMD, ".", Sign.NEGATIVE)


def test_expenseowl_before_version_4_is_asked_about(sent: Send) -> None:
    file = sent(samples.EXPENSEOWL_OLD)
    assert briefly(file) == [
        "2025-03-07 2345 expense | Konzum | Groceries | 1",
        "2025-03-01 150000 income | Salary | Income | 2",
    ]
    assert briefly(file, Answers(sign=Sign.NEGATIVE))[0] == "2025-03-07 2345 income | Konzum | Groceries | 1"
    assert facts_of(file).questions == (Question("sign", ("positive", "negative")),)
    assert facts_of(file, Answers(sign=Sign.NEGATIVE)).sign == Sign.NEGATIVE


def test_ezbookkeeping(sent: Send) -> None:
    expected = [
        "2026-03-07 123456 expense | Konzum | Food & Drink: Groceries | #weekly #eating-out",
        "2026-03-08 10000 transfer | ATM | Bank",
        "2026-03-08 150000 income | Employer | Salary",
        "2026-03-09 -500 expense | Returned bottles | Home: Groceries",
        "line 6: other_currency '7.00 USD'",
    ]
    assert briefly(sent(samples.EZBOOKKEEPING)) == expected
    assert briefly(sent(samples.EZBOOKKEEPING.replace(",", "\t"), name="export.tsv")) == expected


def test_firefly(sent: Send) -> None:
    assert briefly(sent(samples.FIREFLY)) == [
        "2026-03-07 123456 expense | Konzum | Groceries | Weekly shop\nFor čika Ivo\n#weekly #eating-out | 4711",
        "2026-03-01 150000 income | Employer | Salary | Salary | 4712",
        "2026-03-02 20000 transfer | Card | Saving | 4713",
        "2026-03-03 1840 expense | Hotel | Travel | Trip | 4714",
    ]


def test_firefly_in_another_currency_is_told(sent: Send) -> None:
    rows = briefly(sent(samples.FIREFLY), account=Account("CHF", 2, "America/New_York"))
    assert rows[-1] == "line 5: other_currency '-20.00 USD'"


def test_firefly_before_version_6_3_has_fewer_columns(sent: Send) -> None:
    text = "journal_id,type,currency_code,amount,description,date,destination_name,category\n"
    assert briefly(sent(text + "7,Withdrawal,EUR,-5.000000000000,Tea,2026-03-07T23:00:00-05:00,Bar,Fun\n")) == [
        "2026-03-07 500 expense | Bar | Fun | Tea | 7"
    ]


def test_actual(sent: Send) -> None:
    assert briefly(sent(samples.ACTUAL)) == [
        "2026-03-07 123456 expense | Konzum | Groceries",
        "2026-03-07 500 expense | Konzum | Household | žarulje",
        "2026-03-08 10000 transfer | Savings",
        "2026-03-08 10000 transfer | Card",
        "2026-03-09 150000 income | Employer | Income | =salary",
    ]


def test_actual_with_older_headers(sent: Send) -> None:
    oldest = (
        "Account,Date,Payee,Notes,Category,Amount,Cleared,Reconciled\nCard,2026-03-07,Bar,,Food: Drinks,-5,true,false\n"
    )
    older = (
        "Account,Date,Payee,Notes,Category,Amount,Split_Amount,Cleared\nCard,2026-03-07,Bar,,Kids: Ana,-5,0,Cleared\n"
    )
    assert briefly(sent(oldest)) == ["2026-03-07 500 expense | Bar | Drinks"]
    assert briefly(sent(older)) == ["2026-03-07 500 expense | Bar | Kids: Ana"]


def test_sure(sent: Send) -> None:
    expected = [
        "2026-03-07 123456 expense | Konzum | Groceries | On the way\n#weekly #fish,-čips",
        "2026-03-08 150000 income | Employer",
        "line 4: no_amount ''",
    ]
    text = samples.SURE + "2026-03-08,Card,,Nothing,,,,EUR\n"
    assert briefly(sent(text)) == expected
    assert briefly(sent({"version.txt": "2", "accounts.csv": "id,name\n", "transactions.csv": text})) == expected


def test_ihatemoney_counts_the_share_of_one_person(sent: Send) -> None:
    file = sent(samples.IHATEMONEY)
    assert briefly(file) == [
        "2026-03-07 42000 expense | Dinner",
        "2026-03-08 250 expense | Taxi",
        "2026-03-09 3000 transfer | Back",
    ]
    assert briefly(file, Answers(person="Čedo")) == ["2026-03-08 250 expense | Taxi", "2026-03-09 3000 transfer | Back"]
    assert briefly(file, Answers(person="Ivo"))[:3] == [
        "2026-03-07 84000 expense | Dinner",
        "2026-03-08 500 expense | Taxi",
        "2026-03-08 300 expense | =Tea",
    ]
    assert facts_of(file).questions[0] == Question("person", ("Ana", "Ivo", "Čedo"))


def test_ihatemoney_counts_whole_bills_where_one_wants(sent: Send) -> None:
    rows = briefly(sent(samples.IHATEMONEY), Answers(whole_bill=True))
    assert rows[:3] == [
        "2026-03-07 126000 expense | Dinner",
        "2026-03-08 1000 expense | Taxi",
        "2026-03-08 300 expense | =Tea",
    ]


@pytest.mark.parametrize("weight", ["heavy", "nan", "-1", "0", "9999999999"])
def test_ihatemoney_with_a_strange_weight_counts_it_as_one(sent: Send, weight: str) -> None:
    text = f'what,amount,currency,date,payer_name,payer_weight,owers\nTea,3,XXX,2026-03-07,Ana,{weight},"Ana, Ivo"\n'
    assert briefly(sent(text)) == ["2026-03-07 150 expense | Tea"]


def test_ihatemoney_with_a_strange_amount_tells_it(sent: Send) -> None:
    text = "what,amount,currency,date,payer_name,payer_weight,owers\nTea,much,XXX,2026-03-07,Ana,1,Ana\n"
    assert briefly(sent(text)) == ["line 2: bad_amount 'much'"]


def test_receipt_wrangler(sent: Send) -> None:
    expected = [
        "2026-03-07 123456 expense | Konzum | Groceries | #Šibica #weekly #eating-out | 17",
        "2026-03-08 200 expense | Parking | 18",
    ]
    assert briefly(sent(samples.RECEIPT_WRANGLER)) == expected
    assert briefly(sent({"receipts.csv": samples.RECEIPT_WRANGLER, "items.csv": "Id,Receipt Id\n"})) == expected


def test_cashew(sent: Send) -> None:
    correction = "Bank,-10.0,EUR,,,2026-03-10 08:00:00.000,false,null,Balance Correction,,,,,,\n"
    assert briefly(sent(samples.CASHEW + correction)) == [
        "2026-03-07 123456 expense | Konzum | Groceries | Čvarci",
        "2026-03-01 150000 income | Salary | Income",
        "2026-03-09 999 expense | Cinema | Films",
        "2026-03-10 1000 transfer | Balance Correction",
    ]


def test_ynab(sent: Send) -> None:
    file = sent(samples.YNAB)
    assert briefly(file) == [
        "2026-03-07 123456 expense | Konzum | Groceries | Weekly čaj",
        "2026-03-17 250000 income | Employer | Ready to Assign",
        "2026-03-18 25000 transfer | Transfer : Savings",
    ]
    assert facts_of(file).date_order == DateOrder.MDY
    members = {
        "Home as of 2026-03-20 - Plan.csv": "Month,Category\n",
        "Home as of 2026-03-20 - Register.csv": samples.YNAB,
    }
    assert briefly(sent(members)) == briefly(file)


def test_ynab_with_days_up_to_the_12th_asks_for_their_order(sent: Send) -> None:
    file = sent("\n".join(samples.YNAB.splitlines()[:2]))
    assert facts_of(file).questions == (Question("date_order", ("dmy", "mdy")),)
    assert briefly(file)[0].startswith("2026-07-03")
    assert briefly(file, Answers(date_order=DateOrder.MDY))[0].startswith("2026-03-07")


def test_ynab_4(sent: Send) -> None:
    assert briefly(sent(samples.YNAB_4)) == ["2014-03-31 123456 expense | Konzum | Groceries | čaj"]


def test_mint(sent: Send) -> None:
    file = sent(samples.MINT)
    assert briefly(file) == [
        "2023-03-07 123456 expense | Konzum | Groceries | Žurba\n#Weekly",
        "2023-03-08 250000 income | Paycheck | Paycheck",
        "2023-03-09 10000 transfer | Transfer to savings | Transfer",
    ]
    assert facts_of(file).questions == ()


def test_splitwise_counts_the_share_of_one_person(sent: Send) -> None:
    file = sent(samples.SPLITWISE)
    assert briefly(file) == [
        "2026-03-07 61728 expense | Dinner | Dining out",
        "2026-03-08 400 expense | Taxi | Taxi",
        "2026-03-09 3000 transfer | Ivo paid Ana | Payment",
        "line 6: other_currency '12.00 USD'",
    ]
    assert briefly(file, Answers(person="Ivo Čop"))[:2] == [
        "2026-03-07 61728 expense | Dinner | Dining out",
        "2026-03-08 600 expense | Taxi | Taxi",
    ]
    assert facts_of(file).questions[0] == Question("person", ("Ana", "Ivo Čop"))


def test_splitwise_counts_whole_bills_where_one_wants(sent: Send) -> None:
    rows = briefly(sent(samples.SPLITWISE), Answers(whole_bill=True))
    assert rows[:2] == ["2026-03-07 123456 expense | Dinner | Dining out", "2026-03-08 1000 expense | Taxi | Taxi"]


def test_splitwise_does_not_know_the_share_of_one_of_several_payers(sent: Send) -> None:
    text = "Date,Description,Category,Cost,Currency,Ana,Ivo,Eva\n"
    text += "2026-03-07,Dinner,Food,60.00,EUR,20.00,0.50,-20.50\n2026-03-08,Tea,Food,6.00,EUR,0.00,3.00,-3.00\n"
    assert briefly(sent(text)) == ["line 2: bad_row 'Dinner'"]
    assert briefly(sent(text), Answers(person="Eva")) == [
        "2026-03-07 2050 expense | Dinner | Food",
        "2026-03-08 300 expense | Tea | Food",
    ]


def test_wallos_has_what_recurs(sent: Send) -> None:
    assert briefly(sent(samples.WALLOS)) == [
        "2026-04-01 123456 recurring | Čitaonica | Books | monthly",
        "2026-05-01 6000 recurring | Gym | Health | Cancel in time | quarterly",
        "line 5: other_rhythm 'Every 2 Months'",
    ]


@pytest.mark.parametrize(
    ("cycle", "rhythm"),
    [
        *[("Weekly", "weekly"), ("Every 2 Weeks", "2-weekly"), ("Every 28 Days", "4-weekly"), ("Yearly", "yearly")],
        *[("Every 6 Months", "halfyearly"), ("Every 12 Months", "yearly")],
    ],
)
def test_wallos_has_rhythms(sent: Send, cycle: str, rhythm: str) -> None:
    text = f"Name,Payment Cycle,Next Payment,Category,Price\nA,{cycle},2026-04-01,Fun,$5\n"
    assert briefly(sent(text)) == [f"2026-04-01 500 recurring | A | Fun | {rhythm}"]


@pytest.mark.parametrize("cycle", ["Daily", "Sometimes", "Every 2 Years", "Every 9999 Days"])
def test_wallos_has_rhythms_that_are_unknown_here(sent: Send, cycle: str) -> None:
    text = f"Name,Payment Cycle,Next Payment,Category,Price\nA,{cycle},2026-04-01,Fun,€5\n"
    assert briefly(sent(text)) == [f"line 2: other_rhythm '{cycle}'"]


def test_wallos_in_another_currency_is_told(sent: Send) -> None:
    text = "Name,Payment Cycle,Next Payment,Category,Price\nA,Daily,2026-04-01,Fun,£5\n"
    assert briefly(sent(text)) == ["line 2: other_currency '£5 GBP'"]
