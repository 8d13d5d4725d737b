"""Payments that come back in a regular rhythm, found among the expenses."""
