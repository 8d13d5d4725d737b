"""Taking out what is here: everything as an archive, lists as tables."""
