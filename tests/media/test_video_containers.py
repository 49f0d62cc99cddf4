import io
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.media import kinds
from desktop_app.media.video_containers import Box, boxes, content_of, is_cut_off
from tests.media.made_clips import CONTAINERS, box, clip
from tests.media.made_files import put

_KINDS = {kind.extension: kind for kind in kinds.ALL_KINDS}


def walked(folder: Path, data: bytes) -> list[tuple[bytes, bytes]]:
    with FileIO(put(folder, "a", data)) as file:
        return [(found.kind, content_of(file, found)) for found in boxes(file, len(data))]


def is_cut(folder: Path, kind: kinds.Kind, data: bytes) -> bool:
    with FileIO(put(folder, "a", data)) as file:
        return is_cut_off(file, kind, len(data))


def test_boxes_of_every_size(tmp_path: Path) -> None:
    large = b"\0\0\0\1uuid" + (20).to_bytes(8, "big") + b"four"
    to_the_end = b"\0\0\0\0mdatall the rest"
    assert walked(tmp_path, box(b"ftyp", b"isom") + large + to_the_end) == [
        (b"ftyp", b"isom"),
        (b"uuid", b"four"),
        (b"mdat", b"all the rest"),
    ]


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"\0\0\0",
        b"\0\0\0\5uuid",
        b"\0\0\0\1uuid" + bytes(8),
        b"\0\0\0\1uuid\0",
        b"\0\0\0\1uuid" + b"\0" * 7 + b"\x0f",
    ],
)
def test_nonsense_ends_the_walk(tmp_path: Path, tail: bytes) -> None:
    assert walked(tmp_path, box(b"ftyp", b"isom") + tail)[:1] == [(b"ftyp", b"isom")]
    assert len(walked(tmp_path, box(b"ftyp", b"isom") + tail)) <= 2


def test_a_box_larger_than_anybody_reads(tmp_path: Path) -> None:
    huge = b"\0\0\0\1uuid" + b"\x7f" + b"\xff" * 7 + b"short"
    assert walked(tmp_path, huge) == [(b"uuid", b"")]
    with FileIO(put(tmp_path, "a", huge)) as file:
        assert list(boxes(file, len(huge))) == [Box(b"uuid", 16, 0x7FFFFFFFFFFFFFFF)]


@pytest.mark.parametrize("extension", CONTAINERS)
def test_whole_files_are_not_cut_off_and_others_are(tmp_path: Path, extension: str) -> None:
    kind = _KINDS[extension]
    data = clip(extension)
    assert not is_cut(tmp_path, kind, data)
    assert not is_cut(tmp_path, kind, data + b"\0\0\xff\xffmore")
    assert is_cut(tmp_path, kind, data[: len(data) - 30])


def test_what_has_no_end_is_not_cut_off(tmp_path: Path) -> None:
    live = clip("webm", options={"live": "1"})
    assert not is_cut(tmp_path, kinds.WEBM, live)
    assert not is_cut(tmp_path, kinds.WEBM, live[:-30]), "nobody can tell"
    assert not is_cut(tmp_path, kinds.MP4, box(b"ftyp", b"isom") + b"\0\0\0\0mdat")
    assert not is_cut(tmp_path, kinds.MP4, box(b"ftyp", b"isom") + b"\0\0\1\0free")


@pytest.mark.parametrize("tail", [b"", b"\0\0\0\0", b"\x80\x18\x53\x80\x67"])
def test_heads_alone_say_nothing(tmp_path: Path, tail: bytes) -> None:
    for kind in (kinds.WEBM, kinds.MP4):
        assert not is_cut(tmp_path, kind, b"\x1a\x45\xdf\xa3" + tail)
        assert not is_cut(tmp_path, kind, tail)


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_a_walker_fail(tmp_path: Path, noise: bytes) -> None:
    far = b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xf0"
    for head in (b"", box(b"ftyp", b"isom"), far, b"\x1a\x45\xdf\xa3\x80", b"RIFF"):
        walked(tmp_path, head + noise)
        for kind in (kinds.MP4, kinds.MATROSKA, kinds.AVI):
            is_cut(tmp_path, kind, head + noise)


def test_boxes_without_end_end(tmp_path: Path) -> None:
    data = box(b"free", b"") * 100_001
    with FileIO(put(tmp_path, "a", data)) as file:
        assert sum(1 for _ in boxes(file, len(data))) == 100_000
        assert file.seek(0, io.SEEK_END) == len(data)
