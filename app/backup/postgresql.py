"""Dumping a database of PostgreSQL and restoring it, with the programs that come with it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from sqlalchemy import URL, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from app.backup.locks import InUseError
from app.backup.manifest import POSTGRESQL_FILE, BackupError
from app.database.engine import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.backup.manifest import Manifest

_VERSION_TABLE = "alembic_version"
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_COMPARE = """DO $$ BEGIN
    IF (SELECT count(*) FROM public."{table}") <> {count} THEN RAISE EXCEPTION 'table {table} is not whole'; END IF;
END $$;
"""


class MissingProgramError(BackupError):
    """A program of PostgreSQL is not installed."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"The program {program} is missing: install the client programs of PostgreSQL, such as the package "
            "postgresql-client, in the version of the server."
        )


class ProgramError(BackupError):
    """A program of PostgreSQL failed."""

    def __init__(self, program: str, reason: str) -> None:
        super().__init__(f"{program} failed, and nothing is changed: {reason}")


class ForeignTableError(BackupError):
    """The database has tables of another application, which a restore would have to keep."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The database has a table {table} that is not known here. Make a new one, and name it in DATABASE_URL."
        )


def dump_snapshot(connection: Connection, target: Path) -> None:
    """Write what the connection sees into a file; its transaction goes on seeing the same."""
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run("pg_dump", connection.engine.url, *options)


class PostgresqlTarget:
    """The database that a restore replaces, which nobody else may use meanwhile."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(url, poolclass=NullPool)
        self._tables: list[str] = []

    def __enter__(self) -> Self:
        """Look at what is there.

        Raises:
            ForeignTableError: there are tables of something else.
            InUseError: somebody else is connected.
        """
        with self._engine.connect() as connection:
            self._tables = inspect(connection).get_table_names()
            for table in self._tables:
                if table not in {*Base.metadata.tables, _VERSION_TABLE}:
                    raise ForeignTableError(table)
            if connection.scalar(_OTHERS):
                raise InUseError(self._engine.url.database)
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is held."""

    def set_aside(self, folder: Path) -> None:
        """Dump the database into the folder."""
        with self._engine.connect() as connection:
            dump_snapshot(connection, folder / POSTGRESQL_FILE)

    def put(self, source: Path, manifest: Manifest) -> None:
        """Put a dump in the place of the tables that are there, in one transaction, and compare it with the manifest.

        Raises:
            BackupError: a program is missing or failed; nothing is changed.
        """
        with TemporaryDirectory() as folder:
            drop, restore, compare = (Path(folder) / f"{name}.sql" for name in ("drop", "restore", "compare"))
            drops = (f'DROP TABLE public."{table}" CASCADE;\n' for table in self._tables)
            drop.write_text("".join(("SET client_min_messages = warning;\n", *drops)))
            _run("pg_restore", None, "--no-owner", "--no-privileges", "--no-comments", f"--file={restore}", str(source))
            compare.write_text("".join(_COMPARE.format(table=name, count=n) for name, n in manifest.counts.items()))
            files = [f"--file={path}" for path in (drop, restore, compare)]
            options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
            _run("psql", self._engine.url, *options, *files)


def _run(program: str, url: URL | None, *arguments: str) -> None:
    """Run a program; the password is not on its command line, where others on the machine could read it."""
    environment, place = dict(os.environ), []
    if url is not None:
        environment |= {"PGPASSWORD": url.password or os.environ.get("PGPASSWORD", "")}
        place = [f"--dbname={_without_password(url).render_as_string()}"]
    try:
        subprocess.run(  # noqa: S603 - the program is named in this module, and its arguments are not a shell's
            [program, *place, *arguments], env=environment, capture_output=True, text=True, check=True
        )
    except FileNotFoundError as error:
        raise MissingProgramError(program) from error
    except subprocess.CalledProcessError as error:
        raise ProgramError(program, (error.stderr.strip().splitlines() or ["it gives no reason."])[0]) from error


def _without_password(url: URL) -> URL:
    parts = {"username": url.username, "host": url.host, "port": url.port, "database": url.database}
    return URL.create("postgresql", query=url.query, **parts)  # type: ignore[arg-type]
