"""All formats that are recognized without help, those with the surest marks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.imports.files import SourceFile
    from app.imports.records import Format

FORMATS: tuple[Format, ...] = ()


def recognize(file: SourceFile) -> Format | None:
    """Return the format of the file; None if its columns have to be named by a person."""
    return next((form for form in FORMATS if form.recognizes(file)), None)


def find(source: str) -> Format | None:
    """Return the format with that key."""
    return next((form for form in FORMATS if form.source == source), None)
