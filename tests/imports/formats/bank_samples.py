"""Statements with made-up payments, built to what banks and the standards write."""

from __future__ import annotations

REVOLUT = """\
Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
Card Payment,Current,2026-03-06 19:42:42,2026-03-07 14:54:46,Konzum,-1234.56,0.00,EUR,COMPLETED,120.03
ATM,Current,2026-03-08 10:00:00,2026-03-08 10:00:02,Cash at Čakovec,-50.00,1.00,EUR,COMPLETED,69.03
Topup,Current,2026-03-09 08:00:00,2026-03-09 08:00:01,Top-up by *1234,100.00,0.00,EUR,COMPLETED,169.03
Exchange,Current,2026-03-10 08:00:00,2026-03-10 08:00:01,To USD,-20.00,0.00,EUR,COMPLETED,149.03
Transfer,Savings,2026-03-10 09:00:00,2026-03-10 09:00:01,To pocket,-5.00,0.00,EUR,COMPLETED,5.00
Card Payment,Current,2026-03-11 12:00:00,,Restaurant,-30.00,0.00,EUR,PENDING,
Card Payment,Current,2026-03-11 13:00:00,,Hotel,-80.00,0.00,EUR,REVERTED,
Card Payment,Current,2026-03-12 12:00:00,2026-03-13 12:00:00,Shop,-9.00,0.00,USD,COMPLETED,1.00
"""

REVOLUT_FRENCH = """\
Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde
Paiement par carte,Valeur actuelle,2026-03-06 19:42:42,2026-03-07 14:54:46,Konzum,-23.45,0.10,EUR,TERMINÉ,120.03
Change,Valeur actuelle,2026-03-08 10:00:00,2026-03-08 10:00:00,Change en USD,-20.00,0.00,EUR,TERMINÉ,100.03
Paiement,Valeur actuelle,2026-03-11 12:00:00,,Restaurant,-30.00,0.00,EUR,EN ATTENTE,
"""

N26 = """\
"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)",\
"Original Amount","Original Currency","Exchange Rate"
2026-03-07,2026-03-06,Konzum,,Presentment,,Main,-1234.56,-1234.56,EUR,1
2026-03-07,2026-03-06,Kava,,Presentment,,Main,-1.80,-1.80,EUR,1
2026-03-07,2026-03-06,Kava,,Presentment,,Main,-1.80,-1.80,EUR,1
2026-03-08,2026-03-08,Ana Čavić,HR1724020061234567890,Credit Transfer,Dinner,Main,20.00,,,
,2026-03-09,,,Fee,Monthly fee,Main,-4.90,,,
"""

WISE_STATEMENT = """\
"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Exchange From","Exchange To",\
"Exchange Rate","Payer Name","Payee Name","Payee Account Number",Merchant,"Card Last Four Digits",\
"Card Holder Full Name",Attachment,Note,"Total fees"
CARD-1,07-03-2026,-1234.56,EUR,Card transaction issued by Konzum,,100.00,,,,,,,Konzum,1234,Ana,,weekly,0.10
CARD-1,07-03-2026,-0.10,EUR,Wise Charges for: CARD-1,,99.90,,,,,,,,,,,,0.10
TRANSFER-2,08-03-2026,-20.00,EUR,Sent money to Čedo,rent,79.90,,,,,Čedo,HR17,,,,,,0.50
TRANSFER-3,09-03-2026,50.00,EUR,Received money from Ana,,129.90,,,,Ana,,,,,,,,0
BALANCE-4,10-03-2026,-30.00,EUR,Converted EUR to USD,,99.90,EUR,USD,1.1,,,,,,,,,0.20
"""

WISE_HISTORY = """\
ID,Status,Direction,"Created on","Finished on","Source fee amount","Source fee currency","Target fee amount",\
"Target fee currency","Source name","Source amount (after fees)","Source currency","Target name",\
"Target amount (after fees)","Target currency","Exchange rate",Reference,Batch,"Created by",Category,Note
CARD_TRANSACTION-1,COMPLETED,OUT,2026-03-07 15:09:01,2026-03-08 01:00:00,0.45,EUR,,,Ana,1234.11,EUR,Konzum,\
1234.11,EUR,1,,,Ana,Groceries,čaj
CARD_TRANSACTION-2,CANCELLED,OUT,2026-03-07 16:00:00,,0,EUR,,,Ana,5.00,EUR,Bar,5.00,EUR,1,,,Ana,Fun,
TRANSFER-3,COMPLETED,OUT,2026-03-08 16:00:00,2026-03-08 16:00:00,0.30,USD,,,Ana,5.00,EUR,Ivo,5.00,EUR,1,rent,,Ana,,
TRANSFER-4,COMPLETED,IN,2026-03-09 16:00:00,2026-03-09 16:00:00,0,USD,0,EUR,Employer,110.00,USD,Ana,100.00,EUR,0.9,,,,,
CONVERSION-5,COMPLETED,NEUTRAL,2026-03-10 16:00:00,2026-03-10 16:00:00,0.10,EUR,,,Ana,10.00,EUR,Ana,11.00,USD,1.1,,,,,
"""

