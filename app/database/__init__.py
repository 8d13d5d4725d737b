"""The database: how it is spoken to, migrated and copied."""
