"""Receipts: images, checked, stored and shown."""
