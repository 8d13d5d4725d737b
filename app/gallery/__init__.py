"""All receipts as pictures, by month."""
