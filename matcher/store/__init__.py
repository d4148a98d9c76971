"""The database: programmes, authorities, plans and runs, in SQLite or PostgreSQL."""
