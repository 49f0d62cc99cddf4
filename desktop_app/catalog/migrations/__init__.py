"""Alembic's migrations of ``catalog.db``, run by `catalog.opening`."""
