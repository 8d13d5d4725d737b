"""How Alembic reaches the application's database and models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context

from app.database.engine import begin_migration, db

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run_migrations() -> None:
    """Run the wanted migrations in one transaction: all of them happen, or none."""
    given = context.config.attributes.get("connection")  # inside a transaction of its owner's
    if given is not None:
        _migrate(given)
        return
    with db.engine.connect() as connection:
        # Not given back: requests would get it from the pool without foreign keys.
        connection.detach()
        begin_migration(connection)
        _migrate(connection)
        connection.commit()


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            msg = "a migration would leave rows that point nowhere"
            raise RuntimeError(msg)


run_migrations()
