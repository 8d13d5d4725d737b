"""OFX and QFX, which many banks offer: version 1 is SGML, whose values have no end tags, and version 2 is XML.

One tolerant reader takes both, since only names and values of tags count. It builds no tree, so that the depth of the
file does not matter, and it knows no entities but those of characters.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from app.imports.decoding import decode
from app.imports.heads import head_of
from app.imports.records import MAX_ROWS, Facts, Kind
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.rows import Draft, RowMaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, Row

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w.]*)\s*>(?:\s*<!\[CDATA\[(?P<data>[^<\]]*)\]\]>|(?P<value>[^<]*))")
_ENTRY = re.compile(r"<STMTTRNP?\s*>", re.IGNORECASE)
_CHARSET = re.compile(rb"(?:CHARSET:\s*|encoding=[\"'])(?P<name>[\w-]{1,20})", re.IGNORECASE)
_CODECS = {"1250": "cp1250", "1252": "cp1252", "iso-8859-1": "latin-1", "8859-1": "latin-1", "iso-8859-2": "iso8859-2"}
_MAX_VALUE = 4000  # characters of a value: its bounds keep numeric entities below the digits that Python converts
# What ends a payment whose own end tag is missing.
_LIMITS = {"STMTTRN", "STMTTRNP", "BANKTRANLIST", "BANKTRANLISTP", "BANKACCTFROM", "CCACCTFROM"}
_ENTRIES = {"STMTTRN": Kind.EXPENSE, "STMTTRNP": Kind.PENDING}


class Ofx:
    """Amounts are negative for money out. A bank's key of a row, FITID, is unique within its account."""

    source, title = "ofx", "OFX / QFX"

    def recognizes(self, file: SourceFile) -> bool:
        head = head_of(file)
        return b"<ofx>" in head or b"ofxheader" in head

    def describe(self, file: SourceFile, answers: Answers) -> Facts:  # noqa: ARG002 - an OFX leaves nothing open
        return Facts(encoding=_open(file)[1])

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:  # noqa: ARG002
        make = RowMaker(account)
        return (_convert(make, entry) for entry in _entries(_open(file)[0]))


class _Entry(dict[str, str]):
    """The values of a payment by their tags, and what stands around it."""

    def __init__(self, line: int, kind: Kind, account: str, currency: str) -> None:
        super().__init__()
        self.line = line
        self.kind = kind
        self.account = account
        self.currency = currency

    def __missing__(self, name: str) -> str:
        return ""


def _open(file: SourceFile) -> tuple[str, str]:
    """Return the text and its encoding.

    Raises:
        RefusedFileError: as `decode`; TOO_LARGE, NO_ROWS, TOO_MANY_ROWS.
    """
    text, encoding = _decode(file.read_bytes())
    count = sum(1 for _ in _ENTRY.finditer(text))
    if not count:
        raise RefusedFileError(Refusal.NO_ROWS)
    if count > MAX_ROWS:
        raise RefusedFileError(Refusal.TOO_MANY_ROWS)
    return text, encoding


def _decode(raw: bytes) -> tuple[str, str]:
    """Decode as the header says, unless it is UTF-8: banks write that below a header that says otherwise."""
    text, encoding = decode(raw)
    declared = _CHARSET.search(raw[:_MAX_VALUE])
    codec = _CODECS.get(declared["name"].decode().lower()) if declared else None
    if encoding.startswith("utf") or codec is None:
        return text, encoding
    return raw.decode(codec, "replace").replace("\r\n", "\n").replace("\r", "\n"), codec


def _entries(text: str) -> Iterator[_Entry]:
    """Yield every payment, also one whose end tag is missing."""
    entry: _Entry | None = None
    account = currency = ""
    for line, name, value, is_end in _tags(text):
        if entry is not None and name in _LIMITS:
            yield entry
            entry = None
        if name in _ENTRIES and not is_end:
            entry = _Entry(line, _ENTRIES[name], account, currency)
        elif entry is not None and not is_end:
            entry.setdefault(name, value)
        elif value:
            account, currency = value if name == "ACCTID" else account, value if name == "CURDEF" else currency
    if entry is not None:
        yield entry


def _tags(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Yield the line, name and value of every tag, and whether it ends something."""
    line, begin = 1, 0
    for match in _TAG.finditer(text):
        line += text.count("\n", begin, match.start())
        begin = match.start()
        value = (match["data"] or match["value"] or "")[:_MAX_VALUE]
        yield line, match["name"].upper(), html.unescape(value).strip(), bool(match["end"])


def _convert(make: RowMaker, entry: _Entry) -> Row:
    name = entry["NAME"] or entry["MEMO"]
    draft = Draft(
        entry.line,
        entry["DTPOSTED"][:8],  # the bank's own day; the time behind it is often made up
        _with_point(entry["TRNAMT"]),
        currency=entry["CURSYM"] if "CURRENCY" in entry else entry.currency,
        merchant=name,
        note="" if entry["MEMO"] == name else entry["MEMO"],
        external_id=f"{entry.account}:{entry['FITID']}" if entry["FITID"] else "",
    )
    return make.make(draft, Kind.PENDING) if entry.kind is Kind.PENDING else make.signed(draft)


def _with_point(amount: str) -> str:
    """Return the amount with a decimal point: OFX allows either mark, and no groups of thousands."""
    return amount if "." in amount else amount.replace(",", ".")