ERSTE = """\
Izvod prometa po računu HR1724020061234567890 Valuta EUR Razdoblje 01.03.2026 - 31.03.2026
Redni broj;Datum valute;Datum izvršenja;Opis plaćanja, tečaj;Broj računa platitelja;Isplate;Uplate;Stanje;\
PNB platitelja;PNB primatelja;Platitelj/Primatelj;Mjesto;Referenca plaćanja
1;06.03.2026;07.03.2026;Kupnja - KONZUM;HR1724020061234567890;1.234,56;;1.234,56;;;KONZUM PLUS D.O.O.;ZAGREB;REF-1
2;08.03.2026;08.03.2026;Plaća;HR1724020061234567890;;1.500,00;2.734,56;;;POSLODAVAC D.O.O.;ZAGREB;REF-2
3;09.03.2026;;Naknada, mjesečna;HR1724020061234567890;2,00;0,00;2.732,56;;;;;REF-3
4;09.03.2026;09.03.2026;Žarulje;HR1724020061234567890;5,06;;2.727,50;;;DM;ČAKOVEC;REF-4
"""

OFX_1 = """\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260401120000<LANGUAGE>ENG</SONRS>
</SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>1<ACCTID>111<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260307120000[+1:CET]<TRNAMT>-1234.56<FITID>A1<NAME>Caf\xe9 &amp; Co
<MEMO>weekly</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260308<TRNAMT>+1500.00<FITID>A2<MEMO>Salary</STMTTRN>
<STMTTRN><TRNTYPE>XFER<DTPOSTED>20260309<TRNAMT>-5,00<NAME>Ivo<BANKACCTTO><ACCTID>999</BANKACCTTO>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1>
<CREDITCARDMSGSRSV1><CCSTMTRS><CURDEF>EUR<CCACCTFROM><ACCTID>222</CCACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>POS<DTPOSTED>20260310<TRNAMT>-7.00<FITID>A1<NAME>Bar</STMTTRN>
<STMTTRN><TRNTYPE>POS<DTPOSTED>20260311<TRNAMT>-8.00<FITID>A2<NAME>Shop<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY></STMTTRN>
</BANKTRANLIST></CCSTMTRS></CREDITCARDMSGSRSV1></OFX>
"""

