"""Picture files made byte by byte, in the formats generators document."""

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

USER_COMMENT = 0x9286
ASCII, UNDEFINED = 2, 7

INFOTEXT = (
    "a red fox, <lora:furry:0.8> snow\nsecond line\n"
    "Negative prompt: blurry, lowres\nugly\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 18446744073709551615,"
    ' Size: 832x1216, Model hash: abc, Model: sdxl, Lora hashes: "furry: 1f2e, other: 3a",'
    ' Hires prompt: "a, \\"b\\"", Version: v1.9.4'
)


def picture(size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """A small picture that gets lighter to the right."""
    image = Image.linear_gradient("L").rotate(90).resize(size)
    return image.convert(mode)


def saved(image: Image.Image, pillow_format: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, pillow_format, **options)
    return target.getvalue()


def red_corner(orientation: int = 1) -> Image.Image:
    """Return 160 × 96 pixels, red at the top left, as they are stored with this orientation.

    Args:
        orientation: Exif's, 1 to 8: what turns the picture upright again.
    """
    upright = Image.new("RGB", (160, 96), (200, 200, 200))
    upright.paste((220, 20, 20), (0, 0, 40, 40))
    return {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]


def png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(*chunks: tuple[bytes, bytes], image: Image.Image | None = None) -> bytes:
    """A PNG with these chunks right after its header."""
    plain = saved(image or picture(), "PNG")
    end_of_header = 8 + 12 + 13
    extra = b"".join(png_chunk(kind, content) for kind, content in chunks)
    return plain[:end_of_header] + extra + plain[end_of_header:]


def text_chunk(keyword: str, text: str) -> tuple[bytes, bytes]:
    """A tEXt chunk where Latin-1 will do, else iTXt, as Pillow and A1111 write them."""
    try:
        return b"tEXt", keyword.encode() + b"\0" + text.encode("latin-1")
    except UnicodeEncodeError:
        return b"iTXt", keyword.encode() + b"\0\0\0\0\0" + text.encode()


def png_with(texts: dict[str, str], image: Image.Image | None = None) -> bytes:
    return png(*(text_chunk(keyword, text) for keyword, text in texts.items()), image=image)


def exif_block(
    entries: Sequence[tuple[int, int, bytes]], *, order: str = ">", is_nested: bool = True
) -> bytes:
    """A TIFF block with these (tag, type, value); tags from 0x9000 up in the Exif directory."""
    inner = [entry for entry in entries if entry[0] >= 0x8FFF and is_nested]
    outer = [entry for entry in entries if entry not in inner]
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8)
    count = len(outer) + bool(inner)
    after_outer = 8 + 2 + 12 * count + 4
    body, tail, at = b"", b"", after_outer
    rows = []
    for tag, kind, value in outer:
        row, more = _row(order, tag, kind, value, at)
        rows.append(row)
        tail += more
        at += len(more)
    if inner:
        rows.append(struct.pack(order + "HHII", 0x8769, 4, 1, at))
    body = struct.pack(order + "H", count) + b"".join(rows) + b"\0\0\0\0"
    block = head + body + tail
    if inner:
        start = at + 2 + 12 * len(inner) + 4
        rows, tail = [], b""
        for tag, kind, value in inner:
            row, more = _row(order, tag, kind, value, start + len(tail))
            rows.append(row)
            tail += more
        block += struct.pack(order + "H", len(inner)) + b"".join(rows) + b"\0\0\0\0" + tail
    return block


def _row(order: str, tag: int, kind: int, value: bytes, at: int) -> tuple[bytes, bytes]:
    unit = {3: 2, 4: 4}.get(kind, 1)
    head = struct.pack(order + "HHI", tag, kind, len(value) // unit)
    if len(value) <= 4:
        return head + value.ljust(4, b"\0"), b""
    return head + struct.pack(order + "I", at), value


def jpeg(*segments: tuple[int, bytes], image: Image.Image | None = None) -> bytes:
    """A JPEG with these (marker, content) segments first."""
    plain = saved(image or picture(), "JPEG")
    extra = b"".join(
        bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content
        for marker, content in segments
    )
    return plain[:2] + extra + plain[2:]


def jpeg_with_exif(block: bytes, image: Image.Image | None = None) -> bytes:
    return jpeg((0xE1, b"Exif\0\0" + block), image=image)


def jpeg_with_comment(comment: bytes, order: str = ">") -> bytes:
    return jpeg_with_exif(exif_block([(USER_COMMENT, UNDEFINED, comment)], order=order))


def webp_with_exif(block: bytes, image: Image.Image | None = None) -> bytes:
    return saved(image or picture(), "WEBP", exif=block)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
        for kind, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def animated(pillow_format: str, frame_count: int = 3, duration_ms: int = 120) -> bytes:
    frames = [picture().rotate(30 * number) for number in range(frame_count)]
    return saved(
        frames[0], pillow_format, save_all=True, append_images=frames[1:], duration=duration_ms
    )


def with_hidden(text: bytes, mark: bytes = b"stealth_pngcomp") -> Image.Image:
    """A picture with text in the lowest bits of its alpha channel, down the columns."""
    stream = mark + struct.pack(">I", len(text) * 8) + text
    bits = "".join(f"{byte:08b}" for byte in stream)
    image = picture((96, 96), "RGBA")
    alpha = Image.new("L", image.size, 254)
    for position, bit in enumerate(bits):
        alpha.putpixel(divmod(position, image.height), 254 | int(bit))
    image.putalpha(alpha)
    return image


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
