"""A tag becomes a release only if it is the version of the code and the changelog says what is new."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from config import VERSION
from tests.support.servers import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
CHANGES = (
    "# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2027-01-02\n\n### Added\n- New.\n\n## 1.1.0 - 2026-12-01\n- Old.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".ci").mkdir()
    shutil.copy(PROJECT / ".ci" / "notes", tmp_path / ".ci" / "notes")
    (tmp_path / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    return tmp_path


def notes(project: Path, version: str) -> tuple[int, str, str]:
    result = subprocess.run([project / ".ci" / "notes", version], capture_output=True, text=True, check=False)
    return result.returncode, result.stdout.strip(), result.stderr.strip()


def test_the_notes_are_those_of_the_version(project: Path) -> None:
    assert notes(project, "1.2.0") == (0, "### Added\n- New.", "")


def test_a_tag_that_is_not_the_version_is_no_release(project: Path) -> None:
    assert notes(project, "1.1.0") == (1, "", "pyproject.toml has another version than 1.1.0.")


def test_a_version_without_a_section_is_no_release(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n- New.\n", encoding="utf-8")
    assert notes(project, "1.2.0") == (1, "", "CHANGELOG.md has no section 1.2.0.")


def test_the_changelog_says_what_the_version_of_the_code_brings() -> None:
    status, text, error = notes(PROJECT, VERSION)
    assert (status, error) == (0, "")
    assert "\n- " in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_their_commit(path: Path) -> None:
    used = re.findall(r"uses: (?!\./)(\S+)", path.read_text(encoding="utf-8"))
    assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []
