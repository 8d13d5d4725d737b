"""Pictures of receipts."""
