"""`flask receipts copy`: the files of all receipts, from one store to another."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from app.database.migrate import require_newest
from app.receipts.copying import Fate, copy_receipts, count_receipts
from app.stores.opening import open_store
from app.web.extensions import settings
from config import is_bucket_url

if TYPE_CHECKING:
    from app.receipts.copying import Part
    from app.stores.store import Store


@click.command("copy")
@click.argument("source")
@click.argument("target")
@with_appcontext
def copy_files(source: str, target: str) -> None:
    """Copy what TARGET lacks of the receipts of all accounts from SOURCE, which stays as it is.

    Each is a folder, or a bucket such as s3://bucket/prefix. It can be stopped, and run again: then it reads the stored
    receipts that TARGET has, and copies again those whose SHA-256 is wrong. Of thumbnails and of pages of PDFs it looks
    only whether they are there. The exit status is 1 if TARGET has not everything then.
    """
    require_newest()
    stores = [_open(place) for place in (source, target)]
    counts: Counter[Fate] = Counter()
    try:
        with click.progressbar(length=count_receipts(), label="Receipts") as progress:
            for part in copy_receipts(*stores):
                _print_lost(part)
                counts.update(fate for _, fate in part.fates)
                progress.update(part.receipt_count)
    except OSError as error:
        msg = f"It stopped: {error.strerror or error}. What is copied stays; run it again."
        raise click.ClickException(msg) from error
    lost = counts[Fate.MISSING] + counts[Fate.DAMAGED]
    click.echo(f"Files copied: {counts[Fate.COPIED]}, there already: {counts[Fate.THERE]}, lost: {lost}.")
    if lost:
        raise click.exceptions.Exit(1)


def _open(place: str) -> Store:
    if "://" in place and not is_bucket_url(place):
        msg = f"{place} is neither a folder nor like s3://bucket/prefix."
        raise click.BadParameter(msg)
    return open_store(place, settings())


def _print_lost(part: Part) -> None:
    for name, fate in part.fates:
        if fate in {Fate.MISSING, Fate.DAMAGED}:
            click.echo(f"{fate.name.lower()}: {name}", err=True)
