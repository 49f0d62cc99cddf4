"""Collecting the texts of a file: where they stand, not what they mean."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop_app.domain.errors import MediaError
from desktop_app.media import exif, kinds
from desktop_app.media.containers import (
    gif_parts,
    jpeg_segments,
    png_chunks,
    png_text,
    webp_chunks,
)
from desktop_app.media.exif import Exif, decode_text
from desktop_app.media.generation import c2pa
from desktop_app.media.generation import texts as places
from desktop_app.media.sources import open_regular, reading_errors

_LARGEST_BESIDE_BYTES = 1024**2
_MOST_TEXT_CHARACTERS = 8 * 1024**2
"""All texts of one file together; what comes after that is left out."""
_EXIF_TEXTS = (
    (places.MAKE, exif.MAKE),
    (places.CAMERA_MODEL, exif.MODEL),
    (places.SOFTWARE, exif.SOFTWARE),
    (places.MAKER_NOTE, exif.MAKER_NOTE),
    (places.IMAGE_DESCRIPTION, exif.IMAGE_DESCRIPTION),
)
_LONGEST_NOTE_CHARACTERS = 64
"""Maker notes are mostly a camera's binary; the one text we want is a single word."""
_XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"


def texts_inside(
    data: bytes, kind: kinds.Kind, *, exif_block: bytes = b"", xmp: bytes = b""
) -> dict[str, str]:
    """Return the texts in a file by place.

    Args:
        data: the file.
        kind: what it is.
        exif_block: Exif that a decoder found, for containers we do not walk (AVIF, TIFF).
        xmp: XMP likewise.
    """
    return bounded(_all_texts(data, kind, exif_block, xmp))


def bounded(all_texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return those of a file's texts that are not empty, as many as we keep, by place."""
    found: dict[str, str] = {}
    room = _MOST_TEXT_CHARACTERS
    for place, text in all_texts:
        if text and len(text) <= room:
            room -= len(text)
            found[_free_name(found, place)] = text
    return found


def exif_of(data: bytes, kind: kinds.Kind) -> Exif | None:
    """Return the Exif of a JPEG, PNG or WebP, or None."""
    if kind == kinds.JPEG:
        blocks = (c for m, c in jpeg_segments(data) if m == 0xE1 and c.startswith(b"Exif\0\0"))
    elif kind == kinds.PNG:
        blocks = (content for name, content in png_chunks(data) if name == b"eXIf")
    elif kind == kinds.WEBP:
        blocks = (content for name, content in webp_chunks(data) if name == b"EXIF")
    else:
        return None
    block = next(blocks, None)
    return None if block is None else Exif(block)


def texts_beside(path: Path) -> dict[str, str]:
    """Return the texts in ``picture.txt`` and ``picture.json`` beside ``picture.png``."""
    found: dict[str, str] = {}
    for place, suffix in ((places.TEXT_BESIDE, ".txt"), (places.JSON_BESIDE, ".json")):
        for beside in (path.with_suffix(suffix), path.with_name(path.name + suffix)):
            text = _small_text(beside) if place not in found else ""
            if text:
                found[place] = text
    return found


def _all_texts(
    data: bytes, kind: kinds.Kind, exif_block: bytes, xmp: bytes
) -> Iterator[tuple[str, str]]:
    if kind == kinds.PNG:
        yield from _png_texts(data)
    elif kind == kinds.JPEG:
        yield from _jpeg_texts(data)
    elif kind == kinds.WEBP:
        yield from ((places.XMP, decode_text(c)) for n, c in webp_chunks(data) if n == b"XMP ")
    elif kind == kinds.GIF:
        comments = (content for part, content in gif_parts(data) if part == "comment")
        yield from ((places.GIF_COMMENT, decode_text(comment)) for comment in comments)
    block = exif_of(data, kind) or (Exif(exif_block) if exif_block else None)
    if block is not None:
        yield from _exif_texts(block)
    if xmp:
        yield places.XMP, decode_text(xmp)


def _png_texts(data: bytes) -> Iterator[tuple[str, str]]:
    for kind, content in png_chunks(data):
        if kind in {b"tEXt", b"zTXt", b"iTXt"}:
            pair = png_text(kind, content)
            if pair is not None:
                yield pair if pair[0] != "XML:com.adobe.xmp" else (places.XMP, pair[1])
        elif kind == b"comf":
            # keyword, NUL, text: as ComfyUI's animated PNGs write it
            keyword, _, text = content.partition(b"\0")
            yield f"comf:{decode_text(keyword[:40])}", decode_text(text)
        elif kind == b"caBX":
            yield places.C2PA, c2pa.maker_of(content)


def _jpeg_texts(data: bytes) -> Iterator[tuple[str, str]]:
    manifest: list[bytes] = []
    for marker, content in jpeg_segments(data):
        if marker == 0xFE:
            yield places.JPEG_COMMENT, decode_text(content.rstrip(b"\0"))
        elif marker == 0xE1 and content.startswith(_XMP_MARK):
            yield places.XMP, decode_text(content[len(_XMP_MARK) :])
        elif marker == 0xEB and content.startswith(b"JP"):
            manifest.append(content[8:])
    if manifest:
        yield places.C2PA, c2pa.maker_of(b"".join(manifest))


def _exif_texts(block: Exif) -> Iterator[tuple[str, str]]:
    yield places.USER_COMMENT, block.user_comment()
    for place, tag in _EXIF_TEXTS:
        text = block.text(tag)
        is_wanted = place != places.MAKER_NOTE or len(text) <= _LONGEST_NOTE_CHARACTERS
        if is_wanted:
            yield place, text


def _free_name(found: dict[str, str], place: str) -> str:
    """Return the place's name, numbered when it was met before in this file."""
    name, number = place, 1
    while name in found:
        number += 1
        name = f"{place} ({number})"
    return name


def _small_text(path: Path) -> str:
    try:
        with open_regular(path) as file, reading_errors():
            data = file.read(_LARGEST_BESIDE_BYTES + 1)
    except MediaError:
        return ""
    return decode_text(data.removeprefix(b"\xef\xbb\xbf")) if _is_small(data) else ""


def _is_small(data: bytes) -> bool:
    return len(data) <= _LARGEST_BESIDE_BYTES
