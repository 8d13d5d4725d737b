from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from app.database.engine import db
from tests.support.factories import Factory
from tests.support.sqlite_file import make_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


@pytest.fixture
def own(make_app: Callable[..., Flask], empty_database_url: str) -> Flask:
    """An application whose database can be damaged, with an expense that has a receipt."""
    application = make_app(DATABASE_URL=empty_database_url)
    make_tables(application)
    with application.app_context():
        with Session(db.engine) as session, session.begin():
            make = Factory(application, session)
            make.receipt(make.expense(make.user()))
        db.engine.dispose()
    return application
