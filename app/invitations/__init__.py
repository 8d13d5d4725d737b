"""Invitations: links that let one person make an account."""
