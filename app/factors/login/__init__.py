"""Logging in with a second factor, or with a passkey alone."""
