"""Where the money goes: categories, merchants and weekdays, compared with what is usual."""
