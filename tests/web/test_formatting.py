"""What every template relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

if TYPE_CHECKING:
    from flask import Flask


def test_a_constant_is_written_in_the_language_of_each_request(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ 2026|year_name }}")
    with app.test_request_context():
        g.locale_name = "en"
        assert template.render() == "2026"
        g.locale_name = "hr"
        assert template.render() == "2026."
