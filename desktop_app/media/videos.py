"""FFmpeg, kept on a short leash: one named demuxer, no other files, limits on what is decoded.

The picture of a video is its first frame, unless that is black (`_is_black`): then it is the
brightest of the frames in its first second. Of a video that is black all that time it is the
least black one. What we hand out is upright, with square pixels, in RGB or RGBA.
"""

import math
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from io import FileIO
from typing import TYPE_CHECKING, cast

import av
import av.logging
from av.container import InputContainer
from av.sidedata.sidedata import Type as SideDataType
from av.stream import Discard, Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from av.video.stream import VideoStream
from PIL import Image

from desktop_app.domain.errors import MediaError
from desktop_app.media.kinds import Kind
from desktop_app.media.pictures import decoding_errors, upright

if TYPE_CHECKING:
    from collections.abc import Mapping

    from av.buffer import Buffer

av.logging.set_level(None)  # libraries talk about files; that is what errors are for

_LOOK_S = 1.0
_MOST_FRAMES = 120
_MOST_LOOKING_S = 8.0
"""Frames of 8K can take a second each: what was seen by then must do."""
_MOST_BAD_PACKETS = 300
_SAMPLE_PX = 32
_DARK_LIGHT = 24
_DARK_SHARE = 0.98
"""A frame is black when less than one in fifty of its parts is lighter than this of 255."""
_HD_ROWS = 577
"""From here on, video that does not name its colours has those of BT.709; so say players."""
_LONGEST_S = 10 * 365 * 86_400.0
_UNNAMED_COLOURS = 2
"""AVCOL_SPC_UNSPECIFIED of libavutil/pixfmt.h."""
_WIDEST_RATIO = 16
"""Pixels more oblong than this are a mistake, not a format."""


class Clip:
    """An open video, at the frame that stands for it.

    Attributes:
        size_px: width and height as shown: upright, with square pixels.
        texts: the tags of the container, and those of the video's track that it has not.
    """

    def __init__(self, container: InputContainer, stream: VideoStream, frame: VideoFrame) -> None:
        self._container = container
        self._stream = stream
        self._frame = frame
        self._orientation = orientation_of(frame)
        self._shown_px = _shown_size(frame, stream)
        width_px, height_px = self._shown_px
        is_turned = self._orientation >= 5
        self.size_px = (height_px, width_px) if is_turned else (width_px, height_px)
        self.texts: dict[str, str] = stream.metadata | container.metadata

    def picture(self, longest_px: int) -> Image.Image:
        """Return the frame within a square of `longest_px`, never enlarged.

        Raises:
            MediaError: ``import.damaged``, ``import.too_many_pixels``.
        """
        scale = min(1.0, longest_px / max(self._shown_px))
        width_px, height_px = (max(1, round(edge * scale)) for edge in self._shown_px)
        frame = self._frame
        mode = "RGBA" if any(part.is_alpha for part in frame.format.components) else "RGB"
        with decoding_errors(), ffmpeg_errors():
            small = frame.reformat(
                width_px,
                height_px,
                "rgba" if mode == "RGBA" else "rgb24",
                src_colorspace=_colours_of(frame),
                interpolation=Interpolation.AREA,
                threads=1,
            )
            return upright(_image_of(small, mode), self._orientation)

    def duration_s(self) -> float | None:
        """Return how long it plays, or None; read to its end where the container does not say.

        Afterwards the clip can give nothing but what it gave before.
        """
        told = self._container.duration
        if told is not None and told > 0:
            return _believable(told / 1_000_000)
        if self._stream.duration and self._stream.time_base:
            return _believable(float(self._stream.duration * self._stream.time_base))
        return self._measured_s()

    def _measured_s(self) -> float | None:
        first_s, last_s = math.inf, -math.inf
        with decoding_errors(), ffmpeg_errors():
            self._container.seek(0)
            for packet in self._container.demux(self._stream):
                if packet.pts is not None and packet.time_base:
                    first_s = min(first_s, float(packet.pts * packet.time_base))
                    end = packet.pts + (packet.duration or 0)
                    last_s = max(last_s, float(end * packet.time_base))
        return _believable(last_s - first_s)


@contextmanager
def open_clip(file: FileIO, kind: Kind, *, pixel_limit: int) -> Iterator[Clip]:
    """Open a video and find the frame that stands for it.

    Raises:
        MediaError: ``import.damaged``, ``import.too_many_pixels``; ``import.not_media`` for a
            container without moving pictures; ``import.unsupported`` where no decoder is known.
    """
    options = {
        "protocol_whitelist": "",  # no other file and no address, whatever this one names
        "format_whitelist": kind.ffmpeg_format,
        "max_pixels": str(pixel_limit),
        "threads": "1",
    }
    with decoding_errors(), ffmpeg_errors():
        file.seek(0)
        container = av.open(
            file, "r", format=kind.ffmpeg_format, options=options, metadata_errors="replace"
        )
    with container:
        with decoding_errors(), ffmpeg_errors():
            stream = _moving_stream(container)
            _check_pixels(stream.width, stream.height, pixel_limit)
            stream.codec_context.options = {"max_pixels": str(pixel_limit), "threads": "1"}
            frame = _standing_for(container, stream)
            _check_pixels(frame.width, frame.height, pixel_limit)
            clip = Clip(container, stream, frame)
        yield clip


