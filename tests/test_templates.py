"""How templates are compiled: the same for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

TEMPLATES = Path(__file__).parents[1] / "app" / "templates"


def is_constant(node: nodes.Expr) -> bool:
    try:
        node.as_const()
    except nodes.Impossible:
        return False
    return True


def filters_of_constants(app: Flask) -> Iterator[str]:
    """Yield each use of a filter of the project for a value that is known when the template is compiled."""
    jinjas_own = Environment(autoescape=True).filters
    for path in sorted(TEMPLATES.rglob("*.html")):
        for found in app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(nodes.Filter):
            if found.name not in jinjas_own and found.node is not None and is_constant(found.node):
                yield f"{path.name}:{found.lineno} {found.name}"


def test_no_amount_or_date_is_written_when_a_template_is_compiled(app: Flask) -> None:
    """Jinja would work it out once, in the language and the currency of whoever asks for the page first."""
    assert list(filters_of_constants(app)) == []
