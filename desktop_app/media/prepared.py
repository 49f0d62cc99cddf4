"""What is known of a file after looking at it: passed between processes, so plain data only."""

from dataclasses import dataclass

from desktop_app.domain.entities import GenerationInfo

GRID_SIZE_PX = 256
LARGE_SIZE_PX = 512
VIEWER_SIZE_PX = 1600
RENDITION_SIZES_PX = (GRID_SIZE_PX, LARGE_SIZE_PX, VIEWER_SIZE_PX)
"""Longest edges of the renditions we keep."""

DEFAULT_PIXEL_LIMIT = 200_000_000


@dataclass(frozen=True, slots=True)
class Probe:
    """Facts of a picture file.

    Attributes:
        mime_type: by content.
        extension: what a file of this type is called, without the dot.
        file_size_bytes: its size.
        content_hash: SHA-256 of all its bytes, lower-case hex.
        width_px: width with its orientation applied.
        height_px: height likewise.
        is_animated: whether it has several frames.
        duration_seconds: how long they take; None for a still.
        captured_at_us: when the file says it was taken or made, microseconds UTC, or None.
        modified_at_us: the file's modification time, microseconds UTC.
        stamp: tells whether the file is still the one this was found out of
            (`media.sources.Stamp`); None when that cannot be told.
    """

    mime_type: str
    extension: str
    file_size_bytes: int
    content_hash: str
    width_px: int
    height_px: int
    is_animated: bool
    duration_seconds: float | None
    captured_at_us: int | None
    modified_at_us: int
    stamp: tuple[int, int, int, int, int] | None = None

    @property
    def asset_type(self) -> str:
        """``image`` or ``video``."""
        return self.mime_type.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that an import needs of a file.

    Attributes:
        probe: its facts.
        rendition: the picture for the grid, longest edge `GRID_SIZE_PX`, JPEG or WebP.
        perceptual_hash: 64-bit difference hash of the upright picture, unsigned.
        generation: how it was made.
        description: what the file says of itself apart from any generator, or "".
    """

    probe: Probe
    rendition: bytes
    perceptual_hash: int
    generation: GenerationInfo
    description: str
