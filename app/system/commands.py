"""The `flask` commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale
from flask_migrate import Migrate
from sqlalchemy.exc import DatabaseError
from wtforms.validators import ValidationError

from app.auth import queries
from app.auth.forms import check_new_password, check_username
from app.auth.passwords import is_password_right
from app.auth.services import NewUser, UsernameTakenError, register_user, set_password
from app.backup.cli import backup_commands
from app.backup.manifest import BackupError
from app.backup.migration import migrate
from app.core.text import tidy_line
from app.database.copy.connections import DatabaseCopyError, open_databases
from app.database.copy.queries import read_contents
from app.database.copy.services import check_copy, continue_numbers, copy_rows
from app.database.engine import Base, db, first_line
from app.database.migrate import OtherVersionError, require_newest, wait_for_database
from app.demo.services import fill_demo
from app.events.services import record_event
from app.factors.cli import reset_second_factor_of
from app.imports.archive.cli import import_archive
from app.invitations.cli import invite_user
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.models.user import PERSON_NAME_MAX_LENGTH
from app.original.cli import import_original
from app.receipts.cli import copy_files
from app.receipts.services import claim_store
from app.system.mail.cli import add_mail
from app.system.reading.cli import receipt_commands
from app.system.upkeep.cli import check
from app.system.upkeep.services import make_ready
from app.trash.services import remove_due
from app.web.extensions import receipt_store, settings
from app.web.localization import today_for

if TYPE_CHECKING:
    import datetime as dt

    from flask import Flask

    from app.models import User

database_commands = AppGroup("database", help="The database as a whole.")
user_commands = AppGroup("user", help="Accounts.")
trash_commands = AppGroup("trash", help="What was deleted.")

_DEMO_PASSWORD = "demo-password"  # noqa: S105 - printed for whoever tries the demo


def register_commands(app: Flask) -> None:
    """Register `flask db ...`, `flask user ...`, `flask check` and so on."""
    Migrate(app, db)
    app.cli.add_command(prepare)
    app.cli.add_command(backup_commands)
    app.cli.add_command(database_commands)
    app.cli.add_command(user_commands)
    user_commands.add_command(invite_user)
    user_commands.add_command(reset_second_factor_of)
    app.cli.add_command(trash_commands)
    app.cli.add_command(receipt_commands)
    receipt_commands.add_command(add_mail)
    receipt_commands.add_command(copy_files)
    app.cli.add_command(create_demo)
    app.cli.add_command(check)
    app.cli.add_command(import_original)
    app.cli.add_command(import_archive)


@user_commands.command("create")
@click.argument("username")
@click.option("--first-name", prompt=True)
@click.option("--last-name", prompt=True)
@click.password_option()
def create_user(username: str, first_name: str, last_name: str, password: str) -> None:
    """Make an account, also where registration is closed and before the first start."""
    migrate()
    _check(username, password, first_name, last_name)
    names = [tidy_line(name) for name in (first_name, last_name)]
    if not all(0 < len(name) <= PERSON_NAME_MAX_LENGTH for name in names):
        msg = f"A name has 1 to {PERSON_NAME_MAX_LENGTH} characters."
        raise click.ClickException(msg)
    user = _register(username, password, *names)
    db.session.commit()
    click.echo(f"The account {user.username} is made.")


@user_commands.command("set-password")
@click.argument("username")
@click.password_option()
def set_user_password(username: str, password: str) -> None:
    """Set a new password and end all sessions of the account."""
    migrate()
    user = queries.find_user(username)
    if user is None:
        msg = f"There is no account {username}."
        raise click.ClickException(msg)
    _check(user.username, password, user.first_name, user.last_name)
    if is_password_right(user.password_hash, password):
        msg = "This is the password that the account has already."
        raise click.ClickException(msg)
    set_password(user, password)
    record_event(user.id, EventKind.PASSWORD_RESET)
    db.session.commit()
    click.echo(f"The password of {user.username} is set; all its sessions have ended.")


@user_commands.command("list")
def print_users() -> None:
    """List all accounts."""
    require_newest()
    for user in queries.list_users():
        click.echo(f"{user.username}\t{user.first_name} {user.last_name}\tsince {user.created_at:%Y-%m-%d}")


@trash_commands.command("empty")
def empty_due_trash() -> None:
    """Remove what has lain in the trash for longer than 30 days."""
    migrate()
    count = remove_due(utc_now())
    db.session.commit()
    click.echo(f"Removed for good: {count}.")


@database_commands.command("copy")
@click.argument("source")
@click.argument("target")
def copy_database(source: str, target: str) -> None:
    """Copy everything from SOURCE into the empty TARGET; both are named as DATABASE_URL names a database."""
    try:
        with open_databases(source, target, Path(current_app.instance_path)) as (reading, writing):
            contents = read_contents(reading)
            for table in Base.metadata.sorted_tables:
                count = contents.counts[table.name]
                with click.progressbar(length=count, label=f"{table.name}: {count} rows") as progress:
                    for row_count in copy_rows(reading, writing, table):
                        progress.update(row_count)
            check_copy(contents, writing)
            for table in Base.metadata.sorted_tables:
                continue_numbers(reading, writing, table)
            writing.commit()
    except DatabaseCopyError as error:
        raise click.ClickException(str(error)) from error
    for (user_id, name), cents in contents.sums.items():
        click.echo(f"user {user_id}, {name}: {cents} cents in both")
    click.echo(
        f"Copied and compared: {sum(contents.counts.values())} rows. "
        "The photos stay where they are: keep RECEIPT_STORE, UPLOAD_FOLDER and SECRET_KEY, and "
        "set DATABASE_URL to the target."
    )


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate the database and make the data folder ready, as each start of the server does."""
    store = receipt_store()
    try:
        wait_for_database()
        migrate()
        make_ready()
        store.check()
    except OSError as error:
        msg = f"{store.title} cannot be written: {error.strerror or error}."
        raise click.ClickException(msg) from error
    except (OtherVersionError, BackupError) as error:
        raise click.ClickException(str(error)) from error
    except DatabaseError as error:
        msg = (
            f"The database cannot be opened: {first_line(error)}. Look at DATABASE_URL and at the folder's permissions."
        )
        raise click.ClickException(msg) from error


