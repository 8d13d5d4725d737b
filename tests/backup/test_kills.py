"""Backups and restores of real processes that are killed at any moment, the first beside one that goes on writing."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.database.engine import db
from app.receipts import storage
from app.web.extensions import receipt_store
from tests.support.factories import Factory, picture
from tests.support.installations import Installation, images_in, rows_in
from tests.support.servers import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

KILLS = 10  # of each command
_processes = multiprocessing.get_context("forkserver")  # its children come from a process without threads
_processes.set_forkserver_preload([__name__])


def run_command(folder: Path, *arguments: object) -> None:
    sys.exit(Installation(folder).run("backup", *arguments).exit_code)


def go_on_writing(folder: Path) -> None:
    """Add expenses with receipts, and remove every third receipt for good."""
    application = Installation(folder).app
    with application.app_context(), Session(db.engine, expire_on_commit=False) as session:
        make, size = Factory(application, session), 100
        user = make.user()
        while True:
            size += 1
            receipts = [make.receipt(make.expense(user), picture(size=(size, 40))) for _ in range(3)]
            session.commit()
            session.delete(receipts[0])
            session.commit()
            receipt_store().remove(storage.file_names(receipts[0].storage_key, 1))
            time.sleep(0.05)  # or reading all of it at the end would take minutes


@contextmanager
def started(work: Callable[..., None], *arguments: object) -> Iterator[ForkServerProcess]:
    """Start a process, and kill it in the end."""
    process = _processes.Process(target=work, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def run(folder: Path, *arguments: object) -> float:
    """Let a command run to its end, and return how many seconds it took."""
    began_at = time.monotonic()
    with started(run_command, folder, *arguments) as process:
        process.join()
        assert process.exitcode == 0
    return time.monotonic() - began_at


def wait_for_newer_rows(database: Path) -> None:
    """Wait until something is written from now on."""
    count, deadline = len(rows_in(database)["expense"]), time.monotonic() + PATIENCE_SECONDS
    while len(rows_in(database)["expense"]) == count:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kill(most_seconds: float, folder: Path, *arguments: object) -> None:
    """Start a command, and kill it at a random moment."""
    with started(run_command, folder, *arguments):
        time.sleep(random.uniform(0, most_seconds))  # noqa: S311 - no secret depends on it


def test_what_is_killed_at_any_moment_leaves_whole_backups_and_whole_data(
    home: Installation, shelf: Path, tmp_path: Path
) -> None:
    run(home.folder, "create", shelf)  # loads what the processes share
    with started(go_on_writing, home.folder):
        seconds = run(home.folder, "create", shelf)
        for _ in range(KILLS):
            kill(seconds, home.folder, "create", shelf)
        run(home.folder, "create", shelf)
        wait_for_newer_rows(home.database)
    backups = sorted(path.parent for path in shelf.glob("*/manifest.json") if path.parent.suffix != ".part")
    assert [home.run("backup", "verify", folder).exit_code for folder in backups] == [0] * len(backups)

    crashed = home.folder.rename(tmp_path / "crashed")
    assert (crashed / "potrosnja.db-wal").stat().st_size > 0
    assert_killed_restores_are_all_or_nothing(crashed, backups[-1], tmp_path)


def assert_killed_restores_are_all_or_nothing(crashed: Path, backup: Path, tmp_path: Path) -> None:
    before, after = read_copy(crashed, tmp_path / "copy"), rows_in(backup / "potrosnja.db")
    assert before != after
    shutil.copytree(crashed, tmp_path / "data")
    seconds = run(tmp_path / "data", "restore", backup)
    home = Installation(tmp_path / "data")
    assert (rows_in(home.database), images_in(home.uploads)) == (after, images_in(backup / "uploads"))
    for number in range(KILLS):
        folder = tmp_path / f"data{number}"
        shutil.copytree(crashed, folder)
        kill(seconds, folder, "restore", backup)
        assert read_copy(folder, tmp_path / "copy") in (before, after)
    run(folder, "restore", backup)  # goes on where the last one was killed
    assert rows_in(folder / "potrosnja.db") == after
    assert list(folder.glob("*.part")) == []


def read_copy(folder: Path, copy: Path) -> dict[str, list[object]]:
    """Return all rows of an installation that was killed, whose receipts are all there; leave it as it is."""
    shutil.copytree(folder, copy)
    installation = Installation(copy)
    result = installation.run("check")
    assert "receipt" not in result.output.replace("belongs to no receipt", "")
    rows = rows_in(installation.database)
    shutil.rmtree(copy)
    return rows
