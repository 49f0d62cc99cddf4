"""A small reader of Exif: only what we use, and nothing it meets can make it fail.

The layout is that of TIFF 6.0 (section 2) with the Exif sub-directory of CIPA DC-008. Offsets
and counts come from a stranger's file, so every one is checked before it is believed.
"""

import struct

IMAGE_DESCRIPTION = 0x010E
MAKE = 0x010F
MODEL = 0x0110
ORIENTATION = 0x0112
SOFTWARE = 0x0131
DATE_TIME = 0x0132
DATE_TIME_ORIGINAL = 0x9003
DATE_TIME_DIGITIZED = 0x9004
OFFSET_TIME = 0x9010
OFFSET_TIME_ORIGINAL = 0x9011
OFFSET_TIME_DIGITIZED = 0x9012
MAKER_NOTE = 0x927C
USER_COMMENT = 0x9286

_EXIF_DIRECTORY = 0x8769
_UNIT_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_MOST_ENTRIES = 500
_COMMENT_PREFIX_BYTES = 8


class Exif:
    """The entries of one Exif block: those of the main directory and of its Exif directory.

    Attributes:
        is_little_endian: the block's byte order.
    """

    def __init__(self, block: bytes) -> None:
        """Read a block; with or without the ``Exif`` mark in front. Nonsense gives no entries."""
        self._block = block[6:] if block.startswith(b"Exif\0\0") else block
        self.is_little_endian = self._block.startswith(b"II")
        self._order = "<" if self.is_little_endian else ">"
        self._values: dict[int, tuple[int, bytes]] = {}
        if self._block[:2] in {b"II", b"MM"} and len(self._block) >= 8:
            self._read_directory(self._number("I", 4))
            directory = self.number(_EXIF_DIRECTORY)
            if directory is not None:
                self._read_directory(directory)

    def bytes_of(self, tag: int) -> bytes | None:
        """Return an entry's bytes as they stand, or None."""
        found = self._values.get(tag)
        return None if found is None else found[1]

    def number(self, tag: int) -> int | None:
        """Return an entry's first whole number, or None."""
        kind, value = self._values.get(tag, (0, b""))
        if kind == 3 and len(value) >= 2:
            return int(struct.unpack(self._order + "H", value[:2])[0])
        if kind == 4 and len(value) >= 4:
            return int(struct.unpack(self._order + "I", value[:4])[0])
        return None

    def text(self, tag: int) -> str:
        """Return an entry as text without its closing NUL, or ""."""
        value = self.bytes_of(tag)
        return "" if value is None else decode_text(value.rstrip(b"\0"))

    def user_comment(self) -> str:
        """Return the UserComment, whichever of its encodings it is in, or ""."""
        value = self.bytes_of(USER_COMMENT)
        return "" if value is None else self._decode_comment(value)

    def _decode_comment(self, value: bytes) -> str:
        prefix, rest = value[:_COMMENT_PREFIX_BYTES], value[_COMMENT_PREFIX_BYTES:]
        if prefix == b"UNICODE\0":
            return _decode_utf16(rest, is_little_endian=self.is_little_endian)
        if prefix in {b"ASCII\0\0\0", b"JIS\0\0\0\0\0", b"\0" * _COMMENT_PREFIX_BYTES}:
            return decode_text(rest.rstrip(b"\0"))
        return decode_text(value.rstrip(b"\0"))

    def _number(self, kind: str, at: int) -> int:
        return int(struct.unpack_from(self._order + kind, self._block, at)[0])

    def _read_directory(self, at: int) -> None:
        if at + 2 > len(self._block):
            return
        count = min(self._number("H", at), _MOST_ENTRIES)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            if entry + 12 > len(self._block):
                return
            tag, kind = self._number("H", entry), self._number("H", entry + 2)
            length_bytes = self._number("I", entry + 4) * _UNIT_BYTES.get(kind, 0)
            start = entry + 8 if length_bytes <= 4 else self._number("I", entry + 8)
            if length_bytes > 0 and start + length_bytes <= len(self._block):
                value = self._block[start : start + length_bytes]
                self._values.setdefault(tag, (kind, value))


def decode_text(value: bytes) -> str:
    """Decode bytes that are UTF-8 or else Latin-1; never fails."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _decode_utf16(value: bytes, *, is_little_endian: bool) -> str:
    """Decode UTF-16 whose byte order writers disagree on: a mark, else what reads as text.

    The standard says the order of the Exif block; Stable Diffusion programs write big-endian
    into either. In text, one of the two bytes of most units is the same small number.
    """
    if value.startswith((b"\xff\xfe", b"\xfe\xff")):
        return value.decode("utf-16", "replace").rstrip("\0")
    sample = value[:4096]
    first_zeros, second_zeros = sample[::2].count(0), sample[1::2].count(0)
    if first_zeros == second_zeros:
        codec = _codec_with_fewer_odd_characters(sample, is_little_endian=is_little_endian)
    else:
        codec = "utf-16-be" if first_zeros > second_zeros else "utf-16-le"
    return value[: len(value) // 2 * 2].decode(codec, "replace").rstrip("\0")


def _codec_with_fewer_odd_characters(sample: bytes, *, is_little_endian: bool) -> str:
    codecs = ("utf-16-le", "utf-16-be") if is_little_endian else ("utf-16-be", "utf-16-le")
    return min(codecs, key=lambda codec: _odd_characters(sample[: len(sample) & ~1], codec))


def _odd_characters(sample: bytes, codec: str) -> int:
    return sum(not c.isprintable() and not c.isspace() for c in sample.decode(codec, "replace"))
