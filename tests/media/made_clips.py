"""Short video files, encoded here."""

import io
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import cast

import av
from PIL import Image

from tests.media.made_files import picture

FRAMES_PER_S = 24
CONTAINERS = {
    "mp4": ("mp4", "libx264", "video/mp4"),
    "mov": ("mov", "mpeg4", "video/quicktime"),
    "webm": ("webm", "libvpx-vp9", "video/webm"),
    "mkv": ("matroska", "libx264", "video/x-matroska"),
    "avi": ("avi", "mpeg4", "video/x-msvideo"),
}
"""FFmpeg's container, a codec that it holds, and the MIME type, by extension."""

Painter = Callable[[int], Image.Image]


def still(image: Image.Image) -> Painter:
    return lambda _number: image


def clip(
    extension: str = "mp4",
    paint: Painter | None = None,
    *,
    frame_count: int = 12,
    tags: Mapping[str, str] | None = None,
    codec: str = "",
    pixel_format: str = "yuv420p",
    pixel_ratio: Fraction | None = None,
    turned: tuple[float, bool, bool] | None = None,
    options: Mapping[str, str] | None = None,
    has_sound: bool = False,
    first_pts: int = 0,
) -> bytes:
    """A clip whose frames are painted by number; `turned` is degrees, mirrored, upside down."""
    container_format, usual_codec, _ = CONTAINERS[extension]
    paint = paint or still(picture((64, 48)))
    target = io.BytesIO()
    is_iso = extension in {"mp4", "mov"}
    all_options = {"movflags": "use_metadata_tags"} if is_iso else {}
    all_options |= options or {}
    with av.open(target, "w", format=container_format, options=all_options) as container:
        container.metadata.update(tags or {})
        stream = cast("av.VideoStream", container.add_stream(codec or usual_codec, FRAMES_PER_S))
        stream.width, stream.height = paint(0).size
        stream.pix_fmt = pixel_format
        if pixel_ratio is not None:
            stream.codec_context.sample_aspect_ratio = pixel_ratio
        if turned is not None:
            stream.set_display_rotation(*turned)
        sound = container.add_stream("aac", rate=8000) if has_sound else None
        container.start_encoding()
        for number in range(frame_count):
            frame = frame_of(paint(number)).reformat(format=pixel_format)
            frame.pts = first_pts + number
            frame.time_base = Fraction(1, FRAMES_PER_S)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound is not None:
            container.mux(sound.encode(_silence()))
            container.mux(sound.encode(None))
    return target.getvalue()


def sound_only(extension: str = "mp4") -> bytes:
    """A container with a second of silence and no picture."""
    target = io.BytesIO()
    with av.open(target, "w", format=CONTAINERS[extension][0]) as container:
        stream = container.add_stream("aac", rate=8000)
        container.mux(stream.encode(_silence()))
        container.mux(stream.encode(None))
    return target.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def frame_of(image: Image.Image) -> av.VideoFrame:
    return av.VideoFrame.from_bytes(image.convert("RGBA").tobytes(), *image.size, "rgba")


def _silence() -> av.AudioFrame:
    frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate = 8000
    frame.pts, frame.time_base = 0, Fraction(1, 8000)
    return frame
