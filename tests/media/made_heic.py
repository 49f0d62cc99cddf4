"""HEIC files, put together here: Pillow's HEIC decoder comes without an encoder.

The container is that of ISO/IEC 23008-12 with one picture, coded by x265, and perhaps its Exif.
"""

import re
import struct
from fractions import Fraction

import av
from PIL import Image

from tests.media.made_clips import box, frame_of

_EXIF_ITEM = 2
_SEQUENCE = 33
_PARAMETERS = frozenset({32, _SEQUENCE, 34})
_FIRST_NOT_CODED = 32
"""Kinds of units in a stream of HEVC (ITU-T H.265, table 7-1)."""


def heic(
    image: Image.Image,
    *,
    quarter_turns: int = 0,
    exif: bytes = b"",
    profile: bytes = b"",
    brands: bytes = b"heicmif1heic",
) -> bytes:
    """A HEIC of this picture, which a reader turns left by so many quarters."""
    configuration, coded = _coded(image)
    file_type = box(b"ftyp", brands[:4] + bytes(4) + brands[4:])
    properties = [configuration, _full(b"ispe", struct.pack(">II", *image.size))]
    if quarter_turns:
        properties.append(box(b"irot", bytes((quarter_turns,))))
    if profile:
        properties.append(box(b"colr", b"prof" + profile))
    exif_item = b"\0\0\0\0" + exif if exif else b""  # where in it the TIFF begins
    meta_size = len(_meta(properties, (0, len(coded)), (0, len(exif_item))))
    start = len(file_type) + meta_size + 8
    meta = _meta(properties, (start, len(coded)), (start + len(coded), len(exif_item)))
    return file_type + meta + box(b"mdat", coded + exif_item)


def _meta(properties: list[bytes], picture: tuple[int, int], exif: tuple[int, int]) -> bytes:
    has_exif = exif[1] > 0
    places = [(1, *picture), (_EXIF_ITEM, *exif)][: 1 + has_exif]
    iloc = struct.pack(">BBH", 0x44, 0, len(places)) + b"".join(
        struct.pack(">HHHII", item, 0, 1, at, size) for item, at, size in places
    )
    kinds = [(1, b"hvc1"), (_EXIF_ITEM, b"Exif")][: 1 + has_exif]
    entries = [_full(b"infe", struct.pack(">HH4sB", item, 0, k, 0), 2) for item, k in kinds]
    owned = bytes([0x80 | 1, *range(2, len(properties) + 1)])
    association = struct.pack(">IHB", 1, 1, len(owned)) + owned
    parts = [
        _full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
        _full(b"pitm", struct.pack(">H", 1)),
        _full(b"iloc", iloc),
        _full(b"iinf", struct.pack(">H", len(entries)) + b"".join(entries)),
        box(b"iprp", box(b"ipco", b"".join(properties)) + _full(b"ipma", association)),
    ]
    if has_exif:
        described = box(b"cdsc", struct.pack(">HHH", _EXIF_ITEM, 1, 1))
        parts.append(_full(b"iref", described))
    return _full(b"meta", b"".join(parts))


def _coded(image: Image.Image) -> tuple[bytes, bytes]:
    """The picture's decoder configuration, as a box, and its coded bytes."""
    encoder = av.VideoCodecContext.create("libx265", "w")
    encoder.width, encoder.height = image.size
    encoder.pix_fmt = "yuv444p"
    encoder.time_base = encoder.framerate = Fraction(1)
    encoder.options = {"x265-params": "log-level=none:crf=8", "preset": "ultrafast"}
    frame = frame_of(image).reformat(format="yuv444p", dst_colorspace=5, dst_color_range=1)
    frame.pts, frame.time_base = 0, Fraction(1)
    stream = b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
    units = [unit for unit in re.split(rb"\x00{2,}\x01", stream) if unit]
    head = [unit for unit in units if _kind(unit) in _PARAMETERS]
    body = [unit for unit in units if _kind(unit) < _FIRST_NOT_CODED]
    return _configuration(head), b"".join(struct.pack(">I", len(unit)) + unit for unit in body)


def _kind(unit: bytes) -> int:
    return unit[0] >> 1 & 0x3F


def _configuration(parameters: list[bytes]) -> bytes:
    """The box `hvcC` (ISO/IEC 14496-15) of 4:4:4 with eight bits."""
    sequence = next(unit for unit in parameters if _kind(unit) == _SEQUENCE)
    profile = sequence.replace(b"\0\0\3", b"\0\0")[3:15]
    fixed = b"\1" + profile + b"\xf0\0\xfc\xff\xf8\xf8\0\0\x0f" + bytes((len(parameters),))
    return box(
        b"hvcC",
        fixed
        + b"".join(
            struct.pack(">BHH", 0x80 | _kind(unit), 1, len(unit)) + unit for unit in parameters
        ),
    )


def _full(kind: bytes, content: bytes, version: int = 0) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)) + content)
