"""Recurring payments, found among the expenses."""