@contextmanager
def ffmpeg_errors() -> Iterator[None]:
    """Turn what FFmpeg says about a bad file into an error that `decoding_errors` knows."""
    try:
        yield
    except MemoryError:
        raise
    except av.FFmpegError as error:
        raise ValueError(str(error)) from error


def orientation_of(frame: VideoFrame) -> int:
    """Return how a frame has to be turned, as Exif counts (1…8), from its display matrix.

    The matrix takes a point (x, y) to (a x + c y, b x + d y); see ISO/IEC 14496-12, `tkhd`.
    """
    beside = cast("Mapping[SideDataType, Buffer]", frame.side_data)  # not what its stub says
    found = beside.get(SideDataType.DISPLAYMATRIX)
    if found is None:
        return 1
    matrix = struct.unpack("=9i", bytes(found)[:36].ljust(36, b"\0"))
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    if abs(b) > abs(a):
        return (5 if c > 0 else 6) if b > 0 else (8 if c > 0 else 7)
    return (4 if d < 0 else 1) if a >= 0 else (3 if d < 0 else 2)


def _moving_stream(container: InputContainer) -> VideoStream:
    """Return the first track of moving pictures; the cover of a piece of music is none."""
    moving = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not moving:
        raise MediaError("import.not_media")
    stream = next((stream for stream in moving if _has_decoder(stream)), None)
    if stream is None:
        raise MediaError("import.unsupported")
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    return stream


def _has_decoder(stream: VideoStream) -> bool:
    """Whether this build of FFmpeg decodes it; PyAV leaves out the context where it does not."""
    context: object = stream.codec_context
    return context is not None


def _check_pixels(width_px: int, height_px: int, limit: int) -> None:
    if width_px * height_px > limit:
        raise MediaError("import.too_many_pixels", pixels=width_px * height_px, limit=limit)


def _standing_for(container: InputContainer, stream: VideoStream) -> VideoFrame:
    """Return the frame that stands for the video, by the rule above."""
    best: VideoFrame | None = None
    best_light = -1.0
    first_s = 0.0
    give_up_at_s = time.monotonic() + _MOST_LOOKING_S
    for number, frame in enumerate(_frames(container, stream)):
        at_s = frame.time or 0.0
        if best is None:
            first_s = at_s
        elif at_s - first_s >= _LOOK_S or number >= _MOST_FRAMES:
            break
        light, is_black = _light_of(frame)
        if number == 0 and not is_black:
            return frame
        if light > best_light:
            best, best_light = frame, light
        if time.monotonic() > give_up_at_s:
            break
    if best is None:
        raise MediaError("import.damaged")
    return best


def _frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Yield what can be decoded, leaving out what cannot: players do the same."""
    packets = container.demux(stream)
    for _ in range(_MOST_BAD_PACKETS):
        try:
            for packet in packets:
                yield from packet.decode()
        except av.error.InvalidDataError:  # of this packet; or of the container, which ends it
            continue
        return


def _light_of(frame: VideoFrame) -> tuple[float, bool]:
    """Return how light a frame is on average, 0…255, and whether it counts as black."""
    grey = frame.reformat(
        _SAMPLE_PX, _SAMPLE_PX, "gray", interpolation=Interpolation.AREA, threads=1
    )
    histogram = _image_of(grey, "L").histogram()
    parts = sum(histogram)
    dark = sum(histogram[:_DARK_LIGHT])
    return sum(i * count for i, count in enumerate(histogram)) / parts, dark > _DARK_SHARE * parts


def _image_of(frame: VideoFrame, mode: str) -> Image.Image:
    """Return the only plane of a frame as a picture; PyAV's own way knows RGB alone."""
    plane = frame.planes[0]
    stride, direction = abs(plane.line_size), 1 if plane.line_size > 0 else -1
    size_px = (frame.width, frame.height)
    return Image.frombuffer(mode, size_px, bytes(plane), "raw", mode, stride, direction)


def _shown_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Return the size with square pixels, before it is turned."""
    ratio = stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, _WIDEST_RATIO) <= ratio <= _WIDEST_RATIO:
        ratio = Fraction(1)
    return max(1, round(frame.width * ratio)), frame.height


def _colours_of(frame: VideoFrame) -> Colorspace | None:
    """Return the colours to assume of a frame that does not name its own."""
    if frame.colorspace != _UNNAMED_COLOURS:
        return None
    return Colorspace.ITU709 if frame.height >= _HD_ROWS else Colorspace.ITU601


def _believable(duration_s: float) -> float | None:
    return duration_s if 0 < duration_s < _LONGEST_S else None
