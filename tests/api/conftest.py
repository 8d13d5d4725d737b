from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.models.types import utc_now
from tests.support.programs import OTHER_TOKEN, TOKEN, Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


@pytest.fixture
def program(new_client: Callable[[], Client], make: Factory, alice: User) -> Program:
    """Alice's script."""
    make.token(alice, TOKEN, expires_at=utc_now() + dt.timedelta(days=30))
    return Program(new_client())


@pytest.fixture
def program_of_charlie(new_client: Callable[[], Client], make: Factory, charlie: User) -> Program:
    """Charlie's script, which must not see what is Alice's."""
    make.token(charlie, OTHER_TOKEN)
    return Program(new_client(), OTHER_TOKEN)
