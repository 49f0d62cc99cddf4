"""Alembic's entry: migrates over the connection, and in the transaction, that it is handed."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
context.run_migrations()
