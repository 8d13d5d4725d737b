"""The words that tell a merchant's name from an address, a number or a greeting. For texts in plain capitals."""

from __future__ import annotations

import re

# Legal forms and trades, in full or as engines misread them.
LEGAL_FORM = re.compile(
    r"\bD\.?\s?O\.?\s?O\.?(?=\W|$)|\bD\.\s?D\.?(?=\W|$)|\bJ\.?D\.?O\.?O|\bOBRT\b|\bZADRUGA\b|\bGMBH\b|\bLTD\b|\bLLC\b"
    r"|\bINC\b|\bS\.?R\.?L\b|\bS\.?P\.?A\b|\bSDN\.?\s?BHD|SDN.{0,2}[B83]H[D0O]|S/B|5/B\b|\bBHD\b|\bPLT\b"
    r"|RESTAURANT|RESTORAN|CAFE|CAFFE BAR|UGOSTITELJ|TRGOVIN|LJEKARN|PEKARN|BAKERY|SUPERMARKET|\bMART\b|HARDWARE"
    r"|ENTERPRISE|\bTRADING\b|STATIONER|PASARAYA|KEDAI"
)
# What stands beside a name: kinds of paper, addresses, numbers, greetings.
NO_NAME = re.compile(
    r"RACUN|OIB|PDV|DATUM|\bULICA|\bUL\.|\bCESTA|\bTRG\b|DOBRODO|HVALA|PRODAVAONICA|POSLOVNICA|\bMB\b|BLAGAJN|SJEDISTE"
    r"|UPRAVA|IBAN|KASIR|INVOICE|RECEIPT|TEL\b|TEL[:.]|FAX|DATE|CASHIER|WELCOME|THANK|COPY|WWW|HTTP|@|TABLE|ORDER"
    r"|\bBILL|REPRINT|CASH\b(?!.{0,3}CARRY)|REG\b|\bCO\.?\s?NO|\bNO[.: ]\s?\d|GST|\bTAX\b|ID\s?NO|\bSTREET\b|\bROAD\b"
    r"|DUPLICATE|DOCUMENT|CUSTOMER|SHOPPING WITH|FORMERLY|\bMEMBER|STAFF|COMPANY\s?(NO|REG)|^\W*COMPANY\W*$|PERMITTED"
    r"|\bROC\b|\bPAID\b|POST(ED)?\b|RETURNA|FEEDB|REDEEM|SERVED|LICENSE|\bLINK\b|\bKG\b|\bKAMPUNG|PERUSAHAAN|PUSAT"
    r"|BANDAR|SEKSYEN|\bFLOOR\b|LEBUH|JALAN|\bJLN|\bLOT\b|SELANGOR|KUALA|JOHOR|\bTAMAN\b|\bTMN\b|\bQTY\b|\bKOL\."
)
NO_PART = re.compile(r"^(OWN(ED)? BY\b|\d{6,12}\s)\W*", re.IGNORECASE)
DOO = re.compile(r"\b[dD]\.?\s?[0oO]\.?\s?[0oO](?=\W|$)")
LEGAL_END = re.compile(r"\b(d\.o\.o|d\.d|k\.d)$", re.IGNORECASE)
# A company's number beside its name.
NUMBER = re.compile(
    r"\(?\s?\b[S5]?\d{4,12}\s?-?\s?[A-Z]\b\)?|(?<=S/B)\s?\(?[S5]?\d{4,}.*$|\(?\b20\d{10}\b\)?|\(?\bCO\.?\s?(REG\.?)?\s?NO\.?.*$"
    r"|\(?ROC\s?NO.*$|\(?REG\.?\s?NO.*$|\(\s?[S5]?\d{4,}.*$|(?<=BHD)[^A-Z]{5,}.*$",
    re.IGNORECASE,
)
# The beginning of a row that goes on with the name above it: `d.o.o.` alone, `& sons`.
GOES_ON = re.compile(r"^\W*(CO\.|\(M\)|&|SDN\.?\s?BHD|D\.?O\.?O\.?\W*$|D\.D\.\W*$|BHD)")
# The end of a row that goes on in the next one: `obrt za`, `vl.`.
IS_UNFINISHED = re.compile(r"&\W*$|\b(ZA|I|VL|V1)$")
TRADE_ROW = re.compile(
    r"\W*(STATIONERY|ENTERPRISE|HARDWARE|TRADING|SUPERMARKET|BAKERY|RESTAURANT|MARKETING|HOLDINGS?|COMPANY|INDUSTRIES|MART)"
    r"\b.*(BHD|$)"
)
BEGINS_AS_TRADE = re.compile(r"\W*(ENTERPRISE|HARDWARE|TRADING)\b")
POSTAL_CODE = re.compile(r"\b\d{5}\b")
MOMENT = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d:\d\d")
ODD_CASE = re.compile(r"[a-z][A-Z]{2}")  # as handwriting and stamps are read
EDGES = " -.,:;*#=~_'\"(["
