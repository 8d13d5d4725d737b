"""The trash: what was deleted can come back for 30 days."""
