"""Templates that are compiled once for an installation, and not again by each worker at each start.

Compiling them all takes a worker a third of a second and 2 MB that it keeps. The result lies where Python puts its own
compiled modules, under the same conditions: `PYTHONPYCACHEPREFIX` and `PYTHONDONTWRITEBYTECODE` hold here too, and what
cannot be read or written is compiled in memory. A template that changed is noticed by its text, another Jinja by its
version. Not so a filter of the project that is applied to a constant: Jinja works out its value when it compiles, so
templates do not do that.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import jinja2
from jinja2 import FileSystemBytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates on disk; a missing, damaged or unreadable one is as good as none."""

    def __init__(self) -> None:
        folder = Path(cache_from_source(__file__)).parent
        super().__init__(str(folder), f"jinja-{jinja2.__version__}-%s.cache")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template, if there is one."""
        with suppress(OSError, EOFError, UnpicklingError, ValueError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that is possible."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            super().dump_bytecode(bucket)
