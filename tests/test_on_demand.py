"""What a process holds that only answers requests, asked in a new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import create_app
from config import load_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

PROJECT = Path(__file__).parents[1]
LATE = {
    *("alembic", "flask_migrate", "mako"),  # for commands and the start
    *("app.cli", "app.database", "app.demo", "app.migration", "app.upkeep"),
    *("matplotlib", "numpy", "PIL", "xml.etree.ElementTree"),  # for the first chart or photo
    "zxcvbn",  # for the first password
    "sqlalchemy.dialects.postgresql",  # where the database is one
}
NAMES = {"bin", "check", "database", "db", "demo", "user"}


def modules_after(code: str, folder: Path) -> set[str]:
    """Return the modules that a new process has loaded after some lines of code."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        cwd=PROJECT,
        env={**environment, "DATA_FOLDER": str(folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    return set(result.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import app; app.create_app()",
        "from run import app; client = app.test_client(); assert client.get('/auth/login').status_code == 200",
    ],
    ids=["the application", "a first page"],
)
def test_what_answers_requests_loads_nothing_else(tmp_path: Path, code: str) -> None:
    assert modules_after(code, tmp_path) & LATE == set()


def test_the_process_from_which_workers_are_forked_does_not_migrate_itself(tmp_path: Path) -> None:
    code = "import run; assert run._migrate_apart(run.load_config())"
    assert modules_after(code, tmp_path) & LATE == set()
    assert (tmp_path / "potrosnja.db").exists()


def test_all_commands_are_there_once_they_are_asked_for(make_app: Callable[..., Flask]) -> None:
    result = make_app().test_cli_runner().invoke(args=["--help"])
    commands = result.output.partition("Commands:")[2].splitlines()
    assert {line.split()[0] for line in commands if line.strip()} == NAMES


def test_a_command_is_found_by_its_name(tmp_path: Path) -> None:
    runner = create_app(load_config({"DATA_FOLDER": str(tmp_path)})).test_cli_runner()
    assert runner.invoke(args=["db", "heads"]).exit_code == 0
    assert runner.invoke(args=["nothing"]).exit_code == 2
