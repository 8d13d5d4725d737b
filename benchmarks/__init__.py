"""How much a page costs, against the floor of an empty one."""

from __future__ import annotations
