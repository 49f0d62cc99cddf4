import hashlib
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop_app.domain.errors import MediaError
from desktop_app.media import kinds, sources, video_containers, video_texts, videos
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.prepared import Prepared
from desktop_app.media.probe import prepare, render
from tests.media.made_clips import (
    CONTAINERS,
    FRAMES_PER_S,
    Painter,
    box,
    clip,
    frame_of,
    sound_only,
    still,
)
from tests.media.made_files import picture, put, red_corner, saved

BLACK = Image.new("RGB", (64, 48))
GREY = Image.new("RGB", (64, 48), (90, 90, 90))
RED = Image.new("RGB", (64, 48), (200, 30, 30))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def colour_of(data: bytes, at: tuple[int, int] = (20, 20)) -> tuple[int, ...]:
    pixel = opened(data).convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel


def is_near(found: tuple[int, ...], wanted: tuple[int, ...], within: int = 8) -> bool:
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


def looked_at(folder: Path, data: bytes) -> Prepared:
    return prepare(put(folder, "clip", data))


def code_of(folder: Path, data: bytes, *, pixel_limit: int = 10**8) -> str:
    with pytest.raises(MediaError) as caught:
        prepare(put(folder, "clip", data), pixel_limit=pixel_limit)
    return caught.value.code


@pytest.mark.parametrize("extension", CONTAINERS)
def test_the_facts_of_every_container(tmp_path: Path, extension: str) -> None:
    data = clip(extension, still(picture((640, 360))), has_sound=extension == "mkv")
    path = put(tmp_path, "wrong.extension", data)
    os.utime(path, ns=(10**18, 10**18))
    prepared = prepare(path)
    facts = prepared.probe
    assert (facts.mime_type, facts.extension) == (CONTAINERS[extension][2], extension)
    assert facts.asset_type == "video"
    assert (facts.width_px, facts.height_px) == (640, 360)
    assert facts.duration_seconds == pytest.approx(0.5, abs=0.05)
    assert facts.is_animated
    assert facts.content_hash == hashlib.sha256(data).hexdigest()
    assert facts.file_size_bytes == len(data)
    assert (facts.modified_at_us, facts.captured_at_us) == (10**15, None)
    assert opened(prepared.rendition).size == (256, 144)
    assert opened(prepared.rendition).format == "JPEG"
    as_picture = prepare(put(tmp_path, "a.png", saved(picture((640, 360)), "PNG")))
    assert (prepared.perceptual_hash ^ as_picture.perceptual_hash).bit_count() <= 4


