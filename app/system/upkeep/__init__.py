"""Keeping an installation whole: what each start looks after, and what `flask check` looks at."""
