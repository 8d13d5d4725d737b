"""Devices: where an account is logged in, and logging out there."""
