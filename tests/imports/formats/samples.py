"""Exports with made-up payments, built to the source of each program."""

from __future__ import annotations

EXPENSEOWL = """\
ID,Name,Category,Amount,Date,Tags
0b1c2f6e-0001,Konzum,Groceries,-23.45,2026-03-07T23:20:00Z,"weekly,eating out"
0b1c2f6e-0002,Salary,Income,1500.00,2026-03-01T08:00:00Z,
0b1c2f6e-0003,Laptop čežnja,Fun,-1234.56,2026-03-09T10:00:00Z,
"""

EXPENSEOWL_OLD = """\
ID,Name,Category,Amount,Date
1,Konzum,Groceries,23.45,2025-03-07T11:20:00Z
2,Salary,Income,1500.00,2025-03-01T08:00:00Z
"""

EXPENSEOWL_JSON = """\
[{"id":"0b1c2f6e-0001","recurringID":"","name":"Konzum","tags":["weekly","eating out"],"category":"Groceries",
"amount":-23.45,"currency":"eur","date":"2026-03-07T23:20:00Z"},
{"id":"0b1c2f6e-0002","recurringID":"","name":"Salary","tags":null,"category":"Income","amount":1500,
"currency":"eur","date":"2026-03-01T08:00:00Z"}]
"""

EZBOOKKEEPING = """\
Time,Timezone,Type,Category,Sub Category,Account,Account Currency,Amount,Account2,Account2 Currency,Account2 Amount,\
Geographic Location,Tags,Description
2026-03-07 23:34:56,+01:00,Expense,Food & Drink,Groceries,Card,EUR,1234.56,,,,15.97 45.81,weekly;eating out,Konzum
2026-03-08 09:00:00,+01:00,Transfer,Transfer,Bank,Card,EUR,100.00,Cash,EUR,100.00,,,ATM
2026-03-08 09:30:00,+01:00,Income,Work,Salary,Card,EUR,1500.00,,,,,,Employer
2026-03-09 10:00:00,+01:00,Expense,Home,Groceries,Card,EUR,-5.00,,,,,,Returned bottles
2026-03-09 11:00:00,+01:00,Expense,Fun,Čarolija,Card,USD,7.00,,,,,,Game
2026-03-10 00:00:00,+01:00,Balance Modification,,,Card,EUR,50.00,,,,,,
"""

FIREFLY = """\
user_id,group_id,journal_id,created_at,updated_at,group_title,type,currency_code,amount,foreign_currency_code,\
foreign_amount,primary_currency_code,pc_amount,pc_foreign_amount,description,date,source_name,source_iban,source_type,\
destination_name,destination_iban,destination_type,reconciled,category,budget,bill,tags,notes
1,10,4711,2026-03-07T12:00:00+01:00,2026-03-07T12:00:00+01:00,,Withdrawal,EUR,-1234.56,,,EUR,,,Weekly shop,\
2026-03-07T00:00:00+01:00,Card,,Asset account,Konzum,,Expense account,,Groceries,Household,,"weekly,eating out",\
For čika Ivo
1,11,4712,2026-03-01T08:00:00+01:00,2026-03-01T08:00:00+01:00,,Deposit,EUR,1500.00,,,EUR,,,Salary,\
2026-03-01T00:00:00+01:00,Employer,,Revenue account,Card,,Asset account,,Salary,,,,
1,12,4713,2026-03-02T08:00:00+01:00,2026-03-02T08:00:00+01:00,,Transfer,EUR,200.00,,,EUR,,,Saving,\
2026-03-02T00:00:00+01:00,Card,,Asset account,Savings,,Asset account,,,,,,
1,13,4714,2026-03-03T08:00:00+01:00,2026-03-03T08:00:00+01:00,Trip,Withdrawal,USD,-20.00,EUR,-18.40,EUR,-18.40,,Hotel,\
2026-03-03T00:00:00+01:00,Card,,Asset account,Hotel,,Expense account,,Travel,,,,
1,14,4715,2026-03-03T08:00:00+01:00,2026-03-03T08:00:00+01:00,,Opening balance,EUR,900.00,,,EUR,,,Initial,\
2026-03-03T00:00:00+01:00,Initial,,Initial balance account,Card,,Asset account,,,,,,
"""

ACTUAL = """\
Account,Date,Payee,Notes,Category_Group,Category,Amount,Split_Amount,Cleared
Card,2026-03-07,Konzum,(SPLIT INTO 2) ,,,0,-1239.56,Cleared
Card,2026-03-07,Konzum,(SPLIT 1 OF 2) ,Food,Groceries,-1234.56,0,Cleared
Card,2026-03-07,Konzum,(SPLIT 2 OF 2) žarulje,Home,Household,-5.00,0,Cleared
Card,2026-03-08,Savings,,,,-100.00,0,Not cleared
Savings,2026-03-08,Card,,,,100.00,0,Not cleared
Card,2026-03-09,Employer,'=salary,Income,Income,1500.00,0,Reconciled
"""

SURE = """\
date,account_name,amount,name,category,tags,notes,currency
2026-03-07,Card,1234.56,Konzum,Groceries,"weekly,fish\\, čips",On the way,EUR
2026-03-08,Card,-1500.00,Employer,,,,EUR
"""

