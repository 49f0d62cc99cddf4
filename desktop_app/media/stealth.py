"""Texts hidden in the lowest bits of the alpha channel, as NovelAI writes them.

Bits run down the columns, left to right: the mark ``stealth_pngcomp`` (packed with gzip) or
``stealth_pnginfo``, a 32-bit big-endian count of bits, then the text in UTF-8.
"""

import zlib

from PIL import Image

from desktop_app.media.containers import MOST_TEXT_BYTES

_PACKED = b"stealth_pngcomp"
_PLAIN = b"stealth_pnginfo"
_HEAD_BYTES = len(_PACKED) + 4
_LOWEST_BIT = bytes(ord("0") + (value & 1) for value in range(256))


def hidden_text(image: Image.Image) -> str:
    """Return the text hidden in a decoded picture, or "". Costs next to nothing without one."""
    if image.mode != "RGBA":
        return ""
    head = _bytes_of(image, _HEAD_BYTES)
    mark, size_bits = head[: len(_PACKED)], int.from_bytes(head[len(_PACKED) :], "big")
    if mark not in {_PACKED, _PLAIN} or size_bits // 8 > image.width * image.height // 8:
        return ""
    content = _bytes_of(image, _HEAD_BYTES + size_bits // 8)[_HEAD_BYTES:]
    if mark == _PACKED:
        try:
            content = zlib.decompressobj(wbits=31).decompress(content, MOST_TEXT_BYTES)
        except zlib.error:
            return ""
    return content.decode("utf-8", "replace")


def _bytes_of(image: Image.Image, count: int) -> bytes:
    """Return the first `count` bytes of the hidden stream, or b"" when there is no room."""
    if count * 8 > image.width * image.height:
        return b""
    columns = min(image.width, -(-count * 8 // image.height))
    strip = image.crop((0, 0, columns, image.height)).getchannel("A")
    bits = strip.transpose(Image.Transpose.TRANSPOSE).tobytes()[: count * 8].translate(_LOWEST_BIT)
    return int(bits, 2).to_bytes(count, "big") if bits else b""
