"""The first page, above all that it shows."""
