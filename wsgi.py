"""`app` for the `flask` command and for any WSGI server."""

from __future__ import annotations

from app import create_app
from app.system.commands import register_commands

app = create_app()
register_commands(app)
