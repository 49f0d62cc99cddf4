"""Looking at one video: what it is, a frame of it for the grid, how it was made.

The counterpart of `media.probe`, which calls it; apart because FFmpeg is large, and an import
without videos never needs it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from desktop_app.domain.errors import MediaError
from desktop_app.media.generation.texts import Texts
from desktop_app.media.moments import text_moment_us
from desktop_app.media.pictures import decoding_errors, encoded
from desktop_app.media.prepared import GRID_SIZE_PX, Prepared, Probe
from desktop_app.media.preparing import prepared_of
from desktop_app.media.sources import OpenSource, reading_errors
from desktop_app.media.text_places import texts_beside
from desktop_app.media.video_containers import is_cut_off
from desktop_app.media.video_texts import texts_in_video
from desktop_app.media.videos import Clip, open_clip

_DATES = ("com.apple.quicktime.creationdate", "creation_time")
"""The first is local time with its zone, the second what the container's header says in UTC."""


def prepare(
    source: OpenSource, path: Path, *, pixel_limit: int, still_reading: Callable[[], None]
) -> Prepared:
    """Return all that an import needs of a video.

    Args:
        source: the video, open.
        path: where it is: texts may lie beside it.
        pixel_limit: of one frame.
        still_reading: called now and then while its bytes are read for their hash.

    Raises:
        MediaError: ``import.damaged``, ``import.not_media``, ``import.unsupported``,
            ``import.too_many_pixels``, ``import.unreadable``, ``import.changed``.
    """
    content_hash = source.content_hash(still_reading)
    _check_whole(source)
    with open_clip(source.file, source.kind, pixel_limit=pixel_limit) as clip:
        small = clip.picture(GRID_SIZE_PX)
        facts = _facts(source, clip, content_hash)
        with reading_errors():
            found = texts_in_video(source.file, source.kind, source.size_bytes, clip.texts)
    source.check_unchanged()
    texts = Texts(found | texts_beside(path))
    return prepared_of(facts, small, texts)


def render(source: OpenSource, size_px: int, *, pixel_limit: int) -> bytes:
    """Return the frame that stands for a video with that longest edge, as JPEG or WebP.

    Raises:
        MediaError: as `prepare`.
    """
    with open_clip(source.file, source.kind, pixel_limit=pixel_limit) as clip:
        small = clip.picture(size_px)
    with decoding_errors():
        return encoded(small)


def _check_whole(source: OpenSource) -> None:
    with reading_errors():
        if is_cut_off(source.file, source.kind, source.size_bytes):
            raise MediaError("import.damaged")


def _facts(source: OpenSource, clip: Clip, content_hash: str) -> Probe:
    duration_s = clip.duration_s()
    width_px, height_px = clip.size_px
    return Probe(
        mime_type=source.kind.mime_type,
        extension=source.kind.extension,
        file_size_bytes=source.size_bytes,
        content_hash=content_hash,
        width_px=width_px,
        height_px=height_px,
        is_animated=True,
        duration_seconds=None if duration_s is None else round(duration_s, 3) or None,
        captured_at_us=_captured_at_us(clip.texts),
        modified_at_us=source.modified_at_us,
        stamp=source.stamp,
    )


def _captured_at_us(tags: Mapping[str, str]) -> int | None:
    by_lower_name = {name.lower(): text for name, text in tags.items()}
    moments = (text_moment_us(by_lower_name.get(name, "")) for name in _DATES)
    return next((moment for moment in moments if moment is not None), None)
