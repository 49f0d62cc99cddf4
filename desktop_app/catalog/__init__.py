"""The local library: SQLite through SQLAlchemy, with its column index and outbox."""
