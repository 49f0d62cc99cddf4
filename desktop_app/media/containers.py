"""Walking the chunks of picture files without decoding a pixel.

Every walker stops quietly where a file stops making sense; what came before is still told.
Sources: PNG 3rd edition (W3C), JPEG ITU-T T.81 annex B, WebP container (RFC 9649), GIF89a.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_TEXT_BYTES = 32 * 1024**2
"""Texts beyond this in one chunk, unpacked, are left out: no generator writes as much."""

_GIF_LEAST_DELAY_CS = 2
_GIF_SHOWN_DELAY_CS = 10
"""Viewers show frames that ask for less than 20 ms for 100 ms; so does every browser."""


@dataclass(frozen=True, slots=True)
class Animation:
    """How many frames a file has and how long they take together."""

    frame_count: int = 1
    duration_s: float = 0.0

    @property
    def is_animated(self) -> bool:
        """Whether there is more than one frame."""
        return self.frame_count > 1


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, content) of each chunk of a PNG but its image data."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if at + 12 + length > len(data) or kind == b"IEND":
            return
        if kind not in {b"IDAT", b"fdAT"}:
            yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def png_text(kind: bytes, content: bytes) -> tuple[str, str] | None:
    """Return keyword and text of a tEXt, zTXt or iTXt chunk, or None when it is damaged."""
    keyword, separator, rest = content.partition(b"\0")
    if not separator:
        return None
    if kind == b"tEXt":
        text: bytes | None = rest
    elif kind == b"zTXt":
        text = unpacked(rest[1:])
    else:
        is_packed, rest = rest[:1] == b"\1", rest[2:]
        _, _, rest = rest.partition(b"\0")  # language
        _, _, rest = rest.partition(b"\0")  # translated keyword
        text = unpacked(rest) if is_packed else rest
    if text is None or len(text) > MOST_TEXT_BYTES:
        return None
    return keyword.decode("latin-1"), _png_decode(kind, text)


def png_animation(data: bytes) -> Animation:
    """Return the frames of an APNG (`acTL`, `fcTL`), one frame for any other PNG."""
    is_animated = False
    frame_count = 0
    duration_s = 0.0
    for kind, content in png_chunks(data):
        if kind == b"acTL":
            is_animated = True
        elif kind == b"fcTL" and len(content) >= 26:
            numerator = int.from_bytes(content[20:22], "big")
            denominator = int.from_bytes(content[22:24], "big") or 100
            frame_count += 1
            duration_s += numerator / denominator
    return Animation(frame_count, duration_s) if is_animated and frame_count > 1 else Animation()


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, content) of each segment before the image data of a JPEG."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in {0xD9, 0xDA}:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:
            return
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, content) of each chunk of a WebP but its image data.

    Of a frame (``ANMF``) only the header is given.
    """
    at = 12
    while at + 8 <= len(data):
        kind = data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if kind == b"ANMF":
            yield kind, data[at + 8 : at + 8 + min(length, 16)]
        elif kind not in {b"VP8 ", b"VP8L", b"ALPH"}:
            yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def webp_animation(data: bytes) -> Animation:
    """Return the frames of an animated WebP, one frame for any other."""
    delays_ms = [
        int.from_bytes(content[12:15], "little")
        for kind, content in webp_chunks(data)
        if kind == b"ANMF" and len(content) >= 16
    ]
    return Animation(len(delays_ms), sum(delays_ms) / 1000) if len(delays_ms) > 1 else Animation()


def gif_parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a GIF: ("comment", text), ("control", 4 bytes), ("frame", b"")."""
    at = 13 + _gif_colour_bytes(data[10:11])
    while at + 2 <= len(data):
        introducer, label = data[at], data[at + 1]
        if introducer == 0x21:
            content, at = _gif_blocks(data, at + 2, is_kept=label in {0xFE, 0xF9})
            if label == 0xFE:
                yield "comment", content
            elif label == 0xF9:
                yield "control", content
        elif introducer == 0x2C:
            start = at + 10 + _gif_colour_bytes(data[at + 9 : at + 10]) + 1
            _, at = _gif_blocks(data, start, is_kept=False)
            yield "frame", b""
        else:
            return


def gif_animation(data: bytes) -> Animation:
    """Return the frames of a GIF and how long a viewer shows them."""
    frame_count = 0
    duration_cs = 0
    delay_cs = 0
    for part, content in gif_parts(data):
        if part == "control" and len(content) >= 3:
            delay_cs = int.from_bytes(content[1:3], "little")
        elif part == "frame":
            frame_count += 1
            duration_cs += _GIF_SHOWN_DELAY_CS if delay_cs < _GIF_LEAST_DELAY_CS else delay_cs
            delay_cs = 0
    return Animation(frame_count, duration_cs / 100) if frame_count > 1 else Animation()


def unpacked(data: bytes) -> bytes | None:
    """Inflate zlib data of at most `MOST_TEXT_BYTES`; None when it is damaged or longer."""
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(data, MOST_TEXT_BYTES)
    except zlib.error:
        return None
    return content if inflater.eof else None


def _png_decode(kind: bytes, text: bytes) -> str:
    """Decode iTXt as UTF-8; tEXt is Latin-1 by the standard and UTF-8 in many files."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("utf-8", "replace") if kind == b"iTXt" else text.decode("latin-1")


def _gif_colour_bytes(packed: bytes) -> int:
    flags = packed[0] if packed else 0
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int, *, is_kept: bool) -> tuple[bytes, int]:
    """Return the joined sub-blocks that begin at `at`, and where they end."""
    kept: list[bytes] = []
    while at < len(data) and (length := data[at]):
        if is_kept:
            kept.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    return b"".join(kept), at + 1
