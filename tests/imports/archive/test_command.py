from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.archives import zip_of
from tests.support.factories import files_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from flask import Flask

    from app.models import User
    from tests.support.archives import Archives
    from tests.support.factories import Factory


@pytest.fixture
def take(app: Flask) -> Callable[..., Result]:
    """Run `flask import-archive`."""
    return lambda path, user: app.test_cli_runner().invoke(args=["import-archive", str(path), "--user", user])


def test_a_large_archive_comes_in_by_a_command(
    take: Callable[..., Result], make: Factory, archives: Archives, alice: User, charlie: User
) -> None:
    make.receipt(make.expense(alice, category_id=make.category(alice, "Food").id))
    path = archives.of(alice)
    result = take(path, "charlie")
    assert result.exit_code == 0
    assert "Added: 1 receipts, 1 categories, 1 expenses." in result.output
    assert archives.holdings(charlie) == archives.holdings(alice)
    assert "Everything in the archive was here already." in take(path, "charlie").output


def test_the_command_refuses_in_words(
    take: Callable[..., Result], archives: Archives, charlie: User, upload_folder: Path
) -> None:
    result = take(archives.keep(zip_of({"a.csv": b""})), charlie.username)
    assert result.exit_code == 1
    assert "This ZIP is no archive of Potrošnja. Nothing was saved." in result.output
    assert files_in(upload_folder) == []


@pytest.mark.usefixtures("alice")
def test_the_command_names_an_account_that_is_not_there(take: Callable[..., Result], archives: Archives) -> None:
    assert "There is no account nobody." in take(archives.keep(b""), "nobody").output
