import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.media import exif, kinds
from desktop_app.media.containers import (
    MOST_TEXT_BYTES,
    gif_animation,
    gif_parts,
    jpeg_segments,
    png_animation,
    png_chunks,
    png_text,
    webp_animation,
    webp_chunks,
)
from desktop_app.media.exif import Exif
from desktop_app.media.text_places import texts_inside
from tests.media.made_files import (
    UNDEFINED,
    USER_COMMENT,
    animated,
    exif_block,
    jpeg,
    picture,
    png,
    riff,
    saved,
    text_chunk,
    webp_with_exif,
)


def test_png_texts_in_all_three_chunks() -> None:
    packed = zlib.compress("packed ü".encode())
    data = png(
        text_chunk("plain", "grün"),
        (b"zTXt", b"zipped\0\0" + zlib.compress("süß".encode("latin-1"))),
        (b"iTXt", b"wide\0\1\0de\0breit\0" + packed),
        (b"tEXt", "utf8\0日本".encode()),
    )
    assert texts_inside(data, kinds.PNG) == {
        "plain": "grün",
        "zipped": "süß",
        "wide": "packed ü",
        "utf8": "日本",
    }


def test_a_text_met_twice_is_kept_twice() -> None:
    data = png(text_chunk("Comment", "one"), text_chunk("Comment", "two"))
    assert texts_inside(data, kinds.PNG) == {"Comment": "one", "Comment (2)": "two"}


@pytest.mark.parametrize(
    "content", [b"no separator", b"k\0\0not zlib", b"k\0\0" + zlib.compress(bytes(100))[:-6]]
)
def test_damaged_texts_are_left_out(content: bytes) -> None:
    assert png_text(b"zTXt", content) is None


def test_a_text_that_unpacks_to_too_much_is_left_out() -> None:
    bomb = zlib.compress(bytes(MOST_TEXT_BYTES + 1))
    assert png_text(b"zTXt", b"bomb\0\0" + bomb) is None
    assert texts_inside(png((b"zTXt", b"bomb\0\0" + bomb)), kinds.PNG) == {}


def test_all_texts_together_are_bounded() -> None:
    long = "x" * (5 * 1024**2)
    data = png(text_chunk("a", long), text_chunk("b", long), text_chunk("c", "short"))
    assert set(texts_inside(data, kinds.PNG)) == {"a", "c"}


def test_a_chunk_that_claims_two_gigabytes_ends_the_walk() -> None:
    data = png(text_chunk("a", "kept"))[:-12] + struct.pack(">I", 2**31) + b"tEXtb\0"
    assert texts_inside(data, kinds.PNG) == {"a": "kept"}


def test_frames_and_durations() -> None:
    for walk, pillow_format in (
        (gif_animation, "GIF"),
        (png_animation, "PNG"),
        (webp_animation, "WEBP"),
    ):
        moving = walk(animated(pillow_format, 3, 120))
        assert (moving.frame_count, round(moving.duration_s, 2)) == (3, 0.36)
        still = walk(saved(picture(), pillow_format))
        assert (still.is_animated, still.duration_s) == (False, 0)


def test_a_gif_in_a_hurry_is_shown_at_ten_frames_a_second() -> None:
    assert gif_animation(animated("GIF", 4, 0)).duration_s == pytest.approx(0.4)


def test_gif_comments() -> None:
    data = saved(picture(), "GIF", comment=b"x" * 700)
    assert ("comment", b"x" * 700) in list(gif_parts(data))


