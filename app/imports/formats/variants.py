"""A program that writes files of several kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, Facts, Format, Row


class Variants:
    """The kinds of files of one program, under one source: a row that comes in both has the same key."""

    def __init__(self, *variants: Format) -> None:
        self.source, self.title = variants[0].source, variants[0].title
        self._variants = variants

    def recognizes(self, file: SourceFile) -> bool:
        return any(variant.recognizes(file) for variant in self._variants)

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        return self._variant(file).describe(file, answers)

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        return self._variant(file).read(file, answers, account)

    def _variant(self, file: SourceFile) -> Format:
        return next((variant for variant in self._variants if variant.recognizes(file)), self._variants[0])
