"""A month, a year or any filtered list as a report to print."""
