"""Which migration is the newest, for workers: Alembic would stay in the memory of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@cache
def newest_revision() -> str:
    """Return the number of the newest migration, with which its file's name begins."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
