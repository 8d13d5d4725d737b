"""Where files lie that are no rows: receipts, and files that wait to be imported."""
