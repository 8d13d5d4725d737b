"""Moments with their time of day, as template filters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask_login import current_user

from app.web.formatting import near_day
from app.web.localization import locale_name

if TYPE_CHECKING:
    import datetime as dt


def near_moment(moment: dt.datetime) -> str:
    """Return `Today, 5:08 PM` in the user's time zone, in Croatian `Danas, 17:08`."""
    local = moment.astimezone(ZoneInfo(current_user.timezone))
    return f"{near_day(local.date())}, {format_time(local, 'short', locale=locale_name())}"


def near_moment_inside(moment: dt.datetime) -> str:
    """Return the same for the middle of a line, where Croatian has no capital: `Prijava: danas, 17:08`."""
    text = near_moment(moment)
    return text if locale_name() == "en" else text[:1].lower() + text[1:]
