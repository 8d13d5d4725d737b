"""Copying everything from one database to another."""
