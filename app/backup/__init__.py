"""Backups: making them beside a running server, verifying and restoring them, and the copies of each day."""
