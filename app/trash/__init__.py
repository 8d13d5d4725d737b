"""The trash: deleted things can be restored for 30 days."""
