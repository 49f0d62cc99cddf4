"""What is wanted comes, in the order in which it is wanted; what is not there is asked again."""

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, AssetRow, FileState
from desktop_app.domain.errors import CatalogError, ErrorKind, MediaError
from desktop_app.domain.files import SPARE_BYTES, Keeping, KeepingRule
from desktop_app.domain.remote import RemoteError
from desktop_app.sync import fetching
from desktop_app.sync.attempts import Attempts
from desktop_app.sync.crew import Crew
from desktop_app.sync.downloads import Downloads, Gate
from desktop_app.sync.line import Line
from desktop_app.sync.links import Links
from desktop_app.sync.prefetch import Keeper, Walk
from desktop_app.sync.surroundings import Limits
from desktop_app.sync.transfers import Transfers
from desktop_app.sync.wishes import Wishes
from tests.sync.download_fakes import Bucket, FileCatalog, Shelf, link_ended
from tests.sync.fakes import FakeClock, FullJitter, World, offline, refused, signed_out, uuid
from tests.sync.simulator.loop import VirtualLoop

if TYPE_CHECKING:
    from desktop_app.catalog.catalog import Catalog

DATA = b"0123456789"


class Fetched:
    """Downloads over fakes, with a line that is up."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.bucket = Bucket()
        self.catalog = FileCatalog()
        self.shelf = Shelf(folder)
        self.world = World(files=self.bucket, limits=limits or Limits())
        self.is_paused = False
        self.is_metered = False
        self.is_loaded = False
        self.told: list[tuple[str, bool]] = []

    def begin(self) -> Downloads:
        surroundings = replace(
            self.world.surroundings(), catalog=cast("Catalog", self.catalog), receiver=self.shelf
        )
        self.line = Line(surroundings.limits, FullJitter(), self._ring)
        self.transfers = Transfers(lambda: None)
        self.downloads = Downloads(
            surroundings,
            self.bucket,
            self.shelf,
            self.line,
            self.transfers,
            Gate(
                lambda: not self.is_paused and not self.line.is_signed_out,
                lambda: self.is_metered,
                lambda: self.is_loaded,
            ),
        )
        self.line.mend()
        return self.downloads

    def _ring(self) -> None:
        self.downloads.alarm.ring()

    def add(self, number: int, data: bytes | None = DATA, **values: Any) -> str:  # noqa: ANN401
        file = self.catalog.add(number, **values)
        if data is not None:
            self.bucket.data[file.thumbnail_path or file.storage_path] = data
        return file.id

    def open(self, id_: str) -> None:
        self.downloads.want_original(id_, lambda is_here: self.told.append((id_, is_here)))

    def state_of(self, id_: str) -> FileState:
        return self.catalog.files[id_].file_state

    def downloaded(self) -> list[str]:
        return [key for key, _offset in self.bucket.calls_of("download")]

    def run(self, main: Callable[[Downloads], Awaitable[None]]) -> None:
        async def outer() -> None:
            loop = asyncio.get_running_loop()
            start_us = self.world.clock.us
            self.world.clock.now_us = (  # type: ignore[method-assign]
                lambda: start_us + int(loop.time() * 1e6)
            )
            running = asyncio.create_task(self.begin().run())
            try:
                await asyncio.sleep(0.01)
                await main(self.downloads)
            finally:
                running.cancel()
                await asyncio.wait([running])
            if not running.cancelled():
                running.result()

        loop = VirtualLoop()
        try:
            loop.run_until_complete(outer())
            assert loop.failures == []
        finally:
            loop.close()


@pytest.fixture
def fetched(tmp_path: Path) -> Fetched:
    return Fetched(tmp_path)


def run_virtually(main: Coroutine[Any, Any, None]) -> None:
    loop = VirtualLoop()
    try:
        loop.run_until_complete(main)
    finally:
        loop.close()


# --- pictures


def test_a_thumbnail_becomes_the_picture_and_the_window_is_told(fetched: Fetched) -> None:
    id_ = fetched.add(1, thumbnail_path="user/1.thumb.webp")

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        assert fetched.shelf.pictures == {id_: DATA}
        assert fetched.catalog.announced == [id_]
        assert fetched.downloaded() == ["user/1.thumb.webp"]
        assert fetched.shelf.is_tidied

    fetched.run(main)


def test_without_a_thumbnail_the_original_is_looked_at_and_not_kept(fetched: Fetched) -> None:
    id_ = fetched.add(1, size_bytes=0)

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnail(id_)
        await asyncio.sleep(1)
        assert fetched.shelf.pictures == {id_: DATA}
        assert fetched.shelf.originals == {}
        assert list(fetched.shelf.folder.iterdir()) == []
        (recorded,) = fetched.catalog.recorded
        assert recorded[1]["content_hash"] == hashlib.sha256(DATA).hexdigest()
        assert recorded[1]["file_size_bytes"] == len(DATA)
        assert (recorded[1]["width_px"], recorded[1]["perceptual_hash"]) == (4, 7)
        assert fetched.state_of(id_) is FileState.ABSENT

    fetched.run(main)


def test_what_the_server_knows_of_a_file_is_left_as_it_says(fetched: Fetched) -> None:
    id_ = fetched.add(1, size_bytes=99, width_px=8, height_px=6, duration_seconds=1.0)

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnail(id_)
        await asyncio.sleep(1)
        ((_, recorded),) = fetched.catalog.recorded
        assert not recorded.keys() & {"file_size_bytes", "width_px", "height_px"}

    fetched.run(main)


def test_a_thumbnail_that_is_none_leaves_it_to_the_original(fetched: Fetched) -> None:
    damaged = fetched.add(1, b"?", thumbnail_path="user/1.thumb.webp")
    missing = fetched.add(2, None, thumbnail_path="user/2.thumb.webp")
    fetched.bucket.data["user/1.png"] = fetched.bucket.data["user/2.png"] = DATA

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([damaged, missing])
        await asyncio.sleep(1)
        assert set(fetched.shelf.pictures) == {damaged, missing}

    fetched.run(main)


def test_a_picture_that_is_here_or_whose_row_is_gone_is_not_fetched(fetched: Fetched) -> None:
    here = fetched.add(1)
    fetched.shelf.pictures[here] = b"here"
    stored = fetched.add(2, file_state=FileState.STORED)
    elsewhere = fetched.add(3, is_left_elsewhere=True, file_state=FileState.MISSING)

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([here, stored, elsewhere, uuid(99)])
        await asyncio.sleep(1)
        assert fetched.downloaded() == []

    fetched.run(main)


def test_links_for_a_screen_are_signed_together_and_four_come_at_once(fetched: Fetched) -> None:
    ids = [fetched.add(number) for number in range(1, 31)]

    async def main(downloads: Downloads) -> None:
        for id_ in ids[:15]:
            downloads.want_thumbnail(id_)
        downloads.want_thumbnails(ids[15:])
        await asyncio.sleep(5)
        assert len(fetched.shelf.pictures) == 30
        assert [len(keys) for keys in fetched.bucket.calls_of("sign")] == [30]
        assert fetched.bucket.most_under_way == 4
        assert fetched.downloaded()[0] == "user/16.png"

    fetched.run(main)


def test_what_scrolled_away_comes_after_what_is_seen(fetched: Fetched) -> None:
    before = [fetched.add(number) for number in range(1, 20)]
    now = [fetched.add(number) for number in range(100, 110)]
    held = asyncio.Event()
    fetched.bucket.held = {f"user/{number}.png": held for number in range(1, 20)}

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails(before)
        await asyncio.sleep(1)
        assert fetched.bucket.under_way == 4
        downloads.want_thumbnails(now)
        await asyncio.sleep(1)
        assert set(now) <= set(fetched.shelf.pictures)
        assert not set(before) & set(fetched.shelf.pictures)
        held.set()
        fetched.is_loaded = True
        downloads.alarm.ring()
        await asyncio.sleep(5)
        assert set(before) <= set(fetched.shelf.pictures)

    fetched.run(main)


def test_a_small_one_that_is_nearly_here_is_not_called_off(fetched: Fetched) -> None:
    id_ = fetched.add(1, thumbnail_path="user/1.thumb.webp")
    fetched.bucket.held["user/1.thumb.webp"] = held = asyncio.Event()

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        downloads.want_thumbnails([])
        held.set()
        await asyncio.sleep(1)
        assert id_ in fetched.shelf.pictures
        assert fetched.downloaded() == ["user/1.thumb.webp"]

    fetched.run(main)


@pytest.mark.parametrize(
    "values",
    [
        {"asset_type": "video", "mime_type": "video/mp4"},
        {"size_bytes": 64 * 1024 * 1024},
    ],
)
def test_large_files_and_videos_are_not_fetched_for_a_picture(
    fetched: Fetched, values: dict[str, Any]
) -> None:
    id_ = fetched.add(1, **values)

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1000)
        assert fetched.downloaded() == []
        assert fetched.state_of(id_) is FileState.ABSENT

    fetched.run(main)


def test_a_file_that_is_larger_than_its_row_says_is_given_up(tmp_path: Path) -> None:
    fetched = Fetched(tmp_path, Limits(picture_bytes=8, thumbnail_bytes=8))
    ids = [fetched.add(1, size_bytes=0), fetched.add(2, thumbnail_path="t", size_bytes=99)]

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails(ids)
        await asyncio.sleep(1000)
        assert fetched.shelf.pictures == {}
        assert len(fetched.downloaded()) == 2

    fetched.run(main)


def test_what_cannot_be_shown_is_fetched_once(fetched: Fetched) -> None:
    id_ = fetched.add(1, b"?no picture")

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(5)
        fetched.is_loaded = True
        downloads.want_thumbnails([id_])
        downloads.want_thumbnail(id_)
        await asyncio.sleep(1000)
        assert fetched.downloaded() == ["user/1.png"]
        assert fetched.catalog.files[id_].content_hash is not None

    fetched.run(main)


# --- what is not there


def test_what_is_not_there_is_asked_for_again_and_then_missing(fetched: Fetched) -> None:
    id_ = fetched.add(1, None)

    async def main(downloads: Downloads) -> None:
        start_s = asyncio.get_running_loop().time()
        asked_s: list[float] = []
        fetched.bucket.script(
            "sign",
            *[
                lambda: asked_s.append(asyncio.get_running_loop().time() - start_s)
                for _ in range(4)
            ],
        )
        downloads.want_thumbnails([id_])
        await asyncio.sleep(300)
        assert fetched.state_of(id_) is FileState.ABSENT
        await asyncio.sleep(100)
        assert fetched.state_of(id_) is FileState.MISSING
        assert [round(at_s) for at_s in asked_s] == [0, 0, 5, 5]
        fetched.bucket.data["user/1.png"] = DATA
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1000)
        assert fetched.shelf.pictures == {}
        downloads.renew()
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        assert id_ in fetched.shelf.pictures
        assert fetched.state_of(id_) is FileState.ABSENT

    fetched.run(main)


def test_what_appears_meanwhile_comes(fetched: Fetched) -> None:
    id_ = fetched.add(1, None)

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(3)
        fetched.bucket.data["user/1.png"] = DATA
        await asyncio.sleep(3)
        assert id_ in fetched.shelf.pictures

    fetched.run(main)


def test_a_path_that_names_no_object_is_missing_at_once(fetched: Fetched) -> None:
    id_ = fetched.add(1, None, storage_path="https://elsewhere.example/1.png")

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        assert fetched.state_of(id_) is FileState.MISSING
        assert fetched.bucket.calls_of("sign") == []

    fetched.run(main)


def test_a_video_whose_thumbnail_is_missing_is_not_missing_itself(fetched: Fetched) -> None:
    id_ = fetched.add(1, None, asset_type="video", mime_type="video/mp4", thumbnail_path="t")

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1000)
        assert fetched.state_of(id_) is FileState.ABSENT

    fetched.run(main)


# --- failures


def test_a_download_that_fails_is_tried_again(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.script("download", offline(), refused("x"))

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(0.5)
        assert fetched.shelf.pictures == {}
        await asyncio.sleep(10)
        assert id_ in fetched.shelf.pictures
        assert fetched.line.is_up

    fetched.run(main)


def test_links_that_cannot_be_had_break_the_line_and_come_when_it_is_mended(
    fetched: Fetched,
) -> None:
    id_ = fetched.add(1)
    fetched.bucket.script("sign", offline())

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(0.5)
        assert not fetched.line.is_up
        await asyncio.sleep(100)
        assert fetched.shelf.pictures == {}
        fetched.line.mend()
        await asyncio.sleep(0.5)
        assert id_ in fetched.shelf.pictures

    fetched.run(main)


def test_links_that_are_refused_do_not_break_the_line(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.script("sign", refused("x"))

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(0.5)
        assert fetched.line.is_up
        await asyncio.sleep(5)
        assert id_ in fetched.shelf.pictures

    fetched.run(main)


def test_a_link_that_has_ended_is_signed_anew_once(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    other = fetched.add(2, thumbnail_path="t")
    fetched.bucket.script("download", link_ended(), None, link_ended(), link_ended())

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(0.2)
        assert id_ in fetched.shelf.pictures
        downloads.want_thumbnails([other])
        await asyncio.sleep(0.2)
        assert other not in fetched.shelf.pictures
        await asyncio.sleep(5)
        assert other in fetched.shelf.pictures

    fetched.run(main)


def test_a_full_disk_is_tried_again_later(fetched: Fetched) -> None:
    ids = [fetched.add(1), fetched.add(2, thumbnail_path="t")]
    full = MediaError("import.disk_full", ErrorKind.RETRYABLE)
    fetched.shelf.errors = [full, full]

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails(ids)
        await asyncio.sleep(0.5)
        assert fetched.shelf.pictures == {}
        await asyncio.sleep(5)
        assert set(fetched.shelf.pictures) == set(ids)

    fetched.run(main)


def test_what_the_catalog_does_ends_the_lane(fetched: Fetched) -> None:
    id_ = fetched.add(1)

    def fail(_ids: object) -> list[Any]:
        raise CatalogError("catalog.damaged")

    fetched.catalog.server_files = fail  # type: ignore[method-assign,assignment]

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)

    with pytest.raises(CatalogError):
        fetched.run(main)


# --- when files may come


def test_on_a_metered_line_only_what_is_opened_comes(fetched: Fetched) -> None:
    seen, opened = fetched.add(1), fetched.add(2)
    fetched.is_metered = fetched.is_loaded = True

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([seen])
        downloads.want_original(opened)
        await asyncio.sleep(100)
        assert fetched.shelf.originals == {opened: DATA}
        assert seen not in fetched.shelf.pictures
        fetched.is_metered = False
        downloads.alarm.ring()
        await asyncio.sleep(1)
        assert seen in fetched.shelf.pictures

    fetched.run(main)


def test_paused_nothing_comes_and_who_waits_is_told(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.is_paused = True

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        fetched.open(id_)
        assert fetched.told == [(id_, False)]
        await asyncio.sleep(100)
        assert fetched.downloaded() == []

    fetched.run(main)


# --- what nobody has asked for


def test_all_pictures_come_newest_first_once_the_rows_are_here(fetched: Fetched) -> None:
    ids = [fetched.add(number) for number in range(1, 250)]

    async def main(downloads: Downloads) -> None:
        await asyncio.sleep(10)
        assert fetched.downloaded() == []
        fetched.is_loaded = True
        downloads.alarm.ring()
        await asyncio.sleep(60)
        assert set(fetched.shelf.pictures) == set(ids)
        assert fetched.downloaded()[0] == "user/249.png"
        assert fetched.bucket.most_under_way == 2

    fetched.run(main)


def test_a_full_cache_is_not_filled_further(fetched: Fetched) -> None:
    fetched.add(1)
    fetched.is_loaded = fetched.shelf.is_full = True

    async def main(_downloads: Downloads) -> None:
        await asyncio.sleep(10)
        assert fetched.downloaded() == []

    fetched.run(main)


def test_new_rows_get_their_pictures(fetched: Fetched) -> None:
    fetched.is_loaded = True

    async def main(downloads: Downloads) -> None:
        await asyncio.sleep(1)
        first = fetched.add(1)
        downloads.on_committed(ChangeSet(1, Origin.SYNC, added=(AssetRow(1),)))
        await asyncio.sleep(1)
        assert first in fetched.shelf.pictures
        second = fetched.add(2, asset_type="video", mime_type="video/mp4")
        downloads.on_committed(ChangeSet(1, Origin.SYNC, added=(AssetRow(2),)))
        await asyncio.sleep(1)
        assert second not in fetched.shelf.pictures
        fetched.catalog.change(2, thumbnail_path="t")
        fetched.bucket.data["t"] = DATA
        changed = ChangeSet(
            2, Origin.SYNC, changed=(AssetRow(2),), columns=frozenset({"thumbnail_path"})
        )
        downloads.on_committed(changed)
        await asyncio.sleep(1)
        assert second in fetched.shelf.pictures
        downloads.on_committed(
            ChangeSet(3, Origin.SYNC, changed=(AssetRow(2),), columns=frozenset({"tags"}))
        )

    fetched.run(main)


def test_a_file_that_was_replaced_elsewhere_gets_a_new_picture(fetched: Fetched) -> None:
    fetched.is_loaded = True

    async def main(downloads: Downloads) -> None:
        id_ = fetched.add(1, thumbnail_path="old")
        downloads.on_committed(ChangeSet(1, Origin.SYNC, added=(AssetRow(1),)))
        await asyncio.sleep(1)
        fetched.catalog.change(1, thumbnail_path="new")
        fetched.bucket.data["new"] = b"another"
        downloads.on_committed(
            ChangeSet(
                2,
                Origin.SYNC,
                changed=(AssetRow(1),),
                replaced=(AssetRow(1),),
                columns=frozenset({"thumbnail_path"}),
            )
        )
        await asyncio.sleep(1)
        assert fetched.shelf.pictures[id_] == b"another"

    fetched.run(main)


def test_very_many_new_rows_are_found_by_looking_at_all(fetched: Fetched) -> None:
    fetched.is_loaded = True

    async def main(downloads: Downloads) -> None:
        await asyncio.sleep(1)
        ids = [fetched.add(number) for number in range(1, 20)]
        rows = tuple(AssetRow(number) for number in range(1, 1_000))
        downloads.on_committed(ChangeSet(1, Origin.SYNC, added=rows))
        await asyncio.sleep(10)
        assert set(ids) == set(fetched.shelf.pictures)

    fetched.run(main)


def test_before_the_rows_are_here_new_ones_are_passed_over(fetched: Fetched) -> None:
    async def main(downloads: Downloads) -> None:
        fetched.add(1)
        downloads.on_committed(ChangeSet(1, Origin.SYNC, added=(AssetRow(1),)))
        await asyncio.sleep(1)
        assert fetched.downloaded() == []

    fetched.run(main)


# --- originals


def test_an_original_that_is_opened_comes_and_whoever_waits_is_told(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.hashes["user/1.png"] = hashlib.sha256(DATA).hexdigest()

    async def main(downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(0)
        await asyncio.sleep(1)
        assert fetched.told == [(id_, True)]
        assert fetched.shelf.originals == {id_: DATA}
        assert fetched.state_of(id_) is FileState.STORED
        fetched.open(id_)
        await asyncio.sleep(1)
        assert fetched.told == [(id_, True)] * 2
        assert fetched.downloaded() == ["user/1.png"]
        assert id_ in fetched.shelf.viewed

    fetched.run(main)


def test_a_download_that_was_cut_goes_on_where_it_was(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.cuts_after["user/1.png"] = 8

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(10)
        assert fetched.bucket.calls_of("download") == [("user/1.png", 0), ("user/1.png", 8)]
        assert fetched.shelf.originals == {id_: DATA}
        assert fetched.told == [(id_, True)]

    fetched.run(main)


def test_what_an_earlier_run_has_begun_is_gone_on_with(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.shelf.part_of("user/1.png").write_bytes(DATA[:6])

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)
        assert fetched.bucket.calls_of("download") == [("user/1.png", 6)]
        assert fetched.shelf.originals == {id_: DATA}

    fetched.run(main)


def test_a_beginning_that_is_longer_than_the_object_is_thrown_away(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.shelf.part_of("user/1.png").write_bytes(DATA + DATA)

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)
        assert fetched.bucket.calls_of("download") == [("user/1.png", 0)]
        assert fetched.shelf.originals == {id_: DATA}

    fetched.run(main)


def test_bytes_that_are_not_what_was_uploaded_are_thrown_away(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.hashes["user/1.png"] = hashlib.sha256(DATA).hexdigest()
    fetched.shelf.part_of("user/1.png").write_bytes(b"xxxxxx")

    async def main(downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(0.5)
        assert fetched.told == [(id_, False)]
        await asyncio.sleep(5)
        assert fetched.shelf.originals == {id_: DATA}

    fetched.run(main)


def test_storage_that_tells_no_sizes_is_taken_at_its_word(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.has_info = False

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)
        assert fetched.shelf.originals == {id_: DATA}

    fetched.run(main)


def test_less_or_more_than_was_promised_is_not_taken(fetched: Fetched) -> None:
    id_ = fetched.add(1)

    async def main(_downloads: Downloads) -> None:
        fetched.bucket.script(
            "download",
            lambda: fetched.bucket.data.update({"user/1.png": DATA[:4]}),
            lambda: fetched.bucket.data.update({"user/1.png": DATA + DATA}),
            lambda: fetched.bucket.data.update({"user/1.png": DATA}),
        )
        fetched.bucket.script(
            "info", None, lambda: fetched.bucket.data.update({"user/1.png": DATA})
        )
        fetched.open(id_)
        await asyncio.sleep(20)
        assert fetched.shelf.originals == {id_: DATA}

    fetched.run(main)


def test_an_original_that_is_not_there_is_told_at_once_and_missing_later(
    fetched: Fetched,
) -> None:
    id_ = fetched.add(1, None)
    vanishing = fetched.add(2)
    nowhere = fetched.add(3, None, storage_path="https://elsewhere.example/x.png")

    async def main(_downloads: Downloads) -> None:
        fetched.bucket.script("info", fetched.bucket.data.clear)
        fetched.open(vanishing)
        fetched.open(id_)
        fetched.open(nowhere)
        await asyncio.sleep(1)
        assert sorted(fetched.told) == sorted([(id_, False), (vanishing, False), (nowhere, False)])
        await asyncio.sleep(1000)
        assert fetched.state_of(id_) is FileState.MISSING
        assert fetched.state_of(vanishing) is FileState.MISSING
        assert fetched.state_of(nowhere) is FileState.MISSING

    fetched.run(main)


def test_a_download_that_is_called_off_rests(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.held["user/1.png"] = asyncio.Event()

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)
        (transfer,) = fetched.transfers.listed
        assert (transfer.asset_id, transfer.is_upload, transfer.total_bytes) == (id_, False, 10)
        fetched.transfers.cancel(id_)
        await asyncio.sleep(100)
        assert fetched.told == [(id_, False)]
        assert fetched.downloaded() == ["user/1.png"]

    fetched.run(main)


def test_an_original_whose_row_goes_meanwhile_is_not_kept(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    absent = fetched.add(2)
    fetched.bucket.script("download", fetched.catalog.files.clear)

    async def main(downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)
        assert fetched.shelf.originals == {}
        fetched.open(absent)
        await asyncio.sleep(1)
        assert fetched.told[-1] == (absent, False)

    fetched.run(main)


def test_when_the_line_breaks_who_waits_is_told(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.held["user/1.png"] = asyncio.Event()

    async def main(downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)
        fetched.line.fail(offline(), asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        assert fetched.told == [(id_, False)]
        fetched.line.fail(signed_out(), asyncio.get_running_loop().time())
        fetched.open(id_)
        assert fetched.told == [(id_, False)] * 2

    fetched.run(main)


def test_who_waits_is_told_when_it_all_ends(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.held["user/1.png"] = asyncio.Event()

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(1)

    fetched.run(main)
    assert fetched.told == [(id_, False)]


def test_a_picture_that_is_made_of_an_opened_original_keeps_it(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.bucket.held["user/1.png"] = held = asyncio.Event()

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        fetched.open(id_)
        await asyncio.sleep(1)
        held.set()
        await asyncio.sleep(1)
        assert fetched.shelf.originals == {id_: DATA}
        assert fetched.downloaded() == ["user/1.png"]

    fetched.run(main)


def test_of_an_original_that_is_opened_the_picture_comes_with_it(fetched: Fetched) -> None:
    id_ = fetched.add(1)

    async def main(downloads: Downloads) -> None:
        fetched.open(id_)
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        assert fetched.downloaded() == ["user/1.png"]
        assert id_ in fetched.shelf.pictures

    fetched.run(main)


# --- which originals are kept


def test_all_originals_are_kept_when_the_rule_says_so(fetched: Fetched) -> None:
    fetched.is_loaded = True
    ids = [fetched.add(1), fetched.add(2, thumbnail_path="t")]
    fetched.bucket.data["user/2.png"] = DATA
    video = fetched.add(3, asset_type="video", mime_type="video/mp4")

    async def main(downloads: Downloads) -> None:
        await asyncio.sleep(1)
        assert fetched.shelf.originals == {}
        downloads.keep(KeepingRule(Keeping.ALL))
        await asyncio.sleep(10)
        assert set(fetched.shelf.originals) == {*ids, video}
        newest = fetched.add(4)
        downloads.on_committed(ChangeSet(1, Origin.SYNC, added=(AssetRow(4),)))
        await asyncio.sleep(10)
        assert newest in fetched.shelf.originals

    fetched.run(main)
    # and it is remembered
    assert KeepingRule.of_text(fetched.world.replica.position("files.keeping")) == KeepingRule(
        Keeping.ALL
    )


def test_a_budget_is_filled_with_the_newest_and_what_is_opened_finds_room(
    fetched: Fetched,
) -> None:
    fetched.is_loaded = True
    ids = [fetched.add(number) for number in range(1, 11)]
    fetched.world.replica.positions["files.keeping"] = KeepingRule(Keeping.BUDGET, 50).to_text()

    async def main(downloads: Downloads) -> None:
        await asyncio.sleep(30)
        assert fetched.catalog.stored_bytes() <= 50
        assert set(ids[-4:]) <= set(fetched.shelf.originals)
        for id_ in reversed(ids[-4:]):
            downloads.want_original(id_)
            await asyncio.sleep(1)
        for id_ in ids[:3]:
            downloads.want_original(id_)
            await asyncio.sleep(5)
        # Those that were looked at longest ago made room.
        assert not {ids[-1], ids[-2]} & set(fetched.shelf.originals)
        assert {ids[1], ids[2]} <= set(fetched.shelf.originals)
        assert fetched.catalog.stored_bytes() <= 50

    fetched.run(main)


def test_the_last_of_the_disk_is_left_free(fetched: Fetched) -> None:
    fetched.is_loaded = True
    ids = [fetched.add(number) for number in range(1, 11)]
    fetched.shelf.disk_bytes = SPARE_BYTES + 3 * len(DATA) + 1

    async def main(downloads: Downloads) -> None:
        downloads.keep(KeepingRule(Keeping.ALL))
        await asyncio.sleep(30)
        # One that is on its way when the disk is looked at may come all the same.
        came = len(fetched.shelf.originals)
        assert 3 <= came <= 4
        downloads.want_original(ids[0])
        await asyncio.sleep(30)
        assert ids[0] in fetched.shelf.originals
        # There is room again, which nobody tells of.
        fetched.shelf.disk_bytes = 2 * SPARE_BYTES
        downloads.alarm.ring()
        await asyncio.sleep(200)
        assert len(fetched.shelf.originals) == came + 1
        await asyncio.sleep(200)
        downloads.alarm.ring()
        await asyncio.sleep(30)
        assert set(fetched.shelf.originals) == set(ids)

    fetched.run(main)


def test_what_the_server_does_not_have_is_never_let_go(fetched: Fetched) -> None:
    stored: dict[str, Any] = {"file_state": FileState.STORED}
    unsent = fetched.add(1, None, **stored)
    lost = fetched.add(2, None, **stored)
    other_size = fetched.add(3, b"xx", **stored)
    other = fetched.add(4, content_hash="0" * 64, **stored)
    fetched.bucket.hashes["user/4.png"] = hashlib.sha256(DATA).hexdigest()
    nowhere = fetched.add(5, None, storage_path="https://elsewhere.example/5", **stored)
    safe = fetched.add(6, **stored)
    racing = fetched.add(7, **stored)
    fetched.catalog.unsent.add(unsent)
    ids = [unsent, lost, other_size, other, nowhere, safe, racing]
    fetched.shelf.originals = dict.fromkeys([*ids, uuid(98)], DATA)
    listed = fetched.catalog.stored_originals

    def stored_originals() -> list[AssetId]:
        found = [*listed(), AssetId(uuid(98)), AssetId(uuid(99))]
        fetched.catalog.unsent.add(racing)
        return found

    fetched.catalog.stored_originals = stored_originals  # type: ignore[method-assign]

    async def main(downloads: Downloads) -> None:
        downloads.keep(KeepingRule(Keeping.BUDGET, 5))
        await asyncio.sleep(5)
        assert set(fetched.shelf.originals) == {*ids, uuid(98)} - {safe}
        assert fetched.state_of(safe) is FileState.ABSENT

    fetched.run(main)


def test_rules_are_text_in_the_catalog() -> None:
    rule = KeepingRule(Keeping.BUDGET, 2 * 1024**3)
    assert KeepingRule.of_text(rule.to_text()) == rule
    for text in (None, "", "budget", "budget:many", "some:1"):
        assert KeepingRule.of_text(text) == KeepingRule()


# --- parts


def test_large_files_are_written_piece_by_piece(
    fetched: Fetched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_WRITTEN_BYTES", 4)
    id_ = fetched.add(1)
    told: list[int] = []

    async def main(_downloads: Downloads) -> None:
        progress = fetched.transfers.progress

        def note(asset_id: str, done_bytes: int) -> None:
            told.append(done_bytes)
            progress(asset_id, done_bytes)

        fetched.transfers.progress = note  # type: ignore[method-assign]
        fetched.open(id_)
        await asyncio.sleep(1)
        assert fetched.shelf.originals == {id_: DATA}
        assert told == [4, 8, 10]

    fetched.run(main)


def test_where_nothing_can_be_written_it_is_tried_again(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    folder, fetched.shelf.folder = fetched.shelf.folder, fetched.shelf.folder / "gone"

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(0.5)
        assert fetched.told == [(id_, False)]
        fetched.shelf.folder = folder
        await asyncio.sleep(5)
        assert fetched.shelf.originals == {id_: DATA}

    fetched.run(main)


def test_an_original_that_the_disk_does_not_take_is_tried_again(fetched: Fetched) -> None:
    id_ = fetched.add(1)
    fetched.shelf.errors = [MediaError("import.disk_full", ErrorKind.RETRYABLE)]

    async def main(_downloads: Downloads) -> None:
        fetched.open(id_)
        await asyncio.sleep(5)
        assert fetched.shelf.originals == {id_: DATA}
        assert fetched.downloaded() == ["user/1.png"] * 2

    fetched.run(main)


def test_a_picture_that_tells_nothing_new_is_announced(fetched: Fetched) -> None:
    hash_ = hashlib.sha256(DATA).hexdigest()
    id_ = fetched.add(1, content_hash=hash_, width_px=4, height_px=3)
    going = fetched.add(2)
    fetched.bucket.script("download", None, fetched.catalog.files.clear)

    async def main(downloads: Downloads) -> None:
        downloads.want_thumbnails([id_])
        await asyncio.sleep(1)
        assert fetched.catalog.announced == [id_]
        downloads.want_thumbnails([going])
        await asyncio.sleep(1)
        assert fetched.shelf.originals == {}

    fetched.run(main)


def test_a_walk_that_begins_anew_meanwhile_begins_with_the_newest(fetched: Fetched) -> None:
    async def main() -> None:
        for number in range(1, 300):
            fetched.add(number)
        surroundings = replace(
            fetched.world.surroundings(), catalog=cast("Catalog", fetched.catalog)
        )
        walk = Walk(surroundings, lambda _file: True)
        walk.restart()
        await walk.more()
        going = asyncio.create_task(walk.more())
        await asyncio.sleep(0)
        walk.restart()
        await going
        assert (await walk.more())[0].row == 299

    run_virtually(main())


def test_a_rule_that_is_chosen_at_once_is_not_overwritten(fetched: Fetched) -> None:
    async def main() -> None:
        surroundings = fetched.world.surroundings()
        keeper = Keeper(surroundings, fetched.bucket, fetched.shelf)
        await keeper.set_rule(KeepingRule(Keeping.ALL))
        fetched.world.replica.positions.clear()
        await keeper.begin()
        assert keeper.rule == KeepingRule(Keeping.ALL)

    run_virtually(main())


def test_what_fails_while_it_is_called_off_is_of_no_interest() -> None:
    async def main() -> None:
        crew: Crew[str] = Crew(lambda: None)

        async def stubborn() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                raise offline()

        crew.start("one", stubborn)
        crew.start("one", stubborn)
        await asyncio.sleep(0)
        assert len(crew) == 1
        await crew.stop()
        assert len(crew) == 0

    run_virtually(main())


def test_links_are_used_for_most_of_their_life() -> None:
    async def main() -> None:
        bucket, clock = Bucket(), FakeClock()
        bucket.data = {f"k{number}": DATA for number in range(250)}
        links = Links(bucket, clock, Limits())
        found = await links.of([*bucket.data, "gone", "k1"])
        assert len(found) == 250
        assert [len(keys) for keys in bucket.calls_of("sign")] == [100, 100, 51]
        clock.us += int(0.79 * 3600e6)
        assert (await links.of(["k1"])) == {"k1": found["k1"]}
        clock.us += int(0.02 * 3600e6)
        assert (await links.of(["k1"])) != {"k1": found["k1"]}
        clock.us -= int(3600e6)
        assert len(bucket.calls_of("sign")) == 4
        await links.of(["k1"])
        assert len(bucket.calls_of("sign")) == 5
        bucket.data |= {f"m{number}": DATA for number in range(5_100)}
        await links.of(bucket.data)
        await links.of(["k1"])

    run_virtually(main())


def test_only_the_last_few_that_were_leafed_through_are_wanted() -> None:
    wishes = Wishes()
    for number in range(20):
        wishes.open(str(number))
    wishes.open("waited for", is_awaited=True)
    assert list(wishes.opened()) == [*map(str, range(19, 11, -1)), "waited for"]


def test_what_was_asked_for_long_ago_is_wanted_less() -> None:
    wishes = Wishes()
    for number in range(250):
        wishes.ask(str(number))
    assert next(wishes.asked()) == "249"
    assert sum(1 for _ in wishes.asked()) == 200
    assert wishes.unasked_count == 50
    wishes.show(["7", "8"])
    wishes.show(["8"])
    assert next(wishes.asked()) == "8"
    assert "7" in set(wishes.unasked())


def test_attempts_are_counted_until_they_are_renewed() -> None:
    attempts = Attempts(Limits(), random.Random(1))
    assert attempts.next_s(0.0) is None
    error = RemoteError("remote.rate_limited", retry_after_s=60.0)
    attempts.fail("one", 0.0, error)
    assert not attempts.is_due("one", 59.0)
    assert attempts.miss("two", 0.0)
    attempts.renew_failed()
    assert attempts.is_due("one", 0.0)
    assert not attempts.is_due("two", 0.0)
    assert attempts.next_s(0.0) == 5.0
    attempts.renew()
    assert attempts.is_due("two", 0.0)
