"""Expenses: entering, finding, changing and deleting them."""
