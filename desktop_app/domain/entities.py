"""Assets, collections, tags and their ids, as the rest of the program names them.

Integer row ids (`AssetRow`) are used inside one library: index, change sets, window.
UUIDs (`AssetId`, `CollectionId`) are used at the edges: server, files, command line.
All instants are integer microseconds since 1970 in UTC; where the server sent its own
text for an instant, that text is kept beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NewType

AssetRow = NewType("AssetRow", int)
AssetId = NewType("AssetId", str)
CollectionId = NewType("CollectionId", str)
SavedSearchId = NewType("SavedSearchId", int)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class AssetType(StrEnum):
    """The asset types Lightbox makes itself; a server may hold others."""

    IMAGE = "image"
    VIDEO = "video"


class FileState(IntEnum):
    """Where the bytes of an asset's original are."""

    ABSENT = 0
    """Known to the server, not fetched to this machine."""
    STORED = 1
    """In this library's own store, under the asset's id."""
    REFERENCED = 2
    """Left where the user keeps it; `Asset.source_path` names it."""
    MISSING = 3
    """It should be reachable and is not: gone from the server or moved away."""


class Visibility(StrEnum):
    """Documented visibilities, most private first; a server may accept others."""

    PRIVATE = "private"
    SHARED = "shared"
    PUBLIC = "public"


DEFAULT_CATEGORY = "general"
IMPORTED_MODEL = "import"
"""`model_used` of an asset whose file names no model (the column is NOT NULL)."""


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """What a generator wrote into a file about how the picture was made.

    Seeds are canonical decimal text: they reach 2**64 - 1, which neither SQLite nor a
    bigint column holds. `parameters` holds every other setting under its own name.
    """

    generator: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    seed: str = ""
    sampler: str = ""
    steps: int | None = None
    cfg_scale: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    loras: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    """The raw text exactly as found, under the name of the place it stood in."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset as the user sees it: the server's row with local edits on top."""

    row: AssetRow
    id: AssetId
    user_id: str | None
    asset_type: str
    storage_path: str
    file_size_bytes: int
    mime_type: str
    duration_seconds: float | None
    original_prompt: str
    model_used: str
    generation_seed: str | None
    collection_id: CollectionId | None
    custom_title: str | None
    tags: tuple[str, ...]
    is_favorite: bool
    visibility: str
    created_at_us: int
    created_at: str
    updated_at_us: int
    updated_at: str
    thumbnail_path: str | None
    width_px: int | None
    height_px: int | None
    content_category: str
    roleplay_metadata: Mapping[str, Json]
    extra: Mapping[str, Json]
    """Columns the server has beyond the documented 22: shown, never written."""
    version: str | None
    content_hash: str | None
    """SHA-256 of the original as lower-case hex; None until its file has been here."""
    file_state: FileState
    file_name: str | None
    """The name of the file it was imported from, for display and export only."""
    source_path: str | None
    """Where a REFERENCED original lies; None otherwise."""
    added_at_us: int
    trashed_at_us: int | None
    generation: GenerationInfo
    pending_columns: frozenset[str] = frozenset()
    """Columns edited here and not yet acknowledged by the server."""
    are_tags_editable: bool = True
    """False when the server's tags column holds something that is not a list of texts."""

    @property
    def known_seed(self) -> str:
        """The seed, from the file where the server's bigint cannot hold it; "" when unknown."""
        return self.generation_seed or self.generation.seed


@dataclass(frozen=True, slots=True)
class Tile:
    """What the grid paints of one asset."""

    row: AssetRow
    id: AssetId
    title: str
    """Caption: the custom title, or "" when there is none."""
    asset_type: str
    is_favorite: bool
    duration_seconds: float | None
    width_px: int | None
    height_px: int | None
    file_state: FileState
    is_pending: bool
    has_problem: bool
    is_animated: bool = False
    has_conflict: bool = False
    is_unsent: bool = False
    """It waits for a server that has no row of it yet: it is nowhere but on this machine."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A user's collection. `asset_count` counts local, untrashed members."""

    id: CollectionId
    name: str
    description: str
    asset_count: int
    created_at_us: int


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A named query. `query` is the text form made by `domain.query.to_json`."""

    id: SavedSearchId
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class TypeStatistics:
    """One line of the statistics by type."""

    asset_type: str
    total_assets: int
    total_size_bytes: int
    avg_file_size_bytes: float


@dataclass(frozen=True, slots=True)
class NewAsset:
    """An asset that ingest has made ready: its file is safe on disk, its row is not yet there."""

    id: AssetId
    asset_type: str
    mime_type: str
    storage_path: str
    file_size_bytes: int
    original_prompt: str
    model_used: str
    content_category: str
    content_hash: str
    file_state: FileState
    file_name: str
    created_at_us: int
    width_px: int | None = None
    height_px: int | None = None
    duration_seconds: float | None = None
    generation_seed: str | None = None
    custom_title: str | None = None
    tags: tuple[str, ...] = ()
    is_favorite: bool = False
    visibility: str = Visibility.PRIVATE
    collection_id: CollectionId | None = None
    roleplay_metadata: Mapping[str, Json] = field(default_factory=dict)
    source_path: str | None = None
    is_animated: bool = False
    perceptual_hash: int | None = None
    """64-bit difference hash of the upright picture, as an unsigned integer."""
    generation: GenerationInfo = field(default_factory=GenerationInfo)
