"""Receipts that wait become expenses, one after the other."""
