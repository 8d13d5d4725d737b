"""Second factors: one-time codes, passkeys, recovery codes, and the second step of the log-in."""
