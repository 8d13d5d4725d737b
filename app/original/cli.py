"""The `flask import-original` command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.database.engine import db
from app.database.migrate import require_newest
from app.original.reading import UnreadableOriginalError, open_original
from app.original.services import LANGUAGE, OtherCurrencyAccountError, Outcome, Taking, take_person
from app.original.values import read_text
from app.receipts.room import NoRoomError
from app.receipts.services import claim_store
from app.web.extensions import settings

if TYPE_CHECKING:
    from app.original.reading import Original, OriginalPerson

_ROWS_A_COMMIT = 100


@click.command("import-original")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "username", help="Only this person, also into an account of that name that is here already.")
@with_appcontext
def import_original(path: Path, username: str | None) -> None:
    """Take everything from PATH, the SQLite file of the original Potrošnja; what is here already is left out."""
    require_newest()
    claim_store()
    try:
        with open_original(path) as original, force_locale(LANGUAGE):
            people = [person for person in original.people() if username in {None, read_text(person.username)}]
            if username and not people:
                msg = f"The original has no person {username}."
                raise click.ClickException(msg)
            for person in people:
                _take(original, person, merges=username is not None)
            for row_id in original.lost_expense_ids():
                click.echo(f"expense {row_id} is not taken: it belongs to nobody")
    except (UnreadableOriginalError, OtherCurrencyAccountError) as error:
        raise click.ClickException(str(error)) from error
    except NoRoomError as error:
        name = read_text(person.username)
        msg = f"{name}: {error} Make room and run this again: what came before is here, and it goes on there."
        raise click.ClickException(msg) from error


def _take(original: Original, person: OriginalPerson, *, merges: bool) -> None:
    """Take a person; a command that is stopped goes on there the next time."""
    outcome = Outcome()
    account = take_person(person, outcome, merges=merges)
    taking = Taking(account, outcome)
    taking.add_categories(original.category_names(person))
    for number, expense in enumerate(original.expenses(person, settings().max_upload_bytes)):
        if expense.picture or number % _ROWS_A_COMMIT == 0:
            db.session.commit()  # nobody waits for the write lock while an image is read
        taking.add_expense(expense)
    db.session.commit()
    _print(account.user.username, outcome)


def _print(username: str, outcome: Outcome) -> None:
    click.echo(
        f"{username}: new expenses: {outcome.expenses}, of them refunds: {outcome.refunds}, "
        f"receipts: {outcome.receipts}, categories: {outcome.categories}; here already: {outcome.known}"
    )
    for line in outcome.lines:
        click.echo(f"  {line}")
