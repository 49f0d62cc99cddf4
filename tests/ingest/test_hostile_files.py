"""What an unknown file may do to an import: nothing but be listed, with its reason.

Every file here goes through the real importer and the real decoder processes.
"""

import json
import os
import resource
import signal
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.domain.changes import ImportProgress
from desktop_app.domain.ports import CancelToken
from desktop_app.media import sources
from desktop_app.media.decoder_worker import Limits
from desktop_app.media.decoders import DecoderPool
from tests.ingest.shelf import Shelf, some
from tests.media.made_clips import CONTAINERS, box, clip, sound_only, still
from tests.media.made_files import picture, png, png_chunk, png_with, put, saved
from tests.media.made_heic import heic

DEEP = 10_000
_HEAD = b"\x89PNG\r\n\x1a\n"
_END = png_chunk(b"IEND", b"")


def png_of(width: int, height: int, body: bytes = b"", colour_type: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return _HEAD + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(body)) + _END


def million_frames() -> bytes:
    frame = b"\x2c" + bytes(4) + b"\1\0\1\0\0\2\2D\1\0"  # one pixel, LZW-coded
    return b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + frame * 1_000_000 + b"\x3b"


def renamed(data: bytes, kind: bytes, size: int) -> bytes:
    """An MP4 whose first box of that kind says another size."""
    at = data.index(kind) - 4
    return data[:at] + struct.pack(">I", size) + data[at + 4 :]


def counted(data: bytes, kind: bytes, count: int) -> bytes:
    """An MP4 whose first table of that kind says another number of entries."""
    at = data.index(kind) + 8
    return data[:at] + struct.pack(">I", count) + data[at + 4 :]


_PNG = saved(picture((600, 400)), "PNG")
_MP4 = clip("mp4", still(picture((320, 200))))
_CHUNK_OF_2_GIB = _PNG[:33] + struct.pack(">I", 2**31 - 1) + b"tEXtComment\0" + _PNG[33:]

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "pixel bomb.png": (lambda: png_of(60_000, 60_000), "import.too_many_pixels"),
    "pixel bomb.gif": (
        lambda: (
            b"GIF89a\xff\xff\xff\xff\x80\0\0"
            + bytes(6)
            + b"\x2c"
            + bytes(4)
            + b"\xff" * 4
            + b"\0\2\2D\1\0\x3b"
        ),
        "import.too_many_pixels",
    ),
    "fewer pixels than promised.png": (lambda: png_of(9_000, 9_000), "import.damaged"),
    "empty.png": (lambda: b"", "import.empty"),
    "text.png": (lambda: b"once upon a time", "import.not_media"),
    "web page.jpg": (lambda: b"<!doctype html><img src=x>", "import.not_media"),
    "cut.jpg": (lambda: saved(picture((600, 400)), "JPEG")[:900], "import.damaged"),
    "cut.png": (lambda: _PNG[:-200], "import.damaged"),
    "cut.webp": (lambda: saved(picture((600, 400)), "WEBP")[:-200], "import.damaged"),
    "cut.avif": (lambda: saved(picture((600, 400)), "AVIF")[:-200], "import.damaged"),
    "cut.heic": (lambda: heic(picture((160, 96)))[:-100], "import.damaged"),
    "text chunk of 2 GiB, not there.png": (lambda: _CHUNK_OF_2_GIB, "import.damaged"),
    "zip bomb.png": (
        lambda: png((b"zTXt", b"bomb\0\0" + zlib.compress(bytes(2**28)))),
        "import.damaged",
    ),
    "box larger than the file.mp4": (lambda: renamed(_MP4, b"moov", 2**31), "import.damaged"),
    "box smaller than its head.mp4": (lambda: renamed(_MP4, b"moov", 3), "import.damaged"),
    "four billion samples.mp4": (lambda: counted(_MP4, b"stsc", 2**32 - 1), "import.damaged"),
    "boxes in boxes.mp4": (
        lambda: box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", _nested(b"trak", 5_000)),
        "import.not_media",
    ),
    "sound alone.mp4": (sound_only, "import.not_media"),
    "no frame.mkv": (lambda: clip("mkv", frame_count=0), "import.damaged"),
    "no decoder.mp4": (lambda: _MP4.replace(b"avc1", b"zzzz"), "import.unsupported"),
} | {
    f"cut.{extension}": (
        lambda extension=extension: clip(extension)[:-40],
        "import.damaged",
    )
    for extension in CONTAINERS
}


