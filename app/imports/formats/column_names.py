"""What columns mean, by their names: the words of Croatian banks, and of programs in English and German."""

from __future__ import annotations

from app.imports.records import Role

# The likeliest first. Names are as in `Table.names`: lower case, without diacritics and signs.
WHOLE_NAMES: dict[Role, tuple[str, ...]] = {
    Role.DATE: (
        *("datum izvrsenja", "datum knjizenja", "datum transakcije", "datum", "date", "booking date", "completed date"),
        *("transaction date", "posting date", "created on", "buchungstag", "buchungsdatum", "dan", "day", "time"),
    ),
    Role.VALUE_DATE: (
        "datum valute",
        "valuta datum",
        "value date",
        "wertstellung",
        "valutadatum",
        "valuta",
        "started date",
    ),
    Role.AMOUNT: ("amount", "iznos", "cost", "betrag", "price", "cijena", "trosak", "total", "ukupno", "suma"),
    Role.DEBIT: (
        *("isplata", "isplate", "terecenje", "terecenja", "dugovni iznos", "dugovno", "duguje", "odljev", "odljevi"),
        *("outflow", "debit", "expense", "money out", "paid out", "withdrawal", "withdrawals", "rashod", "soll"),
    ),
    Role.CREDIT: (
        *(
            "uplata",
            "uplate",
            "odobrenje",
            "odobrenja",
            "potrazni iznos",
            "potrazno",
            "potrazuje",
            "priljev",
            "priljevi",
        ),
        *("inflow", "credit", "income", "money in", "paid in", "deposit", "deposits", "prihod", "haben"),
    ),
    Role.CURRENCY: ("currency", "valuta", "oznaka valute", "sifra valute", "valuta racuna", "wahrung", "ccy"),
    Role.FEE: ("fee", "fees", "naknada", "provizija", "commission", "gebuhr"),
    Role.MERCHANT: (
        *(
            "merchant",
            "payee",
            "platitelj primatelj",
            "primatelj platitelj",
            "primatelj",
            "partner",
            "partner name",
            "target name",
        ),
        *("naziv", "naziv primatelja", "trgovac", "prodajno mjesto", "shop", "store", "counterparty", "name", "title"),
        *("empfanger", "auftraggeber", "beguenstigter zahlungspflichtiger", "what"),
    ),
    Role.CATEGORY: ("category", "kategorija", "kategorie", "category name"),
    Role.NOTE: (
        *(
            "opis placanja",
            "opis transakcije",
            "opis",
            "svrha",
            "svrha placanja",
            "napomena",
            "biljeska",
            "opis placanja tecaj",
        ),
        *("description", "memo", "note", "notes", "payment reference", "details", "verwendungszweck", "comment"),
    ),
    Role.ID: (
        *("referenca placanja", "referenca", "broj transakcije", "transaction id", "transferwise id", "journal id"),
        *("id", "reference", "reference number", "fitid", "redni broj transakcije"),
    ),
}
# Words that tell as parts of a longer name, such as "iznos u valuti racuna".
PARTS: dict[Role, tuple[str, ...]] = {
    Role.DATE: ("datum", "date"),
    Role.AMOUNT: ("iznos", "amount", "betrag"),
    Role.DEBIT: ("isplata", "isplate", "terecenje", "dugovni", "odljev", "outflow", "debit"),
    Role.CREDIT: ("uplata", "uplate", "odobrenje", "potrazni", "priljev", "inflow", "credit"),
    Role.MERCHANT: ("primatelj", "payee", "merchant"),
    Role.NOTE: ("opis", "svrha", "description"),
}
# Nothing that is to be saved, though such a name may have one of the words above.
IGNORED = frozenset(
    {"stanje", "saldo", "balance", "iban", "tecaj", "rate", "original", "foreign", "created", "updated"}
)