@pytest.mark.parametrize("size_px", [256, 512, 1600])
def test_renditions_have_the_longest_edge_asked_for(tmp_path: Path, size_px: int) -> None:
    large = put(tmp_path, "a", clip("mp4", still(picture((960, 1920))), frame_count=2))
    assert opened(render(large, size_px)).size == (size_px // 2, size_px)
    small = put(tmp_path, "b", clip("webm", still(picture((40, 30))), frame_count=2))
    assert opened(render(small, size_px)).size == (40, 30), "nothing is enlarged"


def frames_of(*series: tuple[Image.Image, int]) -> Painter:
    frames = [image for image, count in series for _ in range(count)]
    return lambda number: frames[number]


def test_the_first_frame_stands_for_a_video(tmp_path: Path) -> None:
    brighter_later = frames_of((GREY, 6), (Image.new("RGB", (64, 48), "white"), 6))
    rendition = looked_at(tmp_path, clip("mp4", brighter_later)).rendition
    assert is_near(colour_of(rendition), (90, 90, 90))


@pytest.mark.parametrize("extension", CONTAINERS)
def test_a_black_beginning_is_passed_over(tmp_path: Path, extension: str) -> None:
    data = clip(extension, frames_of((BLACK, 10), (RED, 4)), frame_count=14)
    assert is_near(colour_of(looked_at(tmp_path, data).rendition), (200, 30, 30), 14)


def test_a_fade_in_is_shown_at_its_brightest_within_a_second(tmp_path: Path) -> None:
    def fading(number: int) -> Image.Image:
        return Image.new("RGB", (64, 48), (number * 4,) * 3)

    rendition = looked_at(tmp_path, clip("mp4", fading, frame_count=48)).rendition
    last_in_the_first_second = (FRAMES_PER_S - 1) * 4
    assert is_near(colour_of(rendition), (last_in_the_first_second,) * 3)


def test_a_video_that_is_black_for_long_shows_the_least_black_frame(tmp_path: Path) -> None:
    dim = Image.new("RGB", (64, 48), (16, 16, 16))
    painter = frames_of((BLACK, 5), (dim, 1), (BLACK, 30), (RED, 4))
    rendition = looked_at(tmp_path, clip("mp4", painter, frame_count=40)).rendition
    assert is_near(colour_of(rendition), (16, 16, 16), 5), "red comes after the first second"


def test_a_few_lights_in_the_dark_are_something_to_see(tmp_path: Path) -> None:
    night = BLACK.copy()
    night.paste((255, 240, 200), (10, 10, 26, 24))
    rendition = looked_at(tmp_path, clip("mp4", frames_of((night, 4), (RED, 8)))).rendition
    assert is_near(colour_of(rendition, (40, 40)), (0, 0, 0))


def test_times_need_not_begin_at_nought(tmp_path: Path) -> None:
    data = clip("mkv", frames_of((BLACK, 10), (RED, 14)), frame_count=24, first_pts=900)
    prepared = looked_at(tmp_path, data)
    assert is_near(colour_of(prepared.rendition), (200, 30, 30), 14)


def test_looking_for_light_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = clip("mp4", frames_of((BLACK, 4), (RED, 8)))
    with monkeypatch.context() as patched:
        patched.setattr(videos, "_MOST_LOOKING_S", -1.0)
        assert is_near(colour_of(looked_at(tmp_path, data).rendition), (0, 0, 0))
    monkeypatch.setattr(videos, "_MOST_FRAMES", 3)
    assert is_near(colour_of(looked_at(tmp_path, data).rendition), (0, 0, 0))


TURNS = {
    1: (0.0, False, False),
    2: (0.0, True, False),
    3: (180.0, False, False),
    4: (0.0, False, True),
    5: (90.0, False, True),
    6: (-90.0, False, False),
    7: (90.0, True, False),
    8: (90.0, False, False),
}


@pytest.mark.parametrize("orientation", TURNS)
def test_videos_stand_upright(tmp_path: Path, orientation: int) -> None:
    data = clip("mp4", still(red_corner(orientation)), frame_count=2, turned=TURNS[orientation])
    prepared = looked_at(tmp_path, data)
    assert (prepared.probe.width_px, prepared.probe.height_px) == (160, 96)
    assert opened(prepared.rendition).size == (160, 96)
    assert is_near(colour_of(prepared.rendition, (8, 8)), (220, 20, 20), 20)
    assert is_near(colour_of(prepared.rendition, (150, 88)), (200, 200, 200), 20)


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (Fraction(2), (128, 48)),
        (Fraction(1, 2), (32, 48)),
        (Fraction(16, 15), (68, 48)),
        (Fraction(200), (64, 48)),
    ],
)
def test_oblong_pixels_are_made_square(
    tmp_path: Path, ratio: Fraction, shown: tuple[int, int]
) -> None:
    for extension in ("mp4", "mkv"):
        data = clip(extension, frame_count=2, pixel_ratio=ratio)
        prepared = looked_at(tmp_path, data)
        assert (prepared.probe.width_px, prepared.probe.height_px) == shown
        assert opened(prepared.rendition).size == shown


def test_an_oblong_video_that_is_turned(tmp_path: Path) -> None:
    data = clip("mp4", frame_count=2, pixel_ratio=Fraction(2), turned=(90.0, False, False))
    prepared = looked_at(tmp_path, data)
    assert (prepared.probe.width_px, prepared.probe.height_px) == (48, 128)
    assert opened(prepared.rendition).size == (48, 128)


