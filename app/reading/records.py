"""Readings as JSON, to keep in the database. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.reading.rules.reader import Reading, ReadTotal


def pack(reading: Reading) -> dict[str, Any]:
    """Return all of a reading but its text, for a JSON column."""
    return {
        "totals": [{"cents": total.cents, "score": total.score, "box": total.box} for total in reading.totals],
        "dates": [day.isoformat() for day in reading.dates],
        "merchants": reading.merchants,
        "oibs": reading.oibs,
        "currency": reading.currency,
    }


def unpack(text: str, facts: dict[str, Any]) -> Reading:
    """Return a reading from its text and what `pack` made of the rest."""
    return Reading(
        text=text,
        totals=tuple(ReadTotal(**{**total, "box": tuple(map(tuple, total["box"]))}) for total in facts["totals"]),
        dates=tuple(map(dt.date.fromisoformat, facts["dates"])),
        merchants=tuple(facts["merchants"]),
        oibs=tuple(facts["oibs"]),
        currency=facts["currency"],
    )
