"""Goals: a limit to what months may cost, and an amount to save."""
