"""Films as files, with the graph that is said to have made them inside."""

import io
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

import av
from PIL import Image

from desktop_app.domain.entities import Json

FRAMES_PER_S = 16
"""What most programs that generate video write."""
_CANVAS: Mapping[str, Json] = {"nodes": [], "links": [], "version": 0.4}
_KINDS: Mapping[str, tuple[str, str, dict[str, str]]] = {
    "mp4": ("mp4", "libx264", {"preset": "superfast", "crf": "26"}),
    "webm": (
        "webm",
        "libvpx-vp9",
        {"deadline": "realtime", "cpu-used": "8", "crf": "34", "b": "0"},
    ),
}
"""Container, encoder and its settings by extension: quick, and the same bytes every time, which
x264 does not promise of the slower presets (those with `mbtree`)."""


def encoded_clip(
    frames: Iterable[Image.Image],
    size_px: tuple[int, int],
    extension: str,
    graph: Mapping[str, Json] | None,
    *,
    is_in_comment: bool,
) -> bytes:
    """Return a film as a file.

    Args:
        frames: its pictures, in RGB.
        size_px: their width and height, even numbers.
        extension: ``mp4`` or ``webm``.
        graph: of ComfyUI; None for a film that came from elsewhere.
        is_in_comment: the graph stands in the comment, as VideoHelperSuite writes it, instead
            of under ``prompt`` and ``workflow``.
    """
    container_format, codec, settings = _KINDS[extension]
    target = io.BytesIO()
    options = {"fflags": "bitexact"}  # no random numbers, no dates
    if extension == "mp4":
        options["movflags"] = "use_metadata_tags"
    with av.open(target, "w", format=container_format, options=options) as container:
        container.metadata.update(_tags(graph, is_in_comment=is_in_comment))
        stream = cast("av.VideoStream", container.add_stream(codec, FRAMES_PER_S, settings))
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1  # with more, no two encodings are alike
        for number, image in enumerate(frames):
            frame = av.VideoFrame.from_bytes(image.convert("RGBA").tobytes(), *size_px, "rgba")
            frame = frame.reformat(format="yuv420p", threads=1)
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_S)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def _tags(graph: Mapping[str, Json] | None, *, is_in_comment: bool) -> dict[str, str]:
    if graph is None:
        return {}
    if is_in_comment:
        return {"comment": json.dumps({"prompt": json.dumps(graph), "workflow": _CANVAS})}
    return {"prompt": json.dumps(graph), "workflow": json.dumps(_CANVAS)}
