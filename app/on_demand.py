"""What is loaded with its first use, because a process that answers requests has none: commands and migrations."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from flask.cli import AppGroup
from werkzeug.local import LocalProxy

from app.extensions import db

if TYPE_CHECKING:
    from collections.abc import Callable

    import click
    from flask import Flask


class _CommandsOnDemand(AppGroup):
    """The commands of `flask`, loaded when the first one is asked for."""

    def __init__(self, name: str, load: Callable[[], None]) -> None:
        super().__init__(name)
        self._load = cache(load)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Load the commands, and return their names."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the commands, and return the one of this name."""
        self._load()
        return super().get_command(ctx, cmd_name)


def register_migrations(app: Flask) -> None:
    """Bind Flask-Migrate to the application as soon as somebody looks for it."""
    app.extensions["migrate"] = LocalProxy(partial(_bind_migrations, app))


def register_commands(app: Flask) -> None:
    """Offer `flask db ...` and the commands of the application."""
    app.cli = _CommandsOnDemand(app.name, partial(_load_commands, app))


def _bind_migrations(app: Flask) -> Any:
    from flask_migrate import Migrate  # noqa: PLC0415 - it brings Alembic and Mako, 13 MB of memory

    Migrate(app, db, render_as_batch=True)  # takes the place of the proxy
    return app.extensions["migrate"]


def _load_commands(app: Flask) -> None:
    from app import cli  # noqa: PLC0415 - the commands bring the demo, the copy of a database and what draws

    _bind_migrations(app)  # which offers `flask db`
    cli.register_commands(app)
