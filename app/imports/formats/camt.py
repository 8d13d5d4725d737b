"""Statements of banks by ISO 20022: camt.053, and camt.052 and camt.054, which have the same entries.

Names of elements are those of versions 001.02, which Croatian banks document, and 001.08.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.heads import head_of
from app.imports.records import Facts, Fault, Kind
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.rows import Draft, RowMaker, join_note
from app.imports.statements import read_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, Row
    from app.imports.statements import Entry

_ROOTS = (b"bktocstmrstmt", b"bktocstmracctrpt", b"bktocstmrdbtcdtntfctn")
_NO_REFERENCE = {"", "NONREF", "NOTPROVIDED"}
_TRUE = {"true", "1"}
_AMOUNTS = ("AmtDtls/TxAmt/Amt", "Amt")


class Camt:
    """Money out is a debit (DBIT). What is not booked yet (PDNG) comes again."""

    source, title = "camt", "ISO 20022 (camt.052, 053, 054)"

    def recognizes(self, file: SourceFile) -> bool:
        head = head_of(file)
        return any(root in head for root in _ROOTS)

    def describe(self, file: SourceFile, answers: Answers) -> Facts:  # noqa: ARG002 - a statement leaves nothing open
        if not sum(1 for _ in read_entries(file.read_bytes())):
            raise RefusedFileError(Refusal.NO_ROWS)
        return Facts()

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:  # noqa: ARG002
        make = RowMaker(account)
        for entry in read_entries(file.read_bytes()):
            amounts = _part_amounts(make, entry)
            if amounts:
                parts = zip(entry.details, amounts, strict=True)
                yield from (_convert(make, entry, part, cents, f"/{n}") for n, (part, cents) in enumerate(parts, 1))
            else:
                yield _convert(make, entry, _only_detail(entry), entry["Amt"], "")


def _part_amounts(make: RowMaker, entry: Entry) -> list[int]:
    """Return the amounts of a batch, in minor units; none where they do not add up to it."""
    amounts = [_amount_of(make, entry, detail) for detail in entry.details]
    known = [cents for cents in amounts if isinstance(cents, int)]
    adds_up = len(known) == len(amounts) > 1 and sum(known) == make.cents(entry["Amt"])
    return known if adds_up else []


def _amount_of(make: RowMaker, entry: Entry, detail: Entry) -> int | Fault:
    path = next((path for path in _AMOUNTS if path in detail), "")
    has_other_side = detail["CdtDbtInd"] not in {"", entry["CdtDbtInd"]}
    has_other_currency = detail[f"{path}@Ccy"] not in {"", entry["Amt@Ccy"]}
    return Fault.BAD_AMOUNT if has_other_side or has_other_currency else make.cents(detail[path])


def _only_detail(entry: Entry) -> Entry:
    """Return the only transaction; of several, none speaks for the whole."""
    return entry.details[0] if len(entry.details) == 1 else type(entry)(entry.line, entry.depth)


def _convert(make: RowMaker, entry: Entry, detail: Entry, amount: str | int, suffix: str) -> Row:
    text = detail["RmtInf/Ustrd"] or detail["AddtlTxInf"] or entry["AddtlNtryInf"]
    name = _counterparty(entry, detail) or text
    draft = Draft(
        detail.line if suffix else entry.line,
        _first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"),
        amount,
        currency=entry["Amt@Ccy"],
        merchant=name,
        note=join_note("" if text == name else text, detail["RmtInf/Strd/CdtrRefInf/Ref"]),
        external_id=_key(entry, detail, suffix),
    )
    if _first(entry, "Sts/Cd", "Sts") not in {"", "BOOK"}:
        return make.make(draft, Kind.PENDING)
    return _booked(make, entry, draft)


def _booked(make: RowMaker, entry: Entry, draft: Draft) -> Row:
    """Return the row. Reversed money out is a refund; reversed money in was never spent."""
    is_debit, is_reversal = entry["CdtDbtInd"] == "DBIT", entry["RvslInd"].lower() in _TRUE
    if is_debit:
        return make.make(draft, Kind.PENDING if is_reversal else Kind.EXPENSE)
    cents = make.cents(draft.amount)
    if is_reversal and isinstance(cents, int):
        draft.amount = -cents
        return make.spent(draft)
    return make.make(draft, Kind.INCOME)


def _counterparty(entry: Entry, detail: Entry) -> str:
    side = "Cdtr" if entry["CdtDbtInd"] == "DBIT" else "Dbtr"
    return _first(detail, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm")


def _key(entry: Entry, detail: Entry, suffix: str) -> str:
    """Return the bank's reference with the amount: a reversal, and the fee of a payment, may have the same."""
    reference = next(
        (ref for ref in (entry["AcctSvcrRef"], detail["Refs/AcctSvcrRef"]) if ref not in _NO_REFERENCE), ""
    )
    return f"{reference}{suffix}:{entry['CdtDbtInd']}{entry['Amt']}" if reference else ""


def _first(entry: Entry, *paths: str) -> str:
    return next((entry[path] for path in paths if path in entry), "")
