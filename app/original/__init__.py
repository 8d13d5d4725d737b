"""Bringing in everything of the original Potrošnja, the application that this one re-implements."""
