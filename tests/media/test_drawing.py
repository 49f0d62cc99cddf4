"""Whole pictures and frames for the screen, and their way out of the process that made them."""

import os
import signal
import threading
import warnings
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.media import decoder_worker, drawing, pixels
from desktop_app.media.decoder_worker import DrawRequest, Failure, Limits
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.drawing import FrameReader, draw
from desktop_app.media.pixels import Block, Layout, Pixels, planes_of
from tests.media.made_clips import clip
from tests.media.made_files import exif_block, jpeg_with_exif, picture, put, saved

COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(worker_count=1) as opened:
        yield opened


def content(block: Block) -> Pixels:
    made = block.pixels()
    block.close()
    return made


def color_of(made: Pixels, number: int) -> tuple[int, ...]:
    """The first pixel of one picture in a block: blue, green, red, alpha."""
    return tuple(made.of(made.layout.planes[number])[:4])


def animated(pillow_format: str, size_px: tuple[int, int] = (16, 12)) -> bytes:
    first, *others = (Image.new("RGB", size_px, color) for color in COLORS)
    return saved(
        first, pillow_format, save_all=True, append_images=others, duration=40, lossless=True
    )


def test_a_picture_comes_with_its_halves(tmp_path: Path) -> None:
    made = content(draw(put(tmp_path, "a.png", saved(Image.new("RGB", (1500, 900), 9), "PNG"))))
    sizes = [(plane.width_px, plane.height_px) for plane in made.layout.planes]
    assert sizes == [(1500, 900), (750, 450), (375, 225)]
    assert (made.layout.width_px, made.layout.height_px) == (1500, 900)
    assert made.layout.is_whole
    assert len(made.memory) == made.layout.size_bytes
    assert not made.layout.is_animated


def test_a_turned_picture_is_upright(tmp_path: Path) -> None:
    block = exif_block([(0x0112, 3, b"\0\6")])
    data = jpeg_with_exif(block, picture((60, 40)))
    layout = content(draw(put(tmp_path, "a.jpg", data))).layout
    assert (layout.width_px, layout.height_px) == (40, 60)
    assert (layout.planes[0].width_px, layout.planes[0].height_px) == (40, 60)


@pytest.mark.parametrize("size_px", [(4000, 1000), (1000, 4000)])
def test_a_jpeg_comes_smaller_where_that_will_do(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = put(tmp_path, "a.jpg", saved(Image.new("RGB", size_px), "JPEG"))
    layout = content(draw(path, least_px=1600)).layout
    assert max(layout.planes[0].width_px, layout.planes[0].height_px) == 2000
    assert (layout.width_px, layout.height_px) == size_px
    assert not layout.is_whole
    assert content(draw(path)).layout.is_whole


def test_a_huge_picture_comes_smaller(tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", saved(Image.new("L", (400, 300)), "PNG"))
    layout = content(draw(path, most_pixels=30_000)).layout
    assert (layout.planes[0].width_px, layout.planes[0].height_px) == (200, 150)
    assert (layout.width_px, layout.height_px) == (400, 300)
    with pytest.raises(MediaError):
        draw(path, pixel_limit=100_000)


def test_colours_are_multiplied_by_alpha(tmp_path: Path) -> None:
    image = Image.new("RGBA", (4, 4), (200, 100, 0, 128))
    made = content(draw(put(tmp_path, "a.png", saved(image, "PNG"))))
    assert made.layout.planes[0].is_translucent
    assert color_of(made, 0) == (0, 50, 100, 128)


@pytest.mark.parametrize("pillow_format", ["GIF", "PNG", "WEBP"])
def test_frames_go_on_where_the_last_ones_ended(tmp_path: Path, pillow_format: str) -> None:
    path = put(tmp_path, "a.bin", animated(pillow_format))
    still = content(draw(path))
    assert still.layout.is_animated
    reader = FrameReader(path)
    first = content(reader.read(0, 2))
    assert [color_of(first, number)[:3] for number in (0, 1)] == [(0, 0, 255), (0, 255, 0)]
    assert [plane.delay_ms for plane in first.layout.planes] == [40, 40]
    assert not first.layout.is_end
    last = content(reader.read(2, 4))
    assert color_of(last, 0)[:3] == (255, 0, 0)
    assert len(last.layout.planes) == 1
    assert last.layout.is_end
    assert color_of(content(reader.read(0, 1)), 0)[:3] == (0, 0, 255)


def test_frames_have_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = FrameReader(put(tmp_path, "a.gif", animated("GIF", (400, 300))))
    small = content(reader.read(0, 3, most_frame_pixels=30_000)).layout
    assert (small.planes[0].width_px, small.planes[0].height_px) == (200, 150)
    assert (small.width_px, small.height_px) == (400, 300)
    monkeypatch.setattr(drawing, "_MOST_BATCH_BYTES", 400 * 300 * 4 * 2)
    assert len(content(reader.read(0, 3)).layout.planes) == 2
    monkeypatch.setattr(drawing, "_MOST_BATCH_S", 0.0)
    assert len(content(reader.read(0, 3)).layout.planes) == 1


def test_hasty_frames_are_shown_as_browsers_show_them(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), color) for color in COLORS]
    data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=3)
    layout = content(FrameReader(put(tmp_path, "a.webp", data)).read(0, 1)).layout
    assert layout.planes[0].delay_ms == 100


