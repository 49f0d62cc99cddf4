"""The words for files that rows of the server name: where they are, and which are kept here."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.entities import AssetId, AssetRow, AssetType, FileState

RENDITION = "rendition"
"""Name under which a ChangeSet reports that the small picture of an asset has come."""

KEEPING_POSITION = "files.keeping"
"""Under which the catalog holds a library's `KeepingRule`, as text."""


@dataclass(frozen=True, slots=True)
class ServerFile:
    """What is known of the files of one asset.

    Attributes:
        row, id: of the asset.
        asset_type: image, video …, as the server has it.
        mime_type: as the server has it, which need not be what the file is.
        storage_path, thumbnail_path: as the server has them; see `domain.object_keys`.
        size_bytes: of the original; 0 when nobody knows.
        width_px, height_px, duration_seconds: None when nobody knows.
        content_hash: SHA-256 of the original in hex, when it was ever here.
        file_state: where the original is.
        is_left_elsewhere: it was imported from a place on this machine, and left there.
        created_at_us: when the asset was made.
    """

    row: AssetRow
    id: AssetId
    asset_type: str
    mime_type: str
    storage_path: str
    thumbnail_path: str | None
    size_bytes: int
    width_px: int | None
    height_px: int | None
    duration_seconds: float | None
    content_hash: str | None
    file_state: FileState
    is_left_elsewhere: bool
    created_at_us: int

    @property
    def is_wanting(self) -> bool:
        """Whether the original is not here, and would have to come from the server."""
        return not self.is_left_elsewhere and self.file_state in {
            FileState.ABSENT,
            FileState.MISSING,
        }

    @property
    def is_image(self) -> bool:
        """Whether a picture can be made of the original without reading much of it."""
        return self.asset_type == AssetType.IMAGE or self.mime_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What an original turned out to be.

    Attributes:
        content_hash: SHA-256 in hex.
        size_bytes: its size.
        width_px, height_px, duration_seconds, perceptual_hash: None where it cannot be decoded.
        is_animated: whether it is a picture that moves.
        is_readable: whether a picture could be made of it.
    """

    content_hash: str
    size_bytes: int
    width_px: int | None = None
    height_px: int | None = None
    duration_seconds: float | None = None
    perceptual_hash: int | None = None
    is_animated: bool | None = None
    is_readable: bool = False


class Keeping(StrEnum):
    """Which originals are kept on this machine."""

    ON_DEMAND = "on_demand"
    """Those that were opened or imported here."""
    ALL = "all"
    BUDGET = "budget"
    """The newest, and those opened last, as far as they fit."""


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """Which originals a library keeps on this machine.

    Attributes:
        keeping: by which rule.
        budget_bytes: how much they may take, for `Keeping.BUDGET`.
    """

    keeping: Keeping = Keeping.ON_DEMAND
    budget_bytes: int = 0

    def to_text(self) -> str:
        """Return it as text that `of_text` reads."""
        return f"{self.keeping}:{self.budget_bytes}"

    @classmethod
    def of_text(cls, text: str | None) -> "KeepingRule":
        """Return the rule of a text; what is none is the first of them."""
        name, _, budget = (text or "").partition(":")
        try:
            return cls(Keeping(name), int(budget))
        except ValueError:
            return cls()


SPARE_BYTES = 2_000_000_000
"""So much of the disk stays free of originals that nobody has asked for."""
FILLED_SHARE = 0.9
"""A budget is filled unasked up to here, so that what is opened finds room."""


@dataclass(frozen=True, slots=True)
class KeptOriginals:
    """Where the originals of a library are, of all assets outside the Trash.

    Attributes:
        here: how many are on this machine, in the store or where they were left.
        to_come: how many are on the server alone.
        to_come_bytes: how much those would take, as far as their sizes are known.
        nowhere: how many are neither here nor, as far as is known, on the server.
    """

    here: int = 0
    to_come: int = 0
    to_come_bytes: int = 0
    nowhere: int = 0

    @property
    def total(self) -> int:
        """How many assets there are."""
        return self.here + self.to_come + self.nowhere
