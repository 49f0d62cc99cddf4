"""Collecting the texts of a video: its tags, and the boxes that FFmpeg leaves aside.

MP4 and QuickTime keep tags under keys of any name (`mdta`), WebM and Matroska under names that
some writers put in upper case; FFmpeg tells both as they stand. Programs for generating video
use the names they use in PNG (ComfyUI ``prompt``, ``workflow``; InvokeAI ``invokeai_metadata``).
"""

from collections.abc import Iterator, Mapping
from io import FileIO

from desktop_app.media.exif import decode_text
from desktop_app.media.generation import c2pa
from desktop_app.media.generation import texts as places
from desktop_app.media.kinds import Kind
from desktop_app.media.text_places import bounded
from desktop_app.media.video_containers import boxes, content_of

_MANIFEST = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""The kind of ``uuid`` box that holds content credentials (C2PA 2.1, A.5)."""
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""Likewise for XMP (XMP specification part 3, 1.1.3)."""
_BOOKKEEPING = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "creation_time", "encoder", "language"}
    | {"handler_name", "vendor_id", "duration", "number_of_frames", "number_of_bytes", "bps"}
)
"""What containers write about themselves."""
_LIBRARY = "Lavf"
"""How the name of the library begins that wrote the container."""


def texts_in_video(
    file: FileIO, kind: Kind, size_bytes: int, tags: Mapping[str, str]
) -> dict[str, str]:
    """Return the texts in a video by place; the names of tags stand as they are.

    Raises:
        OSError: the file cannot be read.
    """
    return bounded([*_tag_texts(tags), *_box_texts(file, kind, size_bytes)])


def _tag_texts(tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in tags.items():
        is_own = name.lower() in _BOOKKEEPING or name.startswith("_STATISTICS")
        if not is_own and not text.startswith(_LIBRARY):
            yield name, text


def _box_texts(file: FileIO, kind: Kind, size_bytes: int) -> Iterator[tuple[str, str]]:
    if kind.ffmpeg_format != "mov":
        return
    for box in boxes(file, size_bytes):
        if box.kind != b"uuid":
            continue
        content = content_of(file, box)
        if content.startswith(_MANIFEST):
            yield places.C2PA, c2pa.maker_of(content)
        elif content.startswith(_XMP):
            yield places.XMP, decode_text(content[len(_XMP) :])
