"""Many expenses at once: changing and deleting them, and undoing that as a whole."""
