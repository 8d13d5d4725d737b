from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.support.imports import send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.imports.files import SourceFile


@pytest.fixture
def sent(tmp_path: Path) -> Callable[..., SourceFile]:
    """Make a file of a text, of bytes, or of the members of a ZIP."""
    return partial(send, tmp_path)
