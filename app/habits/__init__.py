"""Where the money goes: categories, merchants and days, beside what is usual."""
