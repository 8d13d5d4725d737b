"""Readers, one for each program or kind of file."""
