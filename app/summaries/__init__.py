"""Totals by month, year and category, as numbers, tables and charts."""
