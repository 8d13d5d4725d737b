from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.installations import Installation

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    installation = Installation(tmp_path_factory.mktemp("filled"))
    installation.add("ana", 3)
    installation.add("charlie", 2)
    return installation.folder


@pytest.fixture
def home(filled_folder: Path, tmp_path: Path) -> Installation:
    """An installation with two accounts, five expenses and their receipts."""
    shutil.copytree(filled_folder, tmp_path / "data")
    return Installation(tmp_path / "data")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "shelf"


@pytest.fixture
def backup(home: Installation, shelf: Path) -> Path:
    """A backup of the installation."""
    result = home.run("backup", "create", shelf)
    assert result.exit_code == 0, result.output
    (folder,) = shelf.glob("potrosnja-*")
    return folder
