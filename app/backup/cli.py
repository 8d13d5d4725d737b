"""The `flask backup` commands."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from app.backup.backups import find_faults, read_backup
from app.backup.manifest import BackupError
from app.backup.restore import restore_backup
from app.backup.services import create_backup, remove_old_backups
from app.database.engine import first_line
from app.database.migrate import require_newest
from app.stores.store import StorageError
from app.web.extensions import receipt_store
from data_folder import DataFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click._termui_impl import ProgressBar

    from app.backup.backups import Backup

backup_commands = AppGroup("backup", help="Backups of everything: database, receipts and secret key.")

_EXISTING = click.Path(exists=True, path_type=Path, resolve_path=True)
_KIB = 1024


@backup_commands.command("create")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but so many backups in the folder.")
def create(folder: Path, keep: int | None) -> None:
    """Make a backup in a new folder inside FOLDER, also beside a running server."""
    require_newest()
    with _sentences(), _Bars() as bars:
        backup = create_backup(folder, bars.report)
        bars.finish()
        click.echo(f"The backup {backup.path} has {_contents(backup)}.")
        if backup.manifest.lost:
            _warn_of_lost(backup)
            raise click.exceptions.Exit(1)
        for path in remove_old_backups(backup, keep) if keep else ():
            click.echo(f"Removed: {path}")


@backup_commands.command("verify")
@click.argument("path", type=_EXISTING)
def verify(path: Path) -> None:
    """Compare all of a backup with its manifest; print a line for each fault, and exit with 1 if there is one."""
    with _sentences():
        backup = read_backup(path)
        if _print_faults(backup):
            raise click.exceptions.Exit(1)
        click.echo(f"The backup is whole: it has {_contents(backup)}, from {backup.manifest.created_at[:19]} UTC.")
        _warn_of_lost(backup)


@backup_commands.command("restore")
@click.argument("path", type=_EXISTING)
def restore(path: Path) -> None:
    """Verify a backup, or a daily copy of the database, and put it in the place of what is there.

    Stop the server first. What is there is set aside, in a folder before-restore-... of the data folder.
    """
    with _sentences():
        backup = read_backup(path)
        if _print_faults(backup):
            msg = "The backup is not whole; nothing is changed."
            raise click.ClickException(msg)
        with _Bars() as bars:
            aside = restore_backup(backup, bars.report)
        click.echo(f"Restored: {_contents(backup)}. What was there before is in {aside}. Start the server again.")
        _warn_of_lost(backup)


def _print_faults(backup: Backup) -> int:
    """Print a line for each fault of a backup, and return how many there are."""
    with _Bars() as bars:
        faults = list(find_faults(backup, bars.report))
    for fault in faults:
        click.echo(fault, err=True)
    return len(faults)


def _warn_of_lost(backup: Backup) -> None:
    for storage_key in backup.manifest.lost:
        click.echo(f"missing or damaged when the backup was made: receipt {storage_key}", err=True)
    if backup.manifest.lost:
        click.echo("No older backup is removed: one of them may have these. `flask check` says more.", err=True)


def _contents(backup: Backup) -> str:
    manifest = backup.manifest
    size = manifest.byte_count or backup.database.stat().st_size
    receipts = "" if backup.has_database_alone else f", {manifest.counts['receipt']} receipts"
    return f"{manifest.row_count} rows{receipts}, {size // _KIB} KiB"


@contextmanager
def _sentences() -> Iterator[None]:
    """Say in a sentence why a command failed."""
    try:
        yield
    except (BackupError, DataFolderError) as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        msg = f"The database cannot be read: {first_line(error)}."
        raise click.ClickException(msg) from error
    except StorageError as error:
        msg = f"{receipt_store().title} cannot be used: {error.strerror}."
        raise click.ClickException(msg) from error
    except OSError as error:
        msg = f"{error.filename or 'The folder'} cannot be used: {error.strerror}."
        raise click.ClickException(msg) from error


class _Bars:
    """Progress bars, one for each step."""

    def __init__(self) -> None:
        self._label = ""
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.finish()

    def report(self, label: str, done: int, total: int) -> None:
        """Show how far a step is; a new label begins a new bar."""
        if label != self._label or self._bar is None:
            self.finish()
            self._label, self._bar = label, click.progressbar(length=total, label=label)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def finish(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar = None
