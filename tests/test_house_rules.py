"""The rules of the house that the source itself can be asked about; import-linter holds the layers (pyproject.toml)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import app as application
from app.core.category_icons import CATEGORY_ICONS
from app.core.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = Path(application.__file__).parent
MAX_MODULE_LINES, MAX_PAGE_LINES = 250, 60
MODULES = {path.relative_to(APP.parent).as_posix(): path for path in sorted(APP.rglob("*.py"))}
PAGES = [path for path in sorted(APP.glob("templates/**/*.html")) if path.parent.name != "components"]
COMMITTING = {"routes.py", "cli.py", "commands.py"}


@cache
def read(name: str) -> str:
    return MODULES[name].read_text(encoding="utf-8")


@cache
def parse(name: str) -> ast.Module:
    return ast.parse(read(name))


def nodes_of(name: str) -> Iterator[ast.AST]:
    return ast.walk(parse(name))


def late_imports(name: str) -> Iterator[tuple[int, str, str]]:
    """Yield the number and the text of each line that imports inside a function, and the line before it."""
    lines = ["", *read(name).splitlines()]
    functions = (node for node in nodes_of(name) if isinstance(node, ast.FunctionDef))
    numbers = {
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    return ((number, lines[number], lines[number - 1].strip()) for number in sorted(numbers))


def test_a_late_import_gives_its_reason() -> None:
    late = [(f"{name}:{number}", line, before) for name in MODULES for number, line, before in late_imports(name)]
    assert [place for place, line, before in late if "PLC0415 - " not in line and not before.startswith("#")] == []


def test_commits_are_made_by_routes_and_commands_alone() -> None:
    commits = {
        name for name in MODULES for node in nodes_of(name) if isinstance(node, ast.Attribute) and node.attr == "commit"
    }
    assert {name for name in commits if name.rpartition("/")[2] not in COMMITTING} == set()


def test_errors_are_caught_by_their_names() -> None:
    handlers = [(name, node) for name in MODULES for node in nodes_of(name) if isinstance(node, ast.ExceptHandler)]
    caught = [
        (name, node.id)
        for name, handler in handlers
        for node in ast.walk(handler.type or handler)
        if isinstance(node, ast.Name)
    ]
    assert [name for name, handler in handlers if handler.type is None] == []
    assert [item for item in caught if item[1] in {"Exception", "BaseException"}] == []


def test_dates_are_never_formatted_by_the_c_library() -> None:
    assert [name for name in MODULES if "strftime" in read(name)] == []


def test_a_module_has_a_docstring_and_a_size_that_can_be_read() -> None:
    assert [name for name in MODULES if not ast.get_docstring(parse(name))] == []
    assert [name for name in MODULES if len(read(name).splitlines()) > MAX_MODULE_LINES] == []


def test_a_page_composes_and_stays_short() -> None:
    texts = {path.relative_to(APP).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
    assert [name for name, text in texts.items() if len(text.splitlines()) > MAX_PAGE_LINES] == []
    assert [name for name, text in texts.items() if "{% macro" in text] == []


def test_each_color_of_the_palette_has_its_class() -> None:
    styles = (APP / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    classes = dict(re.findall(r"\.color-([a-z]+) \{ --color: var\(--([a-z-]+)\); \}", styles))
    assert classes == {"accent": "accent", **{color: f"category-{color}" for color in PALETTE}}
    assert dict(re.findall(r"--category-([a-z]+): (#[0-9a-f]{6});", styles)) == PALETTE


def test_each_icon_is_in_the_sprite() -> None:
    sprite = (APP / "static" / "icons" / "sprite.svg").read_text(encoding="utf-8")
    templates = "".join(path.read_text(encoding="utf-8") for path in APP.glob("templates/**/*.html"))
    named = {*CATEGORY_ICONS, *re.findall(r'icon\("([a-z-]+)"', templates)}
    assert named - set(re.findall(r'<symbol id="([a-z-]+)"', sprite)) == set()
