from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.formats.roles import guess_roles
from app.imports.records import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


def roles_in(file: SourceFile) -> dict[str, str]:
    """Return the roles of the columns that have one, by the columns' names or numbers."""
    table = file.table
    pairs = zip(table.header, guess_roles(table), strict=True)
    return {name or str(index): role.value for index, (name, role) in enumerate(pairs) if role is not Role.NONE}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "Datum;Iznos;Opis;Partner\n07.03.2026;-1,00;Račun 1;Žito",
            {"Datum": "date", "Iznos": "amount", "Opis": "note", "Partner": "merchant"},
        ),
        (
            "Datum;Opis transakcije;Terećenje;Odobrenje;Saldo\n07.03.2026;KONZUM;1.234,56;;10,00",
            {"Datum": "date", "Opis transakcije": "note", "Terećenje": "debit", "Odobrenje": "credit"},
        ),
        (
            "Datum izvrsenja;Iznos;Saldo;Naziv;IBAN racun;Poziv na broj;Svrha\n07.03.2026;-5,00;9,00;DM;HR1;HR0;Kupnja",
            {"Datum izvrsenja": "date", "Iznos": "amount", "Naziv": "merchant", "Svrha": "note"},
        ),
        (
            "Datum;Valuta datum;Iznos;Opis transakcije\n07.03.2026.;06.03.2026.;-23,45;KONZUM",
            {"Datum": "date", "Valuta datum": "value_date", "Iznos": "amount", "Opis transakcije": "note"},
        ),
        (
            "Datum;Valuta;Oznaka valute;Iznos;Isplata;Uplata;Naknada\n07.03.2026;07.03.2026;EUR;-5,00;5,00;;0,10",
            {
                "Datum": "date",
                "Valuta": "value_date",
                "Oznaka valute": "currency",
                "Isplata": "debit",
                "Uplata": "credit",
            }
            | {"Naknada": "fee"},
        ),
        (
            "Datum;Iznos;Valuta;Kategorija;Id\n07.03.2026;-5,00;EUR;Hrana;7\n07.03.2026;-5,00;EUR;Hrana;8",
            {"Datum": "date", "Iznos": "amount", "Valuta": "currency", "Kategorija": "category", "Id": "id"},
        ),
        (
            "Datum i vrijeme;Iznos u valuti računa;Izvorni original iznos;Debit\n07.03.2026 12:00;-5,00;6,00;x",
            {"Datum i vrijeme": "date", "Iznos u valuti računa": "amount"} | {"Debit": ""},
        ),
        ("Date,Debit,Text\n2026-03-07,5.00,Tea", {"Date": "date", "Debit": "debit", "Text": "merchant"}),
        ("Date,Amount,Debit\n2026-03-07,5.00,1.00", {"Date": "date", "Amount": "amount"}),
        (
            "When,What it was,How much,Balance\n2026-03-07,Tea,5.00,9.00",
            {"When": "date", "What it was": "merchant"} | {"How much": "amount"},
        ),
        ("2026-03-07,Konzum,23.45\n2026-03-08,DM,5.00", {"0": "date", "1": "merchant", "2": "amount"}),
        ("Date,Amount,Id\n2026-03-07,5.00,A\n2026-03-08,6.00,A", {"Date": "date", "Amount": "amount"}),
        ("Date,Amount,Id\n2026-03-07,5.00,A\n2026-03-08,6.00,", {"Date": "date", "Amount": "amount"}),
        ("Date,Amount,Fee\nwhen,much,none", {"Date": "merchant"}),
    ],
    ids=lambda value: value.partition("\n")[0] if isinstance(value, str) else "",
)
def test_names_and_cells_tell_what_columns_mean(sent: Send, text: str, roles: dict[str, str]) -> None:
    assert roles_in(sent(text)) == {name: role for name, role in roles.items() if role}
