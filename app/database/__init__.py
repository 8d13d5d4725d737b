"""The database: engine, migrations, copying."""
