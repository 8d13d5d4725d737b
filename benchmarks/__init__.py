"""What a page costs after a change, against its floor and against an earlier commit. `make bench`."""

from __future__ import annotations
