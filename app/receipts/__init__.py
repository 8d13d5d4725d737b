"""Receipts: photos, checked, stored and shown."""
