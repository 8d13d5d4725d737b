"""Upkeep: what each start does, and `flask check`."""
