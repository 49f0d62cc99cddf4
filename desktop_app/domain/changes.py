"""What a committed transaction changed, and the words for edits and undo."""

from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.domain.entities import AssetId, AssetRow


class Origin(StrEnum):
    """Who started a change; a view skips what it did itself."""

    GRID = "grid"
    INSPECTOR = "inspector"
    SIDEBAR = "sidebar"
    VIEWER = "viewer"
    WINDOW = "window"
    IMPORT = "import"
    UNDO = "undo"
    SYNC = "sync"
    COMMAND_LINE = "command_line"


class Column(StrEnum):
    """The asset columns a user can edit, by their names in the server's table."""

    TITLE = "custom_title"
    TAGS = "tags"
    FAVORITE = "is_favorite"
    VISIBILITY = "visibility"
    CATEGORY = "content_category"
    COLLECTION = "collection_id"
    ROLEPLAY = "roleplay_metadata"


TRASHED = "trashed_at"
"""Name under which a ChangeSet reports moves to and from the Trash."""


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable step of the history, named by a code the window translates.

    Codes: ``edit.<column>``, ``edit`` (of several columns), ``tags.add``, ``tags.remove``,
    ``tags.rename``, ``tags.delete``,
    ``trash``, ``restore``, ``collection.create``, ``collection.rename``, ``collection.delete``.
    """

    group_id: int
    code: str
    asset_count: int
    detail: str = ""
    """What it did in the user's own words: a tag, a title, a collection's name."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one facade method committed: which ids, which columns, who started it.

    Attributes:
        number: the catalog's change counter after the commit; grows by one a transaction.
        origin: who started it.
        added: rows that are new, or back from having been removed.
        changed: rows of which `columns` changed.
        replaced: those of `changed` whose file, which is not here, is another one on the server.
        removed: rows that are gone.
        removed_ids: the UUIDs of `removed`, so that their files can be discarded.
        columns: names of changed asset columns (`Column` values, `TRASHED`, or others).
        are_collections_changed: a collection was made, renamed or deleted.
        are_saved_searches_changed: likewise for saved searches.
        step: the undoable step this made, if it made one.
    """

    number: int
    origin: Origin
    added: tuple[AssetRow, ...] = ()
    changed: tuple[AssetRow, ...] = ()
    replaced: tuple[AssetRow, ...] = ()
    removed: tuple[AssetRow, ...] = ()
    removed_ids: tuple[AssetId, ...] = ()
    columns: frozenset[str] = frozenset()
    are_collections_changed: bool = False
    are_saved_searches_changed: bool = False
    step: Step | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all changed."""
        return not (
            self.added
            or self.changed
            or self.removed
            or self.are_collections_changed
            or self.are_saved_searches_changed
        )


@dataclass(frozen=True, slots=True)
class TagDelta:
    """Tags to give to and to take from assets; compared by identity, kept as spelled."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Ctrl+Z and Ctrl+Shift+Z would do now; None when there is nothing."""

    undo: Step | None = None
    redo: Step | None = None


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One file that did not come in, and why, as an error code with parameters."""

    path: str
    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is; sent after each committed batch and at its end.

    `found_again` are files whose bytes an asset of the library had lost, and has again: no new
    assets, and no duplicates either.
    """

    done: int
    total: int
    added: int
    duplicates: int
    problems: tuple[ImportProblem, ...] = ()
    is_finished: bool = False
    is_cancelled: bool = False
    found_again: int = 0
