"""What a person says about a file, as the database keeps it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from app.imports.records import Answers, DateOrder, Role, Sign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.imports.records import Facts, Format

READING, CATEGORIES = "reading", "categories"
_Choice = TypeVar("_Choice", bound=Enum)


def to_json(answers: Answers) -> dict[str, Any]:
    """Return the answers that were given."""
    return {name: value for name, value in asdict(answers).items() if value}


def from_json(kept: Mapping[str, Any]) -> Answers:
    """Return the answers; those that this version does not know are left out."""
    return Answers(
        date_order=_known(DateOrder, kept.get("date_order")),
        decimal_mark=str(kept.get("decimal_mark", "")),
        sign=_known(Sign, kept.get("sign")),
        roles=tuple(_known(Role, role) or Role.NONE for role in kept.get("roles", ())),
        person=str(kept.get("person", "")),
        whole_bill=bool(kept.get("whole_bill", False)),
    )


def shape_of(reader: Format, facts: Facts) -> str:
    """Return what files have in common for which the same answers hold: the program, or the names of the columns."""
    if not facts.columns:
        return reader.source
    return hashlib.sha256("\0".join(column.name for column in facts.columns).encode()).hexdigest()


def _known(choices: type[_Choice], value: object) -> _Choice | None:
    return next((choice for choice in choices if choice.value == value), None)
