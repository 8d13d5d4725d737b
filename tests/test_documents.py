"""Documents name files, settings and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

from config import load_config

PROJECT = Path(__file__).parents[1]
DECISIONS = sorted((PROJECT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md")), *DECISIONS]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def test_links_lead_to_files() -> None:
    links = [(path, link) for path in DOCUMENTS for link in LINK.findall(path.read_text(encoding="utf-8"))]
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []


def test_promises_are_shown_by_files_that_exist() -> None:
    promises = read("docs/security.md") + read("docs/asvs.md") + read("docs/durability.md")
    named = re.findall(r"`((?:app|docs|tests)/[\w/.-]+)`", promises)
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_the_counts_of_asvs_are_those_of_its_rows() -> None:
    text = read("docs/asvs.md")
    rows = re.findall(
        r"^\| [\d.]+\.(\d+)(?: to [\d.]+\.(\d+))? \| [^|]+ \| \*{0,2}(met|not met)\*{0,2} \|", text, re.MULTILINE
    )
    counts = {"met": 0, "not met": 0}
    for first, last, standing in rows:
        counts[standing] += int(last or first) - int(first) + 1
    said = re.findall(r"Of (\d+), (\d+) are met, (\d+) are not, (\d+) do not apply", text)[0]
    assert [counts["met"], counts["not met"]] == [int(said[1]), int(said[2])]
    assert int(said[0]) == sum(map(int, said[1:]))


def test_contributors_are_led_to_code_that_exists() -> None:
    named = [
        (path.name, name)
        for path in (PROJECT / "CONTRIBUTING.md", *DECISIONS)
        for name in re.findall(r"`((?:app|tests|migrations)/[\w/]+\.\w+)`", path.read_text(encoding="utf-8"))
    ]
    assert [(document, name) for document, name in named if not (PROJECT / name).exists()] == []


def test_the_readme_names_every_setting() -> None:
    settings = set(re.findall(r'(?:read\.\w+|environ\.get)\("([A-Z_]+)"', read("config.py")))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE)) == settings


def test_the_example_of_settings_has_every_setting_and_its_default(tmp_path: Path) -> None:
    settings = set(re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE))
    example = dict(re.findall(r"^#([A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE))
    assert set(example) == settings
    given = {"DATA_FOLDER": str(tmp_path)}
    assert load_config({**example, **given}) == load_config(given)


def test_the_readme_names_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)`", read("README.md"))) <= targets


def test_the_layout_in_the_readme_names_every_package() -> None:
    app = read("README.md").split("    app/ ")[1].split("    migrations/")[0]
    packages = {path.parent.name for path in (PROJECT / "app").glob("*/__init__.py")}
    assert set(re.findall(r"\b([a-z_]+)/", app)) == packages | {"templates", "static", "translations"}
