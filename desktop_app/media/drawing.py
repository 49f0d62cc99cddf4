"""Whole pictures and frames of animated ones, decoded for the screen. In the decoder processes.

A still picture comes with its halves, so that the window need not scale anything while it
paints. Frames come a few at a time, and each request goes on where the last one ended.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from desktop_app.media.pictures import decoding_errors, scaled
from desktop_app.media.pixels import Block, Layout, Plane, nameless_file, planes_of
from desktop_app.media.prepared import DEFAULT_PIXEL_LIMIT
from desktop_app.media.probe import open_still

MOST_PIXELS = 48_000_000
"""Larger pictures are decoded smaller: 192 MB for one picture are enough."""
MOST_FRAME_PIXELS = 2_500_000
"""Larger frames are decoded smaller: they must be ready faster than they are shown."""
_SMALLEST_HALF_PX = 700
_BAND_ROWS = 32
"""Packed and written so many rows at a time, which stay in the processor's cache."""
_MOST_BATCH_BYTES = 32_000_000
_MOST_BATCH_S = 0.25
_LEAST_DELAY_MS = 20
_UNSAID_DELAY_MS = 100


def draw(
    path: Path,
    *,
    least_px: int = 0,
    most_pixels: int = MOST_PIXELS,
    pixel_limit: int = DEFAULT_PIXEL_LIMIT,
) -> Block:
    """Return a picture, at most `most_pixels` large, with its halves.

    Args:
        path: the file.
        least_px: with 0 it comes at its full size; otherwise a JPEG may come at a half, a quarter
            or an eighth, which takes less time, with its longest edge no shorter than this.
        most_pixels: larger pictures come smaller.
        pixel_limit: width × height beyond which nothing is decoded.

    Raises:
        MediaError: as `probe.render`; ``import.unsupported`` for a video.
    """
    still = open_still(path, pixel_limit=pixel_limit)
    image = still.image
    size_px = image.size[::-1] if still.orientation >= 5 else image.size
    with decoding_errors():
        if least_px and isinstance(image, JpegImageFile):
            image.draft(None, (least_px, 1) if image.width >= image.height else (1, least_px))
    whole = scaled(image, _longest_px(image, most_pixels), orientation=still.orientation)
    is_translucent = whole.mode == "RGBA"
    with decoding_errors():
        levels = [whole.convert("RGBa") if is_translucent else whole]
        while max(levels[-1].size) > _SMALLEST_HALF_PX:
            levels.append(levels[-1].reduce(2))
        planes = planes_of([level.size for level in levels], is_translucent=is_translucent)
    with _new_file() as file:
        for level in levels:
            _write(level, file)
    return Block(Layout(planes, *size_px, is_animated=still.is_animated), file)


class FrameReader:
    """The frames of one animated picture, read in order."""

    def __init__(self, path: Path, *, pixel_limit: int = DEFAULT_PIXEL_LIMIT) -> None:
        """Open a picture.

        Raises:
            MediaError: as `probe.render`.
        """
        self.path = path
        self._image = open_still(path, pixel_limit=pixel_limit).image

    def read(self, first: int, count: int, *, most_frame_pixels: int = MOST_FRAME_PIXELS) -> Block:
        """Return up to `count` frames from the frame of number `first`; none beyond the last.

        Raises:
            MediaError: ``import.damaged``, ``import.too_many_pixels``.
        """
        width_px, height_px = self._image.size
        longest_px = _longest_px(self._image, most_frame_pixels)
        planes: list[Plane] = []
        start = 0
        is_end = False
        enough_at_s = time.monotonic() + _MOST_BATCH_S
        with _new_file() as file:
            while len(planes) < count:
                frame = self._frame(first + len(planes), longest_px)
                if frame is None:
                    is_end = True
                    break
                is_translucent = frame.mode == "RGBA"
                _write(frame.convert("RGBa") if is_translucent else frame, file)
                plane = planes_of([frame.size], is_translucent=is_translucent)[0]
                planes.append(replace(plane, start=start, delay_ms=self._delay_ms()))
                start += plane.size_bytes
                if start + plane.size_bytes > _MOST_BATCH_BYTES or time.monotonic() > enough_at_s:
                    break
        return Block(
            Layout(tuple(planes), width_px, height_px, is_animated=True, is_end=is_end), file
        )

    def _frame(self, number: int, longest_px: int) -> Image.Image | None:
        with decoding_errors():
            try:
                self._image.seek(number)
            except EOFError:
                return None
            return scaled(self._image.copy(), longest_px)

    def _delay_ms(self) -> int:
        """Return how long the frame just read is seen; browsers show hasty ones for 100 ms."""
        told = self._image.info.get("duration")
        delay_ms = round(told) if isinstance(told, int | float) else 0
        return delay_ms if delay_ms >= _LEAST_DELAY_MS else _UNSAID_DELAY_MS


@contextmanager
def _new_file() -> Iterator[IO[bytes]]:
    """Lend a file for a block; it stays open unless something goes wrong."""
    file = nameless_file()
    try:
        yield file
    except BaseException:
        file.close()
        raise


def _longest_px(image: Image.Image, most_pixels: int) -> int:
    """Return the longest edge at which a picture has at most so many pixels."""
    pixels = image.width * image.height
    share = 1.0 if pixels <= most_pixels else (most_pixels / pixels) ** 0.5
    return max(int(max(image.size) * share), 1)


def _write(image: Image.Image, file: IO[bytes]) -> None:
    is_translucent = image.mode == "RGBa"
    for top in range(0, image.height, _BAND_ROWS):
        band = image.crop((0, top, image.width, min(top + _BAND_ROWS, image.height)))
        if is_translucent:
            file.write(band.tobytes("raw", "BGRa"))
        else:
            file.write(band.convert("RGBA").tobytes("raw", "BGRA"))
