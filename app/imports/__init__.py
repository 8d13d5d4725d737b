"""Bringing in what other programs, banks and our own archives wrote."""
