"""The schema of ``catalog.db``; what each table is for, and which index serves which question.

Times are integer microseconds since 1970 in UTC. JSON is kept as text. There are no foreign
keys: a pulled asset may name a collection that has not been fetched yet, and every row that
belongs to another is removed in the transaction that removes the other.
"""

from typing import Final

from sqlalchemy import (
    REAL,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata: Final = MetaData()

library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),
    # The account this library belongs to; null in a library without one.
    Column("user_id", Text),
    Column("project", Text),
    # Grows by one with every transaction that changes what anybody can see.
    Column("change_number", Integer, nullable=False, server_default=text("0")),
    # The last number given to a pending edit; grows for ever.
    Column("edit_seq", Integer, nullable=False, server_default=text("0")),
    Column("created_at_us", Integer, nullable=False),
)

asset = Table(
    "asset",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("user_id", Text),
    Column("asset_type", Text, nullable=False),
    Column("storage_path", Text, nullable=False),
    Column("file_size_bytes", Integer, nullable=False),
    Column("mime_type", Text, nullable=False),
    Column("duration_seconds", REAL),
    Column("original_prompt", Text, nullable=False),
    Column("model_used", Text, nullable=False),
    Column("generation_seed", Text),
    Column("collection_id", Text),
    Column("custom_title", Text),
    # A JSON array exactly as the server has it, or null, or something odd.
    Column("tags", Text),
    Column("is_favorite", Integer, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("created_at_us", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at_us", Integer, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("thumbnail_path", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("content_category", Text, nullable=False),
    Column("roleplay_metadata", Text, nullable=False, server_default=text("'{}'")),
    # xmin of the server's row; null until the server has acknowledged it.
    Column("version", Text),
    # Columns beyond the documented ones, as JSON: shown, never written.
    Column("extra", Text, nullable=False, server_default=text("'{}'")),
    # From here on: facts of this machine, never sent.
    Column("content_hash", Text),
    Column("perceptual_hash", Integer),
    Column("file_state", Integer, nullable=False),
    Column("file_name", Text),
    Column("source_path", Text),
    Column("is_animated", Integer, nullable=False, server_default=text("0")),
    Column("added_at_us", Integer, nullable=False),
    Column("trashed_at_us", Integer),
    Column("has_pending", Integer, nullable=False, server_default=text("0")),
    Column("has_problem", Integer, nullable=False, server_default=text("0")),
    Column("has_conflict", Integer, nullable=False, server_default=text("0")),
    # A row number is never given twice: history and selections hold on to them.
    sqlite_autoincrement=True,
)

_IN_VIEW = asset.c.trashed_at_us.is_(None)
Index("asset_created", asset.c.created_at_us, sqlite_where=_IN_VIEW)
Index("asset_updated", asset.c.updated_at_us, asset.c.created_at_us, sqlite_where=_IN_VIEW)
Index("asset_added", asset.c.added_at_us, asset.c.created_at_us, sqlite_where=_IN_VIEW)
Index(
    "asset_favorite",
    asset.c.created_at_us,
    asset.c.updated_at_us,
    asset.c.added_at_us,
    sqlite_where=(asset.c.is_favorite == 1) & _IN_VIEW,
)
Index(
    "asset_collection",
    asset.c.collection_id,
    asset.c.created_at_us,
    asset.c.updated_at_us,
    asset.c.added_at_us,
    sqlite_where=asset.c.collection_id.is_not(None) & _IN_VIEW,
)
Index("asset_trashed", asset.c.trashed_at_us, sqlite_where=asset.c.trashed_at_us.is_not(None))
NAMES_ANOTHER_SQL: Final = (
    "(instr(storage_path, id) = 0"
    " OR (thumbnail_path IS NOT NULL AND instr(thumbnail_path, id) = 0))"
)
"""Whether an asset's files are named as another asset's might be: nearly none of them are."""
Index(
    "asset_names_another",
    asset.c.storage_path,
    asset.c.thumbnail_path,
    sqlite_where=text(NAMES_ANOTHER_SQL),
)
Index("asset_hash", asset.c.content_hash, sqlite_where=asset.c.content_hash.is_not(None))

asset_generation = Table(
    "asset_generation",
    metadata,
    Column("asset_row", Integer, primary_key=True),
    Column("negative_prompt", Text, nullable=False),
    Column("sampler", Text, nullable=False),
    Column("steps", Integer),
    Column("cfg_scale", REAL),
    Column("loras", Text, nullable=False),
    Column("generator", Text, nullable=False),
    # All of GenerationInfo but `raw`, as JSON; `raw` beside it, since it can be very long.
    Column("info", Text, nullable=False),
    Column("raw", Text, nullable=False),
)

tag = Table(
    "tag",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Text, nullable=False, unique=True),
    # How it is shown: as first seen among the tags in use.
    Column("spelling", Text, nullable=False),
    sqlite_autoincrement=True,
)

asset_tag = Table(
    "asset_tag",
    metadata,
    Column("asset_row", Integer, nullable=False),
    Column("tag_id", Integer, nullable=False),
    PrimaryKeyConstraint("asset_row", "tag_id"),
    Index("asset_tag_by_tag", "tag_id", "asset_row"),
    sqlite_with_rowid=False,
)

collection = Table(
    "collection",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", Text),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=text("''")),
    Column("created_at_us", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Text),
    Column("extra", Text, nullable=False, server_default=text("'{}'")),
)

saved_search = Table(
    "saved_search",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    sqlite_autoincrement=True,
)

history = Table(
    "history",
    metadata,
    # One number for all slices of one step, and of the pending edits it made.
    Column("group_id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("asset_count", Integer, nullable=False),
    Column("is_undone", Integer, nullable=False, server_default=text("0")),
    Column("created_at_us", Integer, nullable=False),
    sqlite_autoincrement=True,
)

history_cell = Table(
    "history_cell",
    metadata,
    Column("group_id", Integer, nullable=False),
    # The cells of one slice in one column stand together: a step on 5,000 assets is a few rows.
    Column("part", Integer, nullable=False),
    Column("column_name", Text, nullable=False),
    # JSON, its form by `column_name`: see edits.py and collection_edits.py.
    Column("cells", Text, nullable=False),
    PrimaryKeyConstraint("group_id", "part", "column_name"),
)

pending_edit = Table(
    "pending_edit",
    metadata,
    # "asset" or "collection"
    Column("entity", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("column_name", Text, nullable=False),
    # Canonical JSON: the server's value when the edit of this column began, and ours.
    Column("base", Text, nullable=False),
    Column("value", Text, nullable=False),
    # Grows with every edit, so that an answer drops only what it answers.
    Column("seq", Integer, nullable=False),
    Column("group_id", Integer),
    # What was sent and the server may have taken, as one JSON list of pairs: base and value.
    Column("sent", Text),
    PrimaryKeyConstraint("entity", "id", "column_name"),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    # Order of pushing within an entity.
    Column("seq", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("id", Text, nullable=False),
    # "insert", "update" or "delete"
    Column("kind", Text, nullable=False),
    # "queued", "in_flight", "blocked" (refused), or "held": the row was deleted elsewhere while
    # it was edited here, and rests until the user has chosen.
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_at_us", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    # Number of the last claim that the server may have taken; pending edits with greater ones
    # are newer.
    Column("claimed_seq", Integer),
    # What a delete must still know of the row that is gone, as JSON; of an insert that puts a row
    # back what the server had of it, as {"base": {column: value}}.
    Column("gone", Text),
    # updated_at before the first edit, put back when undo empties the entry.
    Column("base_updated_at_us", Integer),
    Column("base_updated_at", Text),
    # Of an earlier claim nobody knows whether the server has taken it.
    Column("is_doubtful", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("entity", "id"),
    sqlite_autoincrement=True,
)
Index("outbox_due", outbox.c.state, outbox.c.next_at_us)

upload = Table(
    "upload",
    metadata,
    Column("asset_id", Text, primary_key=True),
    Column("object_key", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("mime_type", Text, nullable=False),
    # Resumable upload: its URL lives for 24 hours.
    Column("resume_url", Text),
    Column("resume_expires_at_us", Integer),
    Column("offset_bytes", Integer, nullable=False, server_default=text("0")),
    # Kept when it is done: what Lightbox has not put there, it does not remove either.
    Column("is_done", Integer, nullable=False, server_default=text("0")),
    # Where its thumbnail was put.
    Column("thumbnail_key", Text),
    # From the first attempt on: whatever became of that, something may be in the bucket.
    Column("is_begun", Integer, nullable=False, server_default=text("0")),
)

recycle = Table(
    "recycle",
    metadata,
    Column("id", Text, primary_key=True),
    # The whole row as it was, as JSON.
    Column("asset", Text, nullable=False),
    Column("removed_at_us", Integer, nullable=False),
)

conflict = Table(
    "conflict",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("mine", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Column("found_at_us", Integer, nullable=False),
)
Index("conflict_of", conflict.c.entity, conflict.c.id)

problem = Table(
    "problem",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("code", Text, nullable=False),
    # Parameters of the code's sentence, as JSON.
    Column("params", Text, nullable=False, server_default=text("'{}'")),
    Column("found_at_us", Integer, nullable=False),
)
Index("problem_of", problem.c.entity, problem.c.id)

# Assets that a scan has not found on the server; nothing is removed before that is certain.
missing = Table(
    "missing",
    metadata,
    Column("id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

sync_state = Table(
    "sync_state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
