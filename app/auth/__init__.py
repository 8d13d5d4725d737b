"""Accounts: registering, signing in and out, preferences."""
