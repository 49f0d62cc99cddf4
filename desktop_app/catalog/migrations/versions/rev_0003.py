"""What was begun to be uploaded may be in the bucket, whatever is known of it.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    "ALTER TABLE upload ADD COLUMN is_begun INTEGER DEFAULT 0 NOT NULL",
    # Of those that wait nobody knows any more.
    "UPDATE upload SET is_begun = 1",
)


def upgrade() -> None:
    """Add the column."""
    for statement in _STATEMENTS:
        op.execute(statement)