OFX_2 = """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><BANKACCTFROM><ACCTID>111</ACCTID></BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260307</DTPOSTED><TRNAMT>-23.45</TRNAMT>
<FITID>A1</FITID><PAYEE><NAME>Čarobna šuma</NAME><CITY>Zagreb</CITY></PAYEE>
<MEMO><![CDATA[Tea & cake]]></MEMO></STMTTRN>
<STMTTRNP><TRNTYPE>DEBIT</TRNTYPE><DTTRAN>20260308</DTTRAN><DTPOSTED>20260308</DTPOSTED><TRNAMT>-1</TRNAMT>
<NAME>Open</NAME></STMTTRNP></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

QIF = """\
!Option:AutoSwitch
!Account
NCard
TBank
^
!Clear:AutoSwitch
!Type:Cat
NGroceries
E
^
!Type:Bank
D13/03/2026
T-1,234.56
PKonzum
Mweekly
LFood:Groceries/Trip
^
D14/03/2026
U1,500.00
T1,500.00
PEmployer
LSalary
^
D15/ 3'26
T-30.00
PDM
Mboth
SHome:Household
Ebulbs
$-20.00
SCar:Groceries
$-5.00
S[Savings]
$-5.00
^
D16/ 3' 6
T-100.00
L[Savings]
^
!Type:Invst
D17/03/2026
T5.00
^
!Type:CCard
D18/03/2026
U-2.00
PČaj
^
"""

CAMT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-04-01T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>3</Id><Acct><Id><IBAN>HR1724020061234567890</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Amt Ccy="EUR">9</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">1234.56</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-07</Dt></BookgDt>
<ValDt><Dt>2026-03-06</Dt></ValDt><AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><Cdtr><Nm>KONZUM PLUS D.O.O.</Nm></Cdtr></RltdPties><RmtInf><Ustrd>Kupnja</Ustrd><Ustrd>čaj</Ustrd></RmtInf>
</TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">1500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-03-08T23:30:00Z</DtTm>\
</BookgDt><AcctSvcrRef>R2</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Employer</Nm></Dbtr></RltdPties></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-09</Dt></BookgDt>
<AcctSvcrRef>R3</AcctSvcrRef><NtryDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls><RltdPties><Cdtr><Nm>Ivo</Nm></Cdtr></RltdPties>\
</TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls><RltdPties><Cdtr><Nm>Ana</Nm></Cdtr></RltdPties>\
</TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>PDNG</Sts><ValDt><Dt>2026-03-10</Dt></ValDt>
<AddtlNtryInf>Open</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="EUR">1234.56</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt>\
<Dt>2026-03-11</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef><AddtlNtryInf>Storno</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="EUR">1500.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>1</RvslInd><Sts>BOOK</Sts><BookgDt>\
<Dt>2026-03-12</Dt></BookgDt><AcctSvcrRef>NONREF</AcctSvcrRef><AddtlNtryInf>Storno</AddtlNtryInf></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""

CAMT_08 = """\
<ns:Document xmlns:ns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.08"><ns:BkToCstmrAcctRpt><ns:Rpt>
<ns:Ntry><ns:Amt Ccy="EUR">23.45</ns:Amt><ns:CdtDbtInd>DBIT</ns:CdtDbtInd><ns:Sts><ns:Cd>BOOK</ns:Cd></ns:Sts>
<ns:BookgDt><ns:Dt>2026-03-07</ns:Dt></ns:BookgDt><ns:NtryDtls><ns:TxDtls><ns:Refs><ns:AcctSvcrRef>R8</ns:AcctSvcrRef>\
</ns:Refs><ns:Amt Ccy="EUR">23.45</ns:Amt><ns:RltdPties><ns:Cdtr><ns:Pty><ns:Nm>Konzum</ns:Nm></ns:Pty></ns:Cdtr>\
</ns:RltdPties><ns:RmtInf><ns:Strd><ns:CdtrRefInf><ns:Ref>HR00 12-3</ns:Ref></ns:CdtrRefInf></ns:Strd></ns:RmtInf>
</ns:TxDtls></ns:NtryDtls></ns:Ntry></ns:Rpt></ns:BkToCstmrAcctRpt></ns:Document>
"""

BEANCOUNT = """\
option "operating_currency" "EUR"
2026-01-01 open Assets:Card EUR

2026-03-07 * "Konzum" "Weekly \\"big\\" shop" #home ^receipt
  id: "7"
  Expenses:Food:Groceries   1,234.56 EUR
  Expenses:Home:Čišćenje        5.00 EUR
  Assets:Card
2026-03-08 ! "Bulbs returned"
  Assets:Card                   9.99 EUR
  Expenses:Home:Groceries
2026/03/09 txn "Employer" "Salary"
  Assets:Card                1500.00 EUR
  Income:Salary             -1500.00 EUR
2026-03-10 * "ATM"
  Assets:Cash                  40.00 EUR
  Assets:Card
2026-03-11 * "New York" "Tea"
  Expenses:Fun                  5.00 USD @ 0.90 EUR
  Assets:Card                  -4.50 EUR
2026-03-12 * "Unclear"
  Expenses:Fun
  Assets:Card                  -4.50 EUR
  Assets:Cash                  -1.00 USD
2026-03-13 balance Assets:Card  100.00 EUR
2026-03-14 *
"""

STATEMENTS: dict[str, tuple[str, str]] = {
    "revolut": ("revolut", REVOLUT),
    "revolut in French": ("revolut", REVOLUT_FRENCH),
    "n26": ("n26", N26),
    "wise statement": ("wise", WISE_STATEMENT),
    "wise history": ("wise", WISE_HISTORY),
    "erste": ("erste-hr", ERSTE),
    "ofx 1": ("ofx", OFX_1),
    "ofx 2": ("ofx", OFX_2),
    "qif": ("qif", QIF),
    "beancount": ("beancount", BEANCOUNT),
    "camt.053": ("camt", CAMT),
    "camt.052": ("camt", CAMT_08),
}
