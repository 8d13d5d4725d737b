"""How templates are compiled: the same for everybody, once, and never a reason to fail."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, nodes
from jinja2.bccache import bc_magic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

TEMPLATES = Path(__file__).parents[1] / "app" / "templates"
LOG_IN = "/auth/login"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of compiled templates, empty."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    folder = tmp_path / (TEMPLATES.parent.relative_to("/"))
    folder.mkdir(parents=True)
    return folder


def compile_never(*_arguments: object, **_options: object) -> None:
    pytest.fail("a template was compiled")


def compiled_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def show_log_in(app: Flask) -> bool:
    return app.test_client().get(LOG_IN).status_code == 200


def test_what_one_process_compiled_the_next_one_reads(
    make_app: Callable[..., Flask], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert show_log_in(make_app())
    assert compiled_in(folder)
    application = make_app()
    monkeypatch.setattr(application.jinja_env, "_generate", compile_never)
    assert show_log_in(application)


def cut(content: bytes, place: int) -> bytes:
    return content[:place]


def scratched(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]


CHECKSUM = range(len(bc_magic), len(bc_magic) + 10)
IN_THE_CODE = 500  # where a scratch goes unnoticed, as in what Python itself compiled
DAMAGES = [*product([cut], [0, *CHECKSUM, IN_THE_CODE]), *product([scratched], CHECKSUM)]


@pytest.mark.parametrize(("damage", "place"), DAMAGES)
def test_a_damaged_one_is_compiled_again(
    make_app: Callable[..., Flask], folder: Path, damage: Callable[[bytes, int], bytes], place: int
) -> None:
    show_log_in(make_app())
    whole = {path: path.read_bytes() for path in compiled_in(folder)}
    assert whole
    for path, content in whole.items():
        path.write_bytes(damage(content, place))
    assert show_log_in(make_app())
    assert {path: path.read_bytes() for path in compiled_in(folder)} == whole


def test_nothing_is_kept_where_python_keeps_nothing(
    make_app: Callable[..., Flask], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert show_log_in(make_app())
    assert compiled_in(folder) == []


def test_a_folder_that_is_missing_stops_no_page(make_app: Callable[..., Flask], folder: Path) -> None:
    folder.rmdir()
    assert show_log_in(make_app())


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