IHATEMONEY = """\
what,bill_type,amount,currency,date,payer_name,payer_weight,owers
Dinner,Expense,1260.00,XXX,2026-03-07,Ana,1.0,"Ana, Ivo"
Taxi,Expense,10.00,XXX,2026-03-08,Ivo,2.0,"Ana, Ivo, Čedo"
'=Tea,Expense,3.00,XXX,2026-03-08,Ivo,2.0,Ivo
Back,Reimbursement,30.00,XXX,2026-03-09,Ivo,2.0,Ana
"""

RECEIPT_WRANGLER = """\
Id,Added At,Receipt Date,Name,Paid By,Amount,Status,Categories,Tags,Resolved Date
17,2026-03-09,2026-03-07,Konzum,Ana,1234.56,RESOLVED,"Groceries,Šibica","weekly,eating out",2026-03-10
18,2026-03-09,2026-03-08,Parking,Ana,2,OPEN,,,
"""

CASHEW = """\
account,amount,currency,title,note,date,income,type,category name,subcategory name,color,icon,emoji,budget,objective\r
Bank,-1234.56,EUR,Konzum,Čvarci,2026-03-07 23:34:56.000,false,null,Groceries,,4285887861,groceries.png,,,\r
Bank,1500.0,EUR,Salary,,2026-03-01 08:00:00.000,true,null,Income,,,,,,\r
Bank,-9.989999999999998,EUR,Cinema,,2026-03-09 20:00:00.000,false,null,Fun,Films,,,,,\r
"""

YNAB = """\
"Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow",\
"Cleared"
"Checking","","03/07/2026","Konzum","Food: Groceries","Food","Groceries","Weekly čaj","$1,234.56","$0.00","Cleared"
"Checking","","03/17/2026","Employer","Inflow: Ready to Assign","Inflow","Ready to Assign","","$0.00","$2,500.00",\
"Cleared"
"Checking","","03/18/2026","Transfer : Savings","","","","","$250.00","$0.00","Uncleared"
"""

YNAB_4 = """\
"Account","Flag","Check Number","Date","Payee","Category","Master Category","Sub Category","Memo","Outflow","Inflow",\
"Cleared","Running Balance"
"Checking","","",31/03/2014,"Konzum","Food: Groceries","Food","Groceries","čaj",1234.56,0.00,"C",100.00
"""

MINT = """\
"Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"
"3/07/2023","Konzum","KONZUM 1234","1234.56","debit","Groceries","Card","Weekly","Žurba"
"3/08/2023","Paycheck","ACME","2500.00","credit","Paycheck","Checking","",""
"3/09/2023","Transfer to savings","TRANSFER","100.00","debit","Transfer","Checking","",""
"""

SPLITWISE = """\
Date,Description,Category,Cost,Currency,Ana,Ivo Čop

2026-03-07,Dinner,Dining out,1234.56,EUR,617.28,-617.28
2026-03-08,Taxi,Taxi,10.00,EUR,-4.00,4.00
2026-03-09,Ivo paid Ana,Payment,30.00,EUR,-30.00,30.00
2026-03-10,Gift,Gifts,12.00,USD,6.00,-6.00

2026-03-31,Total balance, , ,EUR,589.28,-589.28
"""

WALLOS = """\
Name,Payment Cycle,Next Payment,Renewal,Category,Payment Method,Paid By,Price,Notes,URL,State,Notifications,\
Cancellation Date,Active
Čitaonica,Monthly,2026-04-01,Automatic,Books,Card,Ana,€1234.56,,https://example.com,Enabled,Enabled,,Yes
Gym,Every 3 Months,2026-05-01,Automatic,Health,Card,Ana,€60,Cancel in time,,Enabled,Disabled,,Yes
Old paper,Yearly,2026-06-01,Manual,Books,Card,Ana,€99,,,Disabled,Disabled,2026-01-01,No
Filter,Every 2 Months,2026-06-01,Manual,Home,Card,Ana,€8,,,Enabled,Disabled,,Yes
"""

MY_EXPENSES = """\
"Split transaction";"Date";"Counterparty";"Income";"Expense";"Category";"Notes";"Payment method";"Status";\
"Reference Number";"Attachments";"Tags"
"";"07/03/2026";"Konzum";"0";"1234.56";"Food > Groceries";"";"";"";"";"picture.png";"weekly, 'one, two'"
"";"08/03/2026";"Employer";"1500.00";"0";"Work";"";"";"";"";"";""
"";"13/03/2026";"";"0";"100.00";"[Savings]";"";"";"X";"";"";""
"*";"14/03/2026";"Bauhaus";"0";"30.00";"";"";"";"";"";"a.jpg, b.jpg";""
"-";"14/03/2026";"Bauhaus";"0";"20.00";"Home > Tools";"Čavli";"";"";"";"";""
"-";"14/03/2026";"Bauhaus";"0";"10.00";"Garden > Tools";"";"";"";"";"";""
"""

# By the key of the source.
SAMPLES = {
    "expenseowl": EXPENSEOWL,
    "ezbookkeeping": EZBOOKKEEPING,
    "firefly": FIREFLY,
    "actual": ACTUAL,
    "sure": SURE,
    "ihatemoney": IHATEMONEY,
    "receipt-wrangler": RECEIPT_WRANGLER,
    "cashew": CASHEW,
    "ynab": YNAB,
    "mint": MINT,
    "splitwise": SPLITWISE,
    "wallos": WALLOS,
    "my-expenses": MY_EXPENSES,
}
