"""Pure functions of plain values: money, months, statistics, text."""