def in_colours(colours: int | None, size: tuple[int, int]) -> bytes:
    """Red, written with the colours of BT.601 or BT.709, named or not."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        written = colours or (1 if size[1] > 576 else 5)
        frame = frame_of(Image.new("RGB", size, (200, 30, 30)))
        frame = frame.reformat(format="yuv420p", dst_colorspace=written, dst_color_range=1)
        frame.colorspace = colours or 2
        frame.pts, frame.time_base = 0, Fraction(1, 24)
        if colours is not None:
            stream.codec_context.colorspace = colours
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


@pytest.mark.parametrize(
    ("colours", "size"), [(1, (64, 48)), (5, (64, 48)), (None, (64, 48)), (None, (800, 600))]
)
def test_colours_are_those_that_were_written(
    tmp_path: Path, colours: int | None, size: tuple[int, int]
) -> None:
    rendition = looked_at(tmp_path, in_colours(colours, size)).rendition
    assert is_near(colour_of(rendition), (200, 30, 30), 5)


def test_what_shines_through_stays_so(tmp_path: Path) -> None:
    glass = Image.merge("RGBA", [*RED.split(), Image.linear_gradient("L").resize(RED.size)])
    data = clip("mov", still(glass), frame_count=2, codec="qtrle", pixel_format="argb")
    rendition = opened(looked_at(tmp_path, data).rendition)
    assert (rendition.format, rendition.mode) == ("WEBP", "RGBA")
    solid = glass.copy()
    solid.putalpha(255)
    data = clip("mov", still(solid), frame_count=2, codec="qtrle", pixel_format="argb")
    assert opened(looked_at(tmp_path, data).rendition).format == "JPEG"


@pytest.mark.parametrize("pixel_format", ["yuv444p10le", "yuv422p", "gray"])
def test_every_kind_of_pixel(tmp_path: Path, pixel_format: str) -> None:
    codec = "ffv1" if pixel_format == "gray" else ""
    data = clip("mkv", frame_count=2, codec=codec, pixel_format=pixel_format)
    low, high = opened(looked_at(tmp_path, data).rendition).convert("L").getextrema()
    assert high - low > 150, "it still gets lighter"  # type: ignore[operator]


NOON = datetime(2025, 8, 30, 12, tzinfo=UTC)
NOON_US = int(NOON.timestamp()) * 1_000_000


@pytest.mark.parametrize("extension", ["mp4", "mov", "webm", "mkv"])
def test_the_date_in_the_header(tmp_path: Path, extension: str) -> None:
    data = clip(extension, frame_count=2, tags={"creation_time": "2025-08-30T12:00:00Z"})
    assert looked_at(tmp_path, data).probe.captured_at_us == NOON_US


def test_the_date_with_its_zone_goes_first(tmp_path: Path) -> None:
    tags = {
        "creation_time": "2025-09-01T00:00:00Z",
        "com.apple.quicktime.creationdate": "2025-08-30T14:00:00+0200",
    }
    assert looked_at(tmp_path, clip("mov", tags=tags)).probe.captured_at_us == NOON_US
    tags["com.apple.quicktime.creationdate"] = "once"
    captured = looked_at(tmp_path, clip("mov", tags=tags)).probe.captured_at_us
    assert captured == NOON_US + 36 * 3_600_000_000


def streamed_webm() -> bytes:
    """As browsers record: no duration in the header, no end of the segment."""
    return clip("webm", frame_count=36, options={"live": "1"})


def test_a_duration_that_is_not_written_down_is_measured(tmp_path: Path) -> None:
    prepared = looked_at(tmp_path, streamed_webm())
    assert prepared.probe.duration_seconds == pytest.approx(1.5, abs=0.05)


class TestBadVideos:
    @pytest.mark.parametrize("extension", CONTAINERS)
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_cut_off(self, tmp_path: Path, extension: str, share: float) -> None:
        data = clip(extension, still(picture((320, 200))))
        assert code_of(tmp_path, data[: int(len(data) * share)]) == "import.damaged"

    def test_cut_off_behind_its_header(self, tmp_path: Path) -> None:
        data = clip("mp4", options={"movflags": "frag_keyframe+empty_moov"})
        assert data.index(b"moov") < data.index(b"mdat")
        assert looked_at(tmp_path, data).probe.width_px == 64
        data = data[: data.index(b"mfra") - 4]
        assert code_of(tmp_path, data[:-20]) == "import.damaged"

    def test_odd_bytes_after_its_end_do_no_harm(self, tmp_path: Path) -> None:
        for extension in CONTAINERS:
            data = clip(extension, frame_count=2) + b"\0\0\xff\xfffree and more"
            assert looked_at(tmp_path, data).probe.width_px == 64

    @pytest.mark.parametrize("extension", ["mp4", "mkv"])
    def test_without_a_picture(self, tmp_path: Path, extension: str) -> None:
        assert code_of(tmp_path, sound_only(extension)) == "import.not_media"

    @pytest.mark.parametrize("extension", ["mp4", "mkv", "avi"])
    def test_without_a_frame(self, tmp_path: Path, extension: str) -> None:
        data = clip(extension, frame_count=0)
        assert code_of(tmp_path, data) in {"import.damaged", "import.not_media"}

    def test_with_frames_that_are_noise(self, tmp_path: Path) -> None:
        data = clip("mp4", still(picture((320, 200))))
        start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
        noise = bytes((i * 89 + i // 7) % 256 for i in range(end - start))
        assert code_of(tmp_path, data[:start] + noise + data[end:]) == "import.damaged"

    def test_with_more_pixels_than_may_be(self, tmp_path: Path) -> None:
        data = clip("mp4", frame_count=1)
        assert code_of(tmp_path, data, pixel_limit=64 * 48 - 1) == "import.too_many_pixels"

    def test_of_a_codec_that_nobody_knows(self, tmp_path: Path) -> None:
        data = clip("mp4", frame_count=2).replace(b"avc1", b"zzzz")
        assert code_of(tmp_path, data) == "import.unsupported"

    @pytest.mark.parametrize(
        "data",
        [
            box(b"ftyp", b"isom\0\0\2\0isom"),
            box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", b""),
            box(b"ftyp", b"qt  \0\0\2\0qt  ") + b"\0\0\0\1moov" + b"\xff" * 8,
            b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm",
            b"\x1a\x45\xdf\xa3\x88matroska",
            b"RIFF\4\0\0\0AVI ",
        ],
    )
    def test_heads_alone(self, tmp_path: Path, data: bytes) -> None:
        assert code_of(tmp_path, data) in {"import.damaged", "import.not_media"}

    def test_that_grow_while_they_are_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(tmp_path, "a.mp4", clip("mp4", frame_count=2))
        real = video_containers.boxes

        def grow(*arguments: object) -> Iterator[object]:
            with path.open("ab") as file:
                file.write(b"more")
            return real(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(video_texts, "boxes", grow)
        with pytest.raises(MediaError) as caught:
            prepare(path)
        assert caught.value.code == "import.changed"

    def test_that_shrink_while_they_are_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(tmp_path, "a.mp4", clip("mp4", frame_count=2))
        real = kinds.kind_of

        def shrink(head: bytes) -> object:
            os.truncate(path, 600)
            return real(head)

        monkeypatch.setattr(sources, "kind_of", shrink)
        with pytest.raises(MediaError) as caught:
            prepare(path)
        assert caught.value.code == "import.changed"


_SMALL = {
    extension: clip(extension, frame_count=3, tags={"prompt": "{}"}) for extension in CONTAINERS
}


@given(st.sampled_from(sorted(CONTAINERS)), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_no_flipped_byte_gets_out(tmp_path: Path, extension: str, data: st.DataObject) -> None:
    changed = bytearray(_SMALL[extension])
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    path = put(tmp_path, "a", bytes(changed[: data.draw(st.integers(1, len(changed)))]))
    try:
        prepared = prepare(path, pixel_limit=1_000_000)
    except MediaError:
        return
    assert max(opened(prepared.rendition).size) <= 256


def test_a_sign_of_life_comes_while_a_large_video_is_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_CHUNK_BYTES", 512)
    monkeypatch.setattr(sources, "_SIGN_OF_LIFE_BYTES", 1024)
    data = clip("mp4", still(picture((320, 200))))
    signs: list[None] = []
    prepare(put(tmp_path, "a", data), still_reading=lambda: signs.append(None))
    assert len(data) // 1024 <= len(signs) + 1 <= len(data) // 1024 + 2


def test_videos_go_through_the_workers(tmp_path: Path) -> None:
    tags = {"prompt": json.dumps({"no": "graph"}), "title": "A boat"}
    path = put(tmp_path, "a.png", clip("webm", tags=tags))
    with DecoderPool(worker_count=1) as pool:
        prepared = pool.prepare(path)
        assert prepared.probe.mime_type == "video/webm"
        assert prepared.description == "A boat"
        assert opened(pool.render(path, 512)).size == (64, 48)
