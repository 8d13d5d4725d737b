"""Tokens: keys for phones and scripts, made and revoked by their owner."""
