"""Receipts that come by mail."""
