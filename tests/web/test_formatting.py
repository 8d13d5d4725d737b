"""What every template relies on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from flask import g
from flask_babel import force_locale

from tests.support.factories import TODAY

if TYPE_CHECKING:
    from flask import Flask


def test_a_constant_is_written_in_the_language_of_each_request(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ 2026|year_name }}")
    with app.test_request_context():
        g.locale_name = "en"
        assert template.render() == "2026"
        g.locale_name = "hr"
        assert template.render() == "2026."


@pytest.mark.parametrize(
    ("days_ago", "english", "croatian"),
    [
        (0, "Today", "Danas"),
        (1, "Yesterday", "Jučer"),
        (2, "Friday", "Petak"),
        (6, "Monday", "Ponedjeljak"),
        (7, "Sun, Nov 15", "Ned, 15.\xa011."),
        (-1, "Mon, Nov 23", "Pon, 23.\xa011."),
        (326, "Dec 31, 2025", "31.\xa012.\xa02025."),
    ],
)
def test_days_near_today_have_names(
    app: Flask, monkeypatch: pytest.MonkeyPatch, days_ago: int, english: str, croatian: str
) -> None:
    monkeypatch.setattr("app.web.formatting.today_for", lambda _user: TODAY)
    template = app.jinja_env.from_string("{{ day | near_day }}")
    for language, expected in (("en", english), ("hr", croatian)):
        with app.test_request_context(), force_locale(language):
            assert template.render(day=TODAY - dt.timedelta(days=days_ago)) == expected
