"""The process that reads the text of receipts, and its commands."""
