"""What sync needs to know of edits that were sent, of uploads, and of what is gone elsewhere.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "ALTER TABLE pending_edit ADD COLUMN sent TEXT",
    "ALTER TABLE outbox ADD COLUMN is_doubtful INTEGER DEFAULT 0 NOT NULL",
    # Whatever was claimed before may have been taken.
    "UPDATE outbox SET is_doubtful = 1 WHERE claimed_seq IS NOT NULL",
    "ALTER TABLE upload ADD COLUMN thumbnail_key TEXT",
    "CREATE INDEX asset_names_another ON asset (storage_path, thumbnail_path) WHERE"
    " (instr(storage_path, id) = 0 OR (thumbnail_path IS NOT NULL"
    " AND instr(thumbnail_path, id) = 0))",
    "CREATE TABLE missing (id TEXT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID",
)


def upgrade() -> None:
    """Add the columns and the table."""
    for statement in _STATEMENTS:
        op.execute(statement)
