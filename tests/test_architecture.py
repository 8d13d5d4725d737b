"""The rules of the house that the source itself can be asked about."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import app as application
from app.core.palette import PALETTE

APP = Path(application.__file__).parent
MAX_MODULE_LINES, MAX_PAGE_LINES = 250, 60
PURE = {
    *("app.core.money", "app.core.palette", "app.core.periods", "app.core.text"),
    *("app.receipts.images", "app.receipts.limits", "app.receipts.thumbnails"),
    *("app.expenses.search", "app.goals.calculations", "app.goals.coming", "app.goals.savings"),
    *("app.recurring.decisions", "app.recurring.detection", "app.recurring.rhythms"),
    *("app.core.statistics", "app.summaries.canvas", "app.summaries.charts"),
    *("app.core.estimates", "app.core.calendar_heat", "app.core.month_pace", "app.core.projection"),
    *("app.demo.drawings", "app.demo.habits", "app.demo.receipt_texts", "app.demo.spending"),
}
WEB = ("flask", "werkzeug", "wtforms")
FEATURES = {
    *("auth", "bin", "categories", "database", "demo", "expenses", "goals", "habits", "health", "installation"),
    *("receipts", "recurring", "summaries", "upkeep"),
}
# Where a feature uses another one; the pure modules are everybody's, and the commands may use all.
ACROSS_FEATURES = {
    "app.auth.forms": {"app.expenses.queries"},
    "app.auth.services": {"app.categories.services", "app.receipts.services"},
    "app.trash.services": {"app.receipts.services"},
    "app.demo.services": {"app.expenses.services", "app.goals.services", "app.receipts.services"},
    "app.expenses.forms": {"app.receipts.forms"},
    "app.expenses.routes": {"app.categories.queries", "app.receipts.queries", "app.receipts.services"},
    "app.expenses.services": {"app.receipts.services"},
    "app.goals.queries": {
        *("app.expenses.filtering", "app.recurring.queries"),
        *("app.summaries.booked", "app.summaries.queries"),
    },
    "app.goals.budget_status": {"app.categories.queries"},
    "app.goals.routes": {"app.categories.queries"},
    "app.habits.queries": {"app.expenses.filtering", "app.summaries.queries"},
    "app.habits.routes": {
        *("app.categories.queries", "app.expenses.filtering", "app.expenses.queries"),
        *("app.summaries.changes", "app.summaries.figures", "app.summaries.queries"),
    },
    "app.system.health.services": {"app.receipts.storage"},
    "app.recurring.queries": {"app.expenses.filtering"},
    "app.recurring.routes": {"app.summaries.queries"},
    "app.summaries.booked": {"app.expenses.filtering"},
    "app.summaries.changes": {"app.categories.queries"},
    "app.summaries.figures": {"app.expenses.queries"},
    "app.summaries.queries": {"app.categories.queries", "app.expenses.filtering"},
    "app.summaries.routes": {
        *("app.expenses.filtering", "app.expenses.queries"),
        *("app.goals.queries", "app.goals.budget_status"),
    },
    "app.system.upkeep.queries": {"app.receipts.storage"},
    "app.system.upkeep.services": {"app.trash.queries", "app.receipts.services", "app.receipts.storage"},
}
ABOVE_THE_FEATURES = {"app", "app.system.commands", "app.on_demand"}
# What a kind of module may use of its own feature: down only.
WITHIN_A_FEATURE = {
    "routes": {
        *("calculations", "changes", "charts", "conditions", "detection", "figures", "forms", "heat", "images", "pace"),
        *("queries", "query_forms", "records", "services", "storage", "suggestions"),
    },
    "cli": {"queries", "services"},
    "figures": {"calculations", "charts", "pace", "queries"},
    "forms": {
        *("calculations", "conditions", "detection", "images", "limits", "passwords"),
        *("queries", "services", "turns"),
    },
    "services": {
        "calculations",
        "connections",
        "detection",
        "drawings",
        "habits",
        "images",
        "passwords",
        "queries",
        "spending",
        "storage",
    },
    "queries": {
        "booked",
        "calculations",
        "conditions",
        "decisions",
        "detection",
        "rhythms",
        "pace",
        "projection",
        "ranges",
        "records",
    },
    "booked": {"calculations", "projection", "ranges"},
    "changes": {"calculations", "pace", "queries"},
    "query_forms": {"conditions", "queries", "search"},
    "conditions": {"search"},
    "connections": set[str](),
    "passwords": set[str](),
    "storage": set[str](),
    "turns": set[str](),
}


def name_module(path: Path) -> str:
    return ".".join(path.relative_to(APP.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_module(path): path for path in sorted(APP.rglob("*.py"))}
PAGES = [path for path in sorted(APP.glob("templates/**/*.html")) if path.parent.name != "components"]
every_module = pytest.mark.parametrize("name", MODULES)


@cache
def parse(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


@cache
def imports_of(name: str) -> frozenset[str]:
    """Return what a module imports, also for its types alone or late; of the application the modules themselves."""
    found: set[str] = set()
    for node in ast.walk(parse(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(members & MODULES.keys() or {str(node.module)})
    return frozenset(found)


def outside(name: str) -> set[str]:
    """Return the packages from outside of the project that a module imports."""
    return {imported.partition(".")[0] for imported in imports_of(name)} - {"app", "config"}


def inside(name: str) -> set[str]:
    """Return the modules of the application that a module imports."""
    return {imported for imported in imports_of(name) if imported.partition(".")[0] == "app"}


def feature_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FEATURES else ""


def named(*kinds: str) -> list[str]:
    return [name for name in MODULES if name.rpartition(".")[2] in kinds and feature_of(name)]


def test_the_tables_of_this_test_name_what_exists() -> None:
    packages = {path.parent.name for path in APP.glob("*/__init__.py")}
    assert packages == FEATURES | {"models"}
    assert MODULES.keys() >= PURE | ACROSS_FEATURES.keys()


@pytest.mark.parametrize("name", sorted(PURE))
def test_a_pure_module_knows_neither_flask_nor_the_database(name: str) -> None:
    assert inside(name) <= PURE
    assert "config" not in imports_of(name)
    assert not [package for package in outside(name) if package.startswith(("sqlalchemy", *WEB))]


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("app.models")])
def test_models_stand_on_the_extensions_and_pure_modules_alone(name: str) -> None:
    others = {imported for imported in inside(name) if not imported.startswith("app.models")}
    assert others <= PURE | {"app.web.extensions"}
    assert not [package for package in outside(name) if package.startswith(WEB)]


@pytest.mark.parametrize("name", named("services", "queries"))
def test_services_and_queries_know_no_request(name: str) -> None:
    web = {package for package in outside(name) if package.startswith(WEB)}
    assert web <= {"flask_babel"}
    allowed = (
        "app.web.extensions",
        "app.models",
        *PURE,
        *named(
            "services", "queries", "booked", "conditions", "connections", "passwords", "ranges", "records", "storage"
        ),
    )
    assert not [imported for imported in inside(name) if not imported.startswith(allowed)]


@every_module
def test_only_the_factory_imports_routes(name: str) -> None:
    routes = {imported for imported in inside(name) if imported.endswith(".routes")}
    assert routes == (set(named("routes")) if name == "app" else set())


@pytest.mark.parametrize("name", [name for name in MODULES if feature_of(name)])
def test_features_meet_only_where_the_table_says(name: str) -> None:
    foreign = {other for other in inside(name) - PURE if feature_of(other) not in {"", feature_of(name)}}
    assert foreign == ACROSS_FEATURES.get(name, set())


@pytest.mark.parametrize("name", [name for name in named(*WITHIN_A_FEATURE) if name not in PURE])
def test_a_feature_imports_downwards(name: str) -> None:
    own = {other.rpartition(".")[2] for other in inside(name) if feature_of(other) == feature_of(name)}
    assert own <= WITHIN_A_FEATURE[name.rpartition(".")[2]]


@pytest.mark.parametrize("name", [name for name in MODULES if not feature_of(name) and name not in ABOVE_THE_FEATURES])
def test_what_all_features_share_knows_none_of_them(name: str) -> None:
    assert {feature_of(imported) for imported in inside(name)} <= {""}
    assert not inside(name) & ABOVE_THE_FEATURES


@every_module
def test_imports_make_no_circle(name: str) -> None:
    reached: set[str] = set()
    ahead = set(inside(name))
    while ahead:
        module = ahead.pop()
        reached.add(module)
        ahead |= inside(module) - reached
    assert name not in reached


@every_module
def test_a_late_import_gives_its_reason(name: str) -> None:
    lines = ["", *MODULES[name].read_text(encoding="utf-8").splitlines()]
    functions = (node for node in ast.walk(parse(name)) if isinstance(node, ast.FunctionDef))
    late = {
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    for number in late:
        assert "# noqa: PLC0415" in lines[number], lines[number]
        has_reason = "PLC0415 - " in lines[number] or lines[number - 1].strip().startswith("#")
        assert has_reason or number - 1 in late, lines[number]


@every_module
def test_commits_are_made_by_routes_and_commands_alone(name: str) -> None:
    commits = [node for node in ast.walk(parse(name)) if isinstance(node, ast.Attribute) and node.attr == "commit"]
    commits = [node for node in commits if ast.unparse(node) != "super().commit"]  # a connection passes it on
    assert not commits or name == "app.system.commands" or name.endswith(".routes")


@every_module
def test_errors_are_caught_by_their_names(name: str) -> None:
    handlers = [node for node in ast.walk(parse(name)) if isinstance(node, ast.ExceptHandler)]
    assert all(handler.type for handler in handlers)
    caught = {
        node.id for handler in handlers for node in ast.walk(handler.type or handler) if isinstance(node, ast.Name)
    }
    assert not caught & {"Exception", "BaseException"}


@every_module
def test_dates_are_never_formatted_by_the_c_library(name: str) -> None:
    assert "strftime" not in MODULES[name].read_text(encoding="utf-8")


@every_module
def test_a_module_has_a_docstring_and_a_size_that_can_be_read(name: str) -> None:
    assert ast.get_docstring(parse(name))
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_composes_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_PAGE_LINES
    assert "{% macro" not in text


def test_each_color_of_the_palette_has_its_class() -> None:
    styles = (APP / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    classes = dict(re.findall(r"\.color-([a-z]+) \{ --color: var\(--([a-z-]+)\); \}", styles))
    assert classes == {"accent": "accent", **{color: f"category-{color}" for color in PALETTE}}
    assert dict(re.findall(r"--category-([a-z]+): (#[0-9a-f]{6});", styles)) == PALETTE
