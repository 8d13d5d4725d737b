"""How an installation runs: its server, its health, its commands."""
