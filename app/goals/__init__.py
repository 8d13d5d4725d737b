"""Goals: budgets for months, and an amount to save."""
