"""The `flask check` command."""

from __future__ import annotations

from contextlib import suppress

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.database.migrate import require_newest
from app.stores.store import UnreachableStoreError
from app.system.upkeep.queries import find_faults
from app.system.upkeep.services import find_leftovers
from app.web.extensions import receipt_store


@click.command("check")
@click.option("--fix", is_flag=True, help="Remove the files, a day old or more, that no receipt names.")
@with_appcontext
def check(*, fix: bool) -> None:
    """Check the whole database and all receipts; print a line for each fault, and exit with 1 if one is left."""
    require_newest()
    store = receipt_store()
    count = 0
    for fault in find_faults():
        click.echo(fault)
        count += 1
    with suppress(DBAPIError, UnreachableStoreError):  # reported above
        for name in find_leftovers():
            if fix:
                store.remove([name])
            click.echo(f"{'removed' if fix else 'belongs to no receipt'}: {store.place}/{name}")
            count += not fix
    click.echo(f"Faults: {count}.")
    if count:
        raise click.exceptions.Exit(1)
