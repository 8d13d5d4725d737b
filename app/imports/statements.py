"""Statements by ISO 20022 as flat entries, read while the XML goes by. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from app.imports.records import MAX_ROWS
from app.imports.refusals import Refusal, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_BYTES = 65_536
_MAX_DEPTH = 100  # of elements inside each other; statements have about 12
_MAX_TEXT = 2000  # characters that are kept of an element's text
_WANTED = frozenset(
    {
        *("Amt", "CdtDbtInd", "RvslInd", "Sts", "Sts/Cd", "AcctSvcrRef", "AddtlNtryInf"),
        *("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"),
        *("Refs/AcctSvcrRef", "AmtDtls/TxAmt/Amt", "AddtlTxInf", "RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref"),
        *("RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm", "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm"),
    }
)


class Entry(dict[str, str]):
    """The values of an entry by their paths below it, such as `BookgDt/Dt`; what is not there is empty.

    The currency of an amount stands under its path with `@Ccy`. `details` are the transactions of which it consists.
    """

    def __init__(self, line: int, depth: int) -> None:
        super().__init__()
        self.line = line
        self.depth = depth  # of its element
        self.details: list[Entry] = []

    def __missing__(self, path: str) -> str:
        return ""


class _Collector:
    """Takes the events of the parser and fills entries."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._done: list[Entry] = []
        self._count = 0
        self._names: list[str] = []
        self._open: list[Entry] = []  # the entry, and the detail in it
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self._names.append(local)
        self._text.clear()
        if len(self._names) > _MAX_DEPTH:
            raise RefusedFileError(Refusal.DAMAGED)
        if (local, len(self._open)) in {("Ntry", 0), ("TxDtls", 1)}:
            self._begin()
        elif "Ccy" in attributes and self._path in _WANTED:
            self._open[-1][f"{self._path}@Ccy"] = attributes["Ccy"][:_MAX_TEXT]

    def end(self, _name: str) -> None:
        if self._open and len(self._names) == self._open[-1].depth:
            self._finish()
        elif self._path in _WANTED and (text := "".join(self._text)[:_MAX_TEXT].strip()):
            entry = self._open[-1]
            entry[self._path] = f"{entry[self._path]} {text}".strip()[:_MAX_TEXT]
        self._text.clear()
        self._names.pop()

    def text(self, text: str) -> None:
        if self._open and len(self._text) < _MAX_TEXT:
            self._text.append(text[:_MAX_TEXT])

    def refuse(self, *_: object) -> None:
        """Refuse a document type, which no statement has: it could name files, or entities that grow without end."""
        raise RefusedFileError(Refusal.DAMAGED)

    def take_done(self) -> list[Entry]:
        """Return the entries that are complete since the last call."""
        done, self._done = self._done, []
        return done

    @property
    def _path(self) -> str:
        """The path below the open entry; empty without one."""
        return "/".join(self._names[self._open[-1].depth :]) if self._open else ""

    def _begin(self) -> None:
        self._count += 1
        if self._count > 2 * MAX_ROWS:  # an entry and its only detail are one row
            raise RefusedFileError(Refusal.TOO_MANY_ROWS)
        self._open.append(Entry(self._parser.CurrentLineNumber, len(self._names)))

    def _finish(self) -> None:
        entry = self._open.pop()
        (self._open[-1].details if self._open else self._done).append(entry)


def read_entries(raw: bytes) -> Iterator[Entry]:
    """Yield the entries of all accounts, whatever the version and the prefix of the namespace.

    Raises:
        RefusedFileError: DAMAGED where it is no sound XML, is too deep or has a document type; TOO_MANY_ROWS.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    collector = _Collector(parser)
    parser.StartElementHandler, parser.EndElementHandler = collector.start, collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = collector.refuse
    for begin in range(0, len(raw) + 1, _CHUNK_BYTES):
        _parse(parser, raw[begin : begin + _CHUNK_BYTES])
        yield from collector.take_done()
    _parse(parser, b"", is_final=True)


def _parse(parser: expat.XMLParserType, chunk: bytes, *, is_final: bool = False) -> None:
    try:
        parser.Parse(chunk, is_final)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: of an encoding that nobody knows
        raise RefusedFileError(Refusal.DAMAGED) from error
