"""The columns of My Expenses in the languages of its users: the file speaks the language of the phone."""

from __future__ import annotations

from app.imports.tables import name_key

_ROLES = (
    "split",
    "date",
    "payee",
    "income",
    "expense",
    "amount",
    "currency",
    "category",
    "notes",
    "attachments",
    "tags",
)
_LANGUAGES = (
    "Split transaction;Date;Counterparty;Income;Expense;Amount;Currency;Category;Notes;Attachments;Tags",
    "Split transaction;Date;Payer or Payee;Income;Expense;Amount;Currency;Category;Notes;Attachments;Tags",
    "Višedjelna transakcija;Datum;Protustranka;Prihod;Trošak;Iznos;Valuta;Kategorija;Bilješke;Prilozi;Oznake",
    "Mehrteilige Buchung;Datum;Gegenpartei;Einnahme;Ausgabe;Betrag;Währung;Kategorie;Notizen;Anhänge;Schlagwörter",
    "Opération ventilée;Date;Tiers;Revenu;Dépense;Montant;Devise;Catégorie;Notes;Pièces jointes;Étiquettes",
    "Transacción dividida;Fecha;Contraparte;Ingreso;Gasto;Importe;Moneda;Categoría;Notas;Archivos adjuntos;Etiquetas",
    "Operazione frazionata;Data;Controparte;Entrate;Spesa;Importo;Valuta;Categoria;Note;Allegati;Tag",
    "Transação dividida;Data;Contraparte;Receita;Despesa;Quantia;Moeda;Categoria;Observações;Anexos;Etiquetas",
    "Transactie splitsen;Datum;Tegenpartij;Inkomsten;Onkosten;Bedrag;Valuta;Categorie;Opmerkingen;Bijlagen;Tags",
    "Podział transakcji;Data;Kontrahent;Dochód;Wydatek;Kwota;Waluta;Kategoria;Notatki;Załączniki;Tagi",
    "Rozdělení transakce;Datum;Protistrana;Příjem;Výdaj;Částka;Měna;Kategorie;Poznámky;Přílohy;Štítky",
    "Tranzakció felosztása;Dátum;Partner;Bevétel;Kiadás;Összeg;Pénznem;Kategória;Jegyzetek;Mellékletek;Címkék",
)
_NAMES = tuple(dict(zip(_ROLES, map(name_key, line.split(";")), strict=True)) for line in _LANGUAGES)
DATES = tuple({names["date"] for names in _NAMES})
AMOUNTS = tuple({names[role] for names in _NAMES for role in ("income", "expense", "amount")})


def find_names(columns: tuple[str, ...]) -> dict[str, str]:
    """Return the name of each role's column in the language of the file; nothing for other files."""
    needed = ("split", "date", "payee", "notes")
    return next((names for names in _NAMES if {names[role] for role in needed} <= set(columns)), {})