def _nested(kind: bytes, depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = box(kind, data)
    return data


def codes(ended: ImportProgress) -> dict[str, str]:
    return {Path(problem.path).name: problem.code for problem in ended.problems}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_listed_with_its_reason(shelf: Shelf, inbox: Path, name: str) -> None:
    make, code = BAD[name]
    put(inbox, name, make())
    put(inbox, "good.png", _PNG)
    ended = shelf.bring_in(inbox)
    assert codes(ended) == {name: code}
    assert ended.added == 1, "the good one beside it"
    shelf.check_consistent()


def test_all_of_them_at_once(shelf: Shelf, inbox: Path) -> None:
    for name, (make, _) in BAD.items():
        put(inbox, name, make())
    some(inbox, 20)
    ended = shelf.bring_in(inbox)
    assert codes(ended) == {name: code for name, (_, code) in BAD.items()}
    assert ended.added == 20
    shelf.check_consistent()


def test_a_text_chunk_of_two_gibibytes_that_is_there(shelf: Shelf, inbox: Path) -> None:
    path = put(inbox, "a.png", _CHUNK_OF_2_GIB)
    os.truncate(path, len(_CHUNK_OF_2_GIB) + 2**31)  # nothing but a hole
    ended = shelf.bring_in(inbox)
    assert codes(ended) == {"a.png": "import.too_large"}
    assert dict(ended.problems[0].params) == {"limit_bytes": sources.LARGEST_IMAGE_BYTES}


def test_json_of_ten_thousand_levels(shelf: Shelf, inbox: Path) -> None:
    deep = '{"inputs":' * DEEP + "1" + "}" * DEEP
    put(inbox, "a.png", png_with({"prompt": deep, "workflow": "[" * DEEP}))
    put(inbox, "b.webm", clip("webm", frame_count=2, tags={"prompt": deep}))
    put(inbox, "c.mp4", clip(frame_count=2, tags={"comment": json.dumps({"prompt": deep})}))
    (inbox / "c.json").write_text("[" * DEEP)
    ended = shelf.bring_in(inbox)
    assert (ended.added, ended.problems) == (3, ())
    for asset in shelf.catalog.all_assets():
        assert asset.original_prompt == ""
        assert max(map(len, asset.generation.raw.values())) >= len(deep), "kept as found"


def test_a_box_that_says_it_is_larger_than_the_one_around_it(shelf: Shelf, inbox: Path) -> None:
    put(inbox, "a.mp4", renamed(_MP4, b"trak", 2**31))
    assert shelf.bring_in(inbox).added == 1, "what there is can be seen, as in any player"


def test_a_gif_of_a_million_frames(shelf: Shelf, inbox: Path) -> None:
    put(inbox, "a.gif", million_frames())
    ended = shelf.bring_in(inbox)
    assert (ended.added, ended.problems) == (1, ())
    (asset,) = shelf.catalog.all_assets()
    assert asset.duration_seconds == 100_000


def test_names_that_mean_to_lead_elsewhere(shelf: Shelf, inbox: Path) -> None:
    names = [
        "line\nbreak.png",
        "up\\..\\..\\up.png",
        "\x1b[2Jclear.png",
        "-rf *.png",
        " .png",
        "%2e%2e",
    ]
    for number, name in enumerate(names):
        put(inbox, name, saved(picture((40 + number, 30)), "PNG"))
    (inbox / "folder").mkdir()
    put(inbox, "text\n.png", b"text")
    ended = shelf.bring_in(inbox / "folder" / "..", inbox / "folder" / ".." / "text\n.png")
    assert codes(ended) == {"text\n.png": "import.not_media"}
    assets = shelf.catalog.all_assets()
    assert {asset.file_name for asset in assets} == set(names)
    for asset in assets:
        assert asset.storage_path == f"originals/{asset.id[:2]}/{asset.id}.png"
    shelf.check_consistent()


def test_the_same_file_under_several_names(shelf: Shelf, inbox: Path) -> None:
    first = put(inbox, "a.png", _PNG)
    os.link(first, inbox / "b.png")
    put(inbox, "c.jpg", _PNG)
    (inbox / "d.png").symlink_to(first)
    ended = shelf.bring_in(inbox, inbox / "d.png", first)
    assert (ended.added, ended.duplicates, ended.problems) == (1, 4, ())
    assert len(shelf.stored()) == 1


def test_what_is_no_file(shelf: Shelf, inbox: Path) -> None:
    os.mkfifo(inbox / "pipe.png")
    (inbox / "loop.png").symlink_to("loop.png")
    (inbox / "one").symlink_to("two")
    (inbox / "two").symlink_to("one")
    put(inbox, "good.png", _PNG)
    ended = shelf.bring_in(inbox, inbox / "loop.png", inbox / "one", Path("/dev/zero"))
    assert codes(ended) == {
        "pipe.png": "import.not_media",
        "loop.png": "import.unreadable",
        "one": "import.unreadable",
        "zero": "import.not_media",
    }
    assert all(
        problem.params["reason"]
        for problem in ended.problems
        if problem.code == "import.unreadable"
    )
    assert ended.added == 1


@contextmanager
def unreadable(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the right to read it away; from root, who has every right, by pretending."""
    path.chmod(0)
    if not os.access(path, os.R_OK):
        yield
        return
    real = os.open

    def refuse(name: Path, flags: int, *more: int) -> int:
        if name == path:
            raise PermissionError(13, "Permission denied")
        return real(name, flags, *more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        yield


def test_without_the_right_to_read(
    shelf: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(inbox, 3)
    with unreadable(inbox / "001.png", monkeypatch):
        ended = shelf.bring_in(inbox)
    assert codes(ended) == {"001.png": "import.unreadable"}
    assert dict(ended.problems[0].params) == {"reason": "Permission denied"}
    assert ended.added == 2


def test_files_that_change_between_plan_and_import(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 6)
    plan = shelf.importer.plan([inbox], CancelToken())
    (inbox / "000.png").unlink()
    (inbox / "001.png").unlink()
    os.mkfifo(inbox / "001.png")
    (inbox / "002.png").write_bytes(b"")
    (inbox / "003.png").unlink()
    (inbox / "003.png").mkdir()
    (inbox / "004.png").write_bytes(clip("webm"))
    ended = shelf.importer.run(plan, token=CancelToken(), progress=shelf.told.append)
    assert codes(ended) == {
        "000.png": "import.vanished",
        "001.png": "import.not_media",
        "002.png": "import.empty",
        "003.png": "import.unreadable",
    }
    assert sorted(asset.mime_type for asset in shelf.catalog.all_assets()) == [
        "image/png",
        "video/webm",
    ]
    shelf.check_consistent()


@pytest.mark.parametrize("name", ["a.png", "a.webm"])
def test_a_file_that_grows_while_it_is_read(shelf: Shelf, inbox: Path, name: str) -> None:
    data = _PNG if name == "a.png" else clip("webm", options={"live": "1"})
    path = put(inbox, name, data)
    os.truncate(path, 100 * 1024**2)  # so that reading takes a while
    is_over = threading.Event()

    def write_on() -> None:
        with path.open("ab", buffering=0) as file:
            while not is_over.is_set():
                file.write(b"x")

    writing = threading.Thread(target=write_on)
    writing.start()
    try:
        ended = shelf.bring_in(inbox)
    finally:
        is_over.set()
        writing.join()
    assert codes(ended) == {name: "import.changed"}
    assert shelf.stored() == []


def test_a_disk_that_is_full(shelf: Shelf, inbox: Path) -> None:
    path = put(inbox, "large.png", _PNG)
    os.truncate(path, 48 * 1024**2)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 * 1024**2, hard))
    try:
        ended = shelf.bring_in(inbox)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert codes(ended) == {"large.png": "import.disk_full"}
    assert shelf.stored() == [], "not even half a file"
    assert shelf.bring_in(inbox).added == 1, "there is room again"


def holding_a_file(decoders: DecoderPool) -> bool:
    """Whether the only worker was handed a file that it has not answered."""
    (lane,) = decoders._lanes
    return lane._worker is not None and lane._worker._sent > 0


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_decoder_that_dies_costs_one_file(
    shelf: Shelf, inbox: Path, number: signal.Signals
) -> None:
    some(inbox, 8)
    shelf.decoders.prepare(put(inbox.parent, "before.png", _PNG))
    (worker,) = shelf.decoders.process_ids()
    os.kill(worker, signal.SIGSTOP)

    def strike() -> None:
        pause = threading.Event()
        while not holding_a_file(shelf.decoders):
            pause.wait(0.01)
        os.kill(worker, number)
        os.kill(worker, signal.SIGCONT)

    striking = threading.Thread(target=strike)
    striking.start()
    ended = shelf.bring_in(inbox)
    striking.join()
    assert [problem.code for problem in ended.problems] == ["import.crashed"]
    assert ended.added == 7
    shelf.check_consistent()


def test_a_decoder_that_never_ends_costs_one_file(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 8)
    with DecoderPool(worker_count=1, limits=Limits(time_s=3.0, niceness=0)) as decoders:
        hasty = Shelf(shelf.catalog, shelf.store, shelf.cache, decoders)
        decoders.prepare(put(inbox.parent, "before.png", _PNG))
        (worker,) = decoders.process_ids()
        os.kill(worker, signal.SIGSTOP)
        ended = hasty.bring_in(inbox)
        assert worker not in decoders.process_ids()
    assert [problem.code for problem in ended.problems] == ["import.timed_out"]
    assert ended.added == 7
    shelf.check_consistent()


def test_a_picture_that_wants_more_memory_than_there_is(shelf: Shelf, inbox: Path) -> None:
    put(inbox, "a.png", png_of(14_000, 14_000))
    put(inbox, "b.png", _PNG)
    with DecoderPool(worker_count=1, limits=Limits(memory_bytes=700 * 1024**2)) as decoders:
        ended = Shelf(shelf.catalog, shelf.store, shelf.cache, decoders).bring_in(inbox)
    assert codes(ended) == {"a.png": "import.too_many_pixels"}
    assert ended.added == 1


def test_what_the_server_does_not_take_is_at_home_here(shelf: Shelf, inbox: Path) -> None:
    for pillow_format in ("AVIF", "BMP", "TIFF"):
        put(inbox, pillow_format, saved(picture((90, 60)), pillow_format))
    for extension in ("mkv", "avi"):
        put(inbox, extension, clip(extension))
    put(inbox, "heic", heic(picture((64, 64))))
    ended = shelf.bring_in(inbox)
    assert (ended.added, ended.problems) == (6, ())
    assert sorted(name.rpartition(".")[2] for name in shelf.stored()) == [
        "avi", "avif", "bmp", "heic", "mkv", "tiff",
    ]  # fmt: skip
    shelf.check_consistent()
