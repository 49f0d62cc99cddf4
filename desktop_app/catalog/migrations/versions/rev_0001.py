"""The first schema: all of it.

What each table is for stands in ``tables.py``, which is the schema as it is now; this is how it
was, and stays so.

Revision ID: 0001
"""

from alembic import op

from desktop_app.catalog import text_index

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE asset (
        "row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        user_id TEXT,
        asset_type TEXT NOT NULL,
        storage_path TEXT NOT NULL,
        file_size_bytes INTEGER NOT NULL,
        mime_type TEXT NOT NULL,
        duration_seconds REAL,
        original_prompt TEXT NOT NULL,
        model_used TEXT NOT NULL,
        generation_seed TEXT,
        collection_id TEXT,
        custom_title TEXT,
        tags TEXT,
        is_favorite INTEGER NOT NULL,
        visibility TEXT NOT NULL,
        created_at_us INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at_us INTEGER NOT NULL,
        updated_at TEXT NOT NULL,
        thumbnail_path TEXT,
        width INTEGER,
        height INTEGER,
        content_category TEXT NOT NULL,
        roleplay_metadata TEXT DEFAULT '{}' NOT NULL,
        version TEXT,
        extra TEXT DEFAULT '{}' NOT NULL,
        content_hash TEXT,
        perceptual_hash INTEGER,
        file_state INTEGER NOT NULL,
        file_name TEXT,
        source_path TEXT,
        is_animated INTEGER DEFAULT 0 NOT NULL,
        added_at_us INTEGER NOT NULL,
        trashed_at_us INTEGER,
        has_pending INTEGER DEFAULT 0 NOT NULL,
        has_problem INTEGER DEFAULT 0 NOT NULL,
        has_conflict INTEGER DEFAULT 0 NOT NULL,
        UNIQUE (id)
    )
    """,
    "CREATE INDEX asset_added ON asset (added_at_us, created_at_us) WHERE trashed_at_us IS NULL",
    (
        "CREATE INDEX asset_collection ON asset (collection_id, created_at_us, updated_at_us, "
        "added_at_us) WHERE collection_id IS NOT NULL AND trashed_at_us IS NULL"
    ),
    "CREATE INDEX asset_created ON asset (created_at_us) WHERE trashed_at_us IS NULL",
    (
        "CREATE INDEX asset_favorite ON asset (created_at_us, updated_at_us, added_at_us) WHERE"
        " is_favorite = 1 AND trashed_at_us IS NULL"
    ),
    "CREATE INDEX asset_hash ON asset (content_hash) WHERE content_hash IS NOT NULL",
    "CREATE INDEX asset_trashed ON asset (trashed_at_us) WHERE trashed_at_us IS NOT NULL",
    (
        "CREATE INDEX asset_updated ON asset (updated_at_us, created_at_us) WHERE trashed_at_us"
        " IS NULL"
    ),
    """
    CREATE TABLE asset_generation (
        asset_row INTEGER NOT NULL,
        negative_prompt TEXT NOT NULL,
        sampler TEXT NOT NULL,
        steps INTEGER,
        cfg_scale REAL,
        loras TEXT NOT NULL,
        generator TEXT NOT NULL,
        info TEXT NOT NULL,
        raw TEXT NOT NULL,
        PRIMARY KEY (asset_row)
    )
    """,
    """
    CREATE TABLE asset_tag (
        asset_row INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        PRIMARY KEY (asset_row, tag_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX asset_tag_by_tag ON asset_tag (tag_id, asset_row)",
    """
    CREATE TABLE collection (
        id TEXT NOT NULL,
        user_id TEXT,
        name TEXT NOT NULL,
        description TEXT DEFAULT '' NOT NULL,
        created_at_us INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        version TEXT,
        extra TEXT DEFAULT '{}' NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE "conflict" (
        seq INTEGER NOT NULL,
        entity TEXT NOT NULL,
        id TEXT NOT NULL,
        column_name TEXT NOT NULL,
        base TEXT NOT NULL,
        mine TEXT NOT NULL,
        theirs TEXT NOT NULL,
        found_at_us INTEGER NOT NULL,
        PRIMARY KEY (seq)
    )
    """,
    'CREATE INDEX conflict_of ON "conflict" (entity, id)',
    """
    CREATE TABLE history (
        group_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        code TEXT NOT NULL,
        detail TEXT NOT NULL,
        asset_count INTEGER NOT NULL,
        is_undone INTEGER DEFAULT 0 NOT NULL,
        created_at_us INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE history_cell (
        group_id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        column_name TEXT NOT NULL,
        cells TEXT NOT NULL,
        PRIMARY KEY (group_id, part, column_name)
    )
    """,
    """
    CREATE TABLE library (
        id INTEGER NOT NULL,
        user_id TEXT,
        project TEXT,
        change_number INTEGER DEFAULT 0 NOT NULL,
        edit_seq INTEGER DEFAULT 0 NOT NULL,
        created_at_us INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE outbox (
        seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        entity TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER DEFAULT 0 NOT NULL,
        next_at_us INTEGER DEFAULT 0 NOT NULL,
        last_error TEXT,
        claimed_seq INTEGER,
        gone TEXT,
        base_updated_at_us INTEGER,
        base_updated_at TEXT,
        UNIQUE (entity, id)
    )
    """,
    "CREATE INDEX outbox_due ON outbox (state, next_at_us)",
    """
    CREATE TABLE pending_edit (
        entity TEXT NOT NULL,
        id TEXT NOT NULL,
        column_name TEXT NOT NULL,
        base TEXT NOT NULL,
        value TEXT NOT NULL,
        seq INTEGER NOT NULL,
        group_id INTEGER,
        PRIMARY KEY (entity, id, column_name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE problem (
        seq INTEGER NOT NULL,
        entity TEXT NOT NULL,
        id TEXT NOT NULL,
        code TEXT NOT NULL,
        params TEXT DEFAULT '{}' NOT NULL,
        found_at_us INTEGER NOT NULL,
        PRIMARY KEY (seq)
    )
    """,
    "CREATE INDEX problem_of ON problem (entity, id)",
    """
    CREATE TABLE recycle (
        id TEXT NOT NULL,
        asset TEXT NOT NULL,
        removed_at_us INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE saved_search (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        "query" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE sync_state (
        "key" TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY ("key")
    )
    """,
    """
    CREATE TABLE tag (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        identity TEXT NOT NULL,
        spelling TEXT NOT NULL,
        UNIQUE (identity)
    )
    """,
    """
    CREATE TABLE upload (
        asset_id TEXT NOT NULL,
        object_key TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        mime_type TEXT NOT NULL,
        resume_url TEXT,
        resume_expires_at_us INTEGER,
        offset_bytes INTEGER DEFAULT 0 NOT NULL,
        is_done INTEGER DEFAULT 0 NOT NULL,
        PRIMARY KEY (asset_id)
    )
    """,
)


def upgrade() -> None:
    """Make the tables, and the row that says what this library is."""
    # The text index holds nothing of its own: a revision that changes it makes it anew.
    for statement in (*_STATEMENTS, *text_index.CREATE_SQL):
        op.get_bind().exec_driver_sql(statement)
