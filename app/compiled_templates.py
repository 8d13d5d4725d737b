"""Templates that are compiled once for an installation, and not again by each worker at each start.

Compiling them all takes a worker a quarter of a second, and 2 MB that it keeps.

The result lies where Python puts its own compiled modules, so that `PYTHONPYCACHEPREFIX` and `PYTHONDONTWRITEBYTECODE`
hold here too. Only who wrote it can read it; what cannot be read or written is compiled in memory.

A compiled template is used as long as its text, Jinja, Flask and the setup of the application are the same as then.
A filter of the project that is applied to a constant would be worked out once for everybody: templates do not do that.
"""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates on disk; a missing, damaged or unreadable one is as good as none."""

    def __init__(self) -> None:
        folder = Path(cache_from_source(__file__)).parent
        super().__init__(str(folder), f"%s.{sys.implementation.cache_tag}.jinja")
        setup = Path(__file__).with_name("__init__.py").read_bytes()  # the factory sets Jinja's options
        self._made_with = f"{version('jinja2')} {version('flask')} {hashlib.sha256(setup).hexdigest()}"

    def get_source_checksum(self, source: str) -> str:
        """Return what changes with everything that a compiled template is made from."""
        return super().get_source_checksum(f"{self._made_with} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template, if there is one."""
        with suppress(Exception):  # reading damaged bytes may raise anything
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that is possible."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            super().dump_bytecode(bucket)