def test_jpeg_segments_and_webp_chunks() -> None:
    data = jpeg((0xFE, b"hello"), (0xE1, b"more"))
    assert list(jpeg_segments(data))[:2] == [(0xFE, b"hello"), (0xE1, b"more")]
    filled = data[:2] + b"\xff" + data[2:]
    assert next(iter(jpeg_segments(filled))) == (0xFE, b"hello")
    assert list(jpeg_segments(b"\xff\xd8\xff\xe0\0\1")) == []
    assert list(jpeg_segments(b"\xff\xd8garbage here")) == []
    assert list(webp_chunks(riff((b"XMP ", b"abc"), (b"VP8 ", b"skipped"), (b"EXIF", b"e")))) == [
        (b"XMP ", b"abc"),
        (b"EXIF", b"e"),
    ]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("comment", "text"),
    [
        (b"UNICODE\0" + "Ein Füchslein".encode("utf-16-be"), "Ein Füchslein"),
        (b"UNICODE\0" + "Ein Füchslein".encode("utf-16-le"), "Ein Füchslein"),
        (b"UNICODE\0" + "日本の山と湖".encode("utf-16-be"), "日本の山と湖"),
        (b"UNICODE\0" + "Füchslein".encode("utf-16"), "Füchslein"),
        (b"ASCII\0\0\0plain text\0\0", "plain text"),
        (b"\0" * 8 + b"undefined", "undefined"),
        ("{no prefix} ü".encode(), "{no prefix} ü"),
        (b"caf\xe9 latin", "café latin"),
        (b"UNICODE\0", ""),
    ],
)
def test_user_comments_in_every_encoding(order: str, comment: bytes, text: str) -> None:
    block = Exif(exif_block([(USER_COMMENT, UNDEFINED, comment)], order=order))
    assert block.user_comment() == text


def test_odd_length_utf16_does_not_fail() -> None:
    block = exif_block([(USER_COMMENT, UNDEFINED, b"UNICODE\0" + "abc".encode("utf-16-be") + b"x")])
    assert Exif(block).user_comment() == "abc"


def test_exif_numbers_and_texts() -> None:
    block = exif_block(
        [
            (exif.ORIENTATION, 3, struct.pack(">H", 6)),
            (exif.MODEL, 2, b"prompt:{}\0"),
            (0x100, 4, struct.pack(">I", 70_000)),
        ]
    )
    for data in (block, b"Exif\0\0" + block):
        assert Exif(data).number(exif.ORIENTATION) == 6
        assert Exif(data).number(0x100) == 70_000
        assert Exif(data).number(exif.MODEL) is None
        assert Exif(data).text(exif.MODEL) == "prompt:{}"
        assert Exif(data).text(exif.MAKE) == ""
        assert Exif(data).bytes_of(exif.MAKE) is None
        assert Exif(data).user_comment() == ""


def test_exif_that_points_outside_or_at_itself_is_survived() -> None:
    beyond = b"MM\0*" + struct.pack(">I", 10_000)
    cut = exif_block([(exif.MODEL, 2, b"long enough to be elsewhere\0")])[:30]
    itself = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + b"\0\0\0\0"
    for block in (beyond, cut, itself, b"", b"MM", b"II*\0\xff\xff\xff\xff"):
        assert Exif(block).text(exif.MODEL) == ""


@given(st.binary(max_size=400))
def test_no_bytes_make_a_walker_fail(noise: bytes) -> None:
    for head in (
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\1\0\1\0\x80\0\0",
        b"RIFF\0\0\0\0WEBP",
        b"\xff\xd8",
    ):
        data = head + noise
        list(png_chunks(data))
        list(jpeg_segments(data))
        list(webp_chunks(data))
        list(gif_parts(data))
        for kind in kinds.ALL_KINDS:
            texts_inside(data, kind, exif_block=noise, xmp=noise)
    Exif(b"II*\0\x08\0\0\0" + noise).user_comment()
    png_text(b"iTXt", noise)


@given(st.data())
def test_no_flipped_byte_makes_a_walker_fail(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(_WHOLE))
    changed = bytearray(whole)
    for _ in range(3):
        at = data.draw(st.integers(0, len(whole) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    for kind in (kinds.PNG, kinds.JPEG, kinds.WEBP, kinds.GIF):
        texts_inside(bytes(changed), kind)
    gif_animation(bytes(changed))
    png_animation(bytes(changed))
    webp_animation(bytes(changed))


_COMMENTED = exif_block([(USER_COMMENT, UNDEFINED, b"UNICODE\0" + "text".encode("utf-16-be"))])
_HEADS = (
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a\1\0\1\0\x80\0\0",
    b"RIFF\0\0\0\0WEBP",
    b"\xff\xd8",
)
_WHOLE = (
    png(text_chunk("a", "b"), (b"eXIf", _COMMENTED)),
    animated("GIF"),
    animated("WEBP"),
    webp_with_exif(_COMMENTED),
    jpeg((0xE1, b"Exif\0\0" + _COMMENTED)),
)