@click.command("demo")
@click.option("--seed", default=1, show_default=True, help="The same seed and day give the same data.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the data; today when left out.")
@with_appcontext
def create_demo(seed: int, until: dt.datetime | None) -> None:
    """Fill a fresh data folder with a demo account: two years of spending, with receipts."""
    migrate()
    if queries.list_users():
        msg = (
            f"The data folder {settings().data_folder} has accounts already. "
            "Set DATA_FOLDER to another folder for the demo."
        )
        raise click.ClickException(msg)
    claim_store()
    user = _register("demo", _DEMO_PASSWORD, "Ana", "Horvat")
    with force_locale(user.language):
        count = fill_demo(user, seed, until.date() if until else today_for(user))
    db.session.commit()
    click.echo(f"{count} expenses are ready. Sign in as demo with the password {_DEMO_PASSWORD}.")


def _register(username: str, password: str, first_name: str, last_name: str) -> User:
    config = settings()
    new = NewUser(
        username=username,
        password=password,
        first_name=first_name,
        last_name=last_name,
        language=config.default_language,
        currency=config.default_currency,
        timezone=config.default_timezone,
    )
    try:
        with force_locale(config.default_language):
            return register_user(new)
    except UsernameTakenError as error:
        msg = f"The username {username} is taken."
        raise click.ClickException(msg) from error


def _check(username: str, password: str, *names: str) -> None:
    try:
        with force_locale("en"):
            check_username(username)
            check_new_password(password, username, *names)
    except ValidationError as error:
        raise click.ClickException(str(error)) from error
