"""How Alembic reaches the application's database and models."""

from __future__ import annotations

from alembic import context
from flask import current_app

from app.extensions import db


def run_migrations() -> None:
    """Run the wanted migrations in one transaction: all of them happen, or none."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # Rebuilding a table drops the old one, which foreign keys would refuse; they are checked below. The
            # connection is not given back: requests would get it from the pool without foreign keys.
            connection.detach()
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            # The driver begins no transaction for a CREATE TABLE by itself; a second start waits for this one.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transactional_ddl=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                msg = "a migration would leave rows that point nowhere"
                raise RuntimeError(msg)
        connection.commit()


run_migrations()