def test_a_video_is_not_drawn(tmp_path: Path) -> None:
    path = put(tmp_path, "a.mp4", clip())
    for ask in (lambda: draw(path), lambda: FrameReader(path)):
        with pytest.raises(MediaError) as caught:
            ask()
        assert caught.value.code == "import.unsupported"


def test_a_full_disk_leaves_nothing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def full() -> object:
        opened.append(os.fdopen(os.open(os.devnull, os.O_RDONLY), "rb"))
        return opened[0]

    monkeypatch.setattr(drawing, "nameless_file", full)
    with pytest.raises(OSError, match="write"):
        draw(put(tmp_path, "a.png", saved(picture(), "PNG")))
    assert opened[0].closed


# --- through the pipe


def test_a_picture_is_handed_over(pool: DecoderPool, tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", saved(Image.new("RGB", (1500, 900), (1, 2, 3)), "PNG"))
    made = pool.submit_draw(path).result()
    assert color_of(made, 0) == (3, 2, 1, 255)
    assert color_of(made, 2) == (3, 2, 1, 255)
    assert made.layout.width_px == 1500
    pool.close()
    assert color_of(made, 1) == (3, 2, 1, 255), "it outlives the worker"


def test_many_at_once_and_bad_ones_between_come_in_order(pool: DecoderPool, tmp_path: Path) -> None:
    good = [
        put(tmp_path, f"{n}.png", saved(Image.new("RGB", (40 + n, 30)), "PNG")) for n in range(6)
    ]
    bad = put(tmp_path, "bad.png", b"\x89PNG\r\n\x1a\nnothing")
    futures = [(pool.submit_draw(path), pool.submit_draw(bad, is_urgent=False)) for path in good]
    for n, (right, wrong) in enumerate(futures):
        assert right.result().layout.width_px == 40 + n
        assert isinstance(wrong.exception(), MediaError)
    assert len(pool.process_ids()) == 1


def test_frames_are_handed_over(pool: DecoderPool, tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", animated("PNG"))
    first = pool.submit_frames(path, 0, 2).result()
    still = pool.submit_draw(path).result()
    last = pool.submit_frames(path, 2, 2).result()
    assert (len(first.layout.planes), len(last.layout.planes)) == (2, 1)
    assert color_of(last, 0)[:3] == (255, 0, 0)
    assert still.layout.is_animated
    bad = put(tmp_path, "b.png", b"text")
    assert isinstance(pool.submit_frames(bad, 0, 2).exception(), MediaError)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no signals to stop with")
def test_a_worker_that_crashes_costs_one_picture(pool: DecoderPool, tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    pool.submit_draw(path).result()
    (crashing,) = pool.process_ids()
    os.kill(crashing, signal.SIGSTOP)
    drawing_now = pool.submit_draw(path)
    os.kill(crashing, signal.SIGKILL)
    error = drawing_now.exception()
    assert error is None or isinstance(error, MediaError)
    assert pool.submit_draw(path).result().layout.width_px == 96


@pytest.mark.parametrize("error", [MemoryError(), OSError(28, "No space left on device")])
def test_a_worker_serves_pictures_and_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(decoder_worker, "_be_modest", lambda _: None)
    monkeypatch.setattr(warnings, "simplefilter", lambda _: None)
    path = put(tmp_path, "a.png", animated("PNG"))
    near, far = Pipe()
    serving = threading.Thread(target=decoder_worker.serve, args=(far, Limits()))
    serving.start()
    assert near.recv() is None
    for request, count in (
        (DrawRequest(path), 1),
        (DrawRequest(path, 0, 0, 2), 2),
        (DrawRequest(path, 0, 2, 2), 1),
    ):
        near.send(request)
        layout = near.recv()
        assert isinstance(layout, Layout)
        assert len(pixels.receive_block(near, layout).layout.planes) == count
    near.send(DrawRequest(put(tmp_path, "b.png", b"text")))
    assert near.recv() == Failure("import.not_media", ErrorKind.PERMANENT, {})

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(drawing, "draw", fail)
    near.send(DrawRequest(path))
    failure = near.recv()
    assert isinstance(failure, Failure)
    assert failure.code == "import.too_many_pixels"
    near.close()
    serving.join()
    far.close()


def test_where_no_file_can_be_handed_over_its_bytes_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixels, "_CAN_HAND_OVER", False)
    block = draw(put(tmp_path, "a.png", saved(Image.new("RGB", (4, 4), (1, 2, 3)), "PNG")))
    near, far = Pipe()
    with near, far:
        pixels.send_block(near, block)
        made = pixels.receive_block(far, block.layout)
    block.close()
    assert color_of(made, 0) == (3, 2, 1, 255)


def test_a_block_that_is_too_short_is_refused() -> None:
    file = pixels.nameless_file()
    file.write(b"1234")
    layout = Layout(planes_of([(9, 9)], is_translucent=False), 9, 9)
    near, far = Pipe()
    with near, far, file:
        pixels.send_block(near, Block(layout, file))
        with pytest.raises(OSError, match="too short"):
            pixels.receive_block(far, layout)
        near.send_bytes(b"no file with this")
        with pytest.raises(EOFError):
            pixels.receive_block(far, layout)


def test_a_system_without_files_in_memory_takes_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    with pixels.nameless_file() as file:
        file.write(b"12")
        file.seek(0)
        assert file.read() == b"12"
