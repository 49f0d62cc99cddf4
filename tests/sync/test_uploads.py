"""Imported files to the bucket: nothing is overwritten, nothing half, nothing twice."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import ObjectInfo, RemoteError, Resume
from desktop_app.sync.arrivals import Arrivals
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.outcomes import Outcomes
from desktop_app.sync.refusals import Refusals
from desktop_app.sync.retry import INCOMPLETE
from desktop_app.sync.staleness import Staleness
from desktop_app.sync.transfers import CANCELLED, Transfers
from desktop_app.sync.uploads import (
    CHANGED_FILE,
    NO_FILE,
    OTHER_OBJECT,
    Uploads,
)
from tests.sync.fakes import (
    SERVER_TIME_US,
    USER,
    World,
    insert,
    offline,
    refused,
    upload_of,
    uuid,
)

KEY = f"{USER}/{uuid(1)}.png"
THUMBNAIL = f"{USER}/{uuid(1)}.thumb.webp"
TOO_LARGE = RemoteError("remote.too_large", ErrorKind.PERMANENT)
TYPE_REFUSED = RemoteError("remote.type_refused", ErrorKind.PERMANENT)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def transfers(told: list[None]) -> Transfers:
    return Transfers(lambda: told.append(None))


@pytest.fixture
def told() -> list[None]:
    return []


@pytest.fixture
def uploads(world: World, transfers: Transfers) -> Uploads:
    surroundings = world.surroundings()
    arrivals = Arrivals(surroundings, Staleness(), HintBox(9, lambda: None))
    outcomes, refusals = Outcomes(surroundings, arrivals), Refusals(surroundings)
    return Uploads(surroundings, outcomes, refusals, transfers)


@pytest.fixture
def original(world: World, tmp_path: Path) -> Path:
    return put_original(world, tmp_path, 1)


def put_original(world: World, folder: Path, number: int, data: bytes = b"png") -> Path:
    path = folder / f"{number}.png"
    path.write_bytes(data)
    world.originals.paths[uuid(number)] = path
    return path


def blocked(world: World) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = world.replica.told_of("block")
    return found


async def test_the_object_goes_up_then_its_thumbnail_then_the_row_is_due(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.originals.thumbnails[uuid(1)] = b"webp"
    world.replica.queue(insert(1, upload_of(1)))
    assert await uploads.some()
    assert world.bucket.objects[KEY] == ObjectInfo(3, "ab" * 32)
    assert world.bucket.objects[THUMBNAIL].size_bytes == 4
    assert world.replica.told == [
        ("note_upload", (uuid(1), None, True, THUMBNAIL)),
        ("release", (uuid(1), "", 0, True)),
    ]
    assert not await uploads.some()
    assert [claim.id for claim in world.replica.claim(9)] == [uuid(1)]


async def test_without_a_thumbnail_there_is_none(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert set(world.bucket.objects) == {KEY}
    assert world.replica.told_of("note_upload") == [(uuid(1), None, True, None)]


async def test_an_object_of_an_earlier_attempt_is_ours(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.originals.thumbnails[uuid(1)] = b"webp"
    world.bucket.objects = {KEY: ObjectInfo(3, "ab" * 32), THUMBNAIL: ObjectInfo(4)}
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert world.replica.told_of("note_upload") == [(uuid(1), None, True, THUMBNAIL)]


async def test_an_object_whose_hash_nobody_knows_is_known_by_its_size(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.bucket.objects = {KEY: ObjectInfo(3)}
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert blocked(world) == []


@pytest.mark.parametrize("info", [ObjectInfo(4, "ab" * 32), ObjectInfo(3, "cd" * 32)])
async def test_another_object_under_our_key_blocks(
    world: World, uploads: Uploads, original: Path, info: ObjectInfo
) -> None:
    world.bucket.objects = {KEY: info}
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert blocked(world) == [(uuid(1), OTHER_OBJECT)]
    assert world.bucket.objects == {KEY: info}


async def test_an_object_that_is_said_to_be_there_and_is_not_is_waited_for(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.bucket.script("upload", RemoteError("remote.exists", ErrorKind.PERMANENT))
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert world.replica.told_of("release")[0][1] == INCOMPLETE
    assert world.replica.entries[0].next_at_us == SERVER_TIME_US + 1_000_000


async def test_an_object_that_arrived_short_goes_and_is_sent_again(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.bucket.is_cutting = True
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert world.replica.told_of("release")[0][1] == INCOMPLETE
    assert world.bucket.objects == {}
    world.bucket.is_cutting = False
    world.replica.entries[0].next_at_us = 0
    await uploads.some()
    assert world.bucket.objects[KEY].size_bytes == 3


async def test_a_file_that_is_gone_or_another_blocks(
    world: World, uploads: Uploads, tmp_path: Path
) -> None:
    put_original(world, tmp_path, 1).unlink()
    put_original(world, tmp_path, 2, b"changed")
    for number in (1, 2, 3):
        world.replica.queue(insert(number, upload_of(number)))
    while await uploads.some():
        pass
    assert blocked(world) == [(uuid(1), NO_FILE), (uuid(2), CHANGED_FILE), (uuid(3), NO_FILE)]
    assert world.bucket.calls == []


async def test_a_resumable_upload_is_noted_as_it_goes_and_gone_on_with(
    world: World, uploads: Uploads, original: Path
) -> None:
    step = Resume("https://x/1", 1, SERVER_TIME_US)
    world.bucket.resumes = [step]
    world.bucket.script("uploaded", offline())
    world.replica.queue(insert(1, upload_of(1, resume=Resume("https://x/0", 0, 1))))
    with pytest.raises(RemoteError, match="offline"):
        await uploads.some()
    assert world.bucket.calls_of("upload")[0][2] == Resume("https://x/0", 0, 1)
    assert world.replica.told_of("note_upload") == [(uuid(1), step, False, None)]
    assert world.replica.told_of("release")[0][3] is True


@pytest.mark.parametrize(("begun_bytes", "waited_s"), [(0, 1), (3, 64)])
async def test_what_gets_on_is_not_put_off_ever_longer(
    world: World, uploads: Uploads, original: Path, begun_bytes: int, waited_s: int
) -> None:
    world.bucket.script("uploaded", offline())
    resume = Resume("https://x/0", begun_bytes, SERVER_TIME_US)
    world.replica.queue(replace(insert(1, upload_of(1, resume=resume)), attempts=6))
    with pytest.raises(RemoteError, match="offline"):
        await uploads.some()
    assert world.replica.entries[0].next_at_us == SERVER_TIME_US + waited_s * 1_000_000


async def test_what_the_bucket_refused_is_not_sent_for_nothing(
    world: World, uploads: Uploads, tmp_path: Path
) -> None:
    for number in (1, 2, 3, 4):
        put_original(world, tmp_path, number, bytes(number))
    world.bucket.script("upload", TOO_LARGE, TYPE_REFUSED)
    first = [
        upload_of(2, 2),
        upload_of(1, 1, mime_type="image/tiff"),
        upload_of(3, 3),
        upload_of(4, 1, mime_type="image/tiff"),
    ]
    for upload in first:
        world.replica.queue(insert(int(upload.asset_id[:8], 16), upload))
    while await uploads.some():
        pass
    assert sorted(blocked(world)) == [
        (uuid(1), "remote.type_refused"),
        (uuid(2), "remote.too_large"),
        (uuid(3), "remote.too_large"),
        (uuid(4), "remote.type_refused"),
    ]
    assert len(world.bucket.calls_of("upload")) == 2
    assert world.replica.positions == {"refused.size": "2", "refused.types": '["image/tiff"]'}


async def test_the_smallest_refused_size_is_remembered(
    world: World, uploads: Uploads, tmp_path: Path
) -> None:
    world.replica.positions = {"refused.size": "2"}
    for number, size_bytes in ((1, 3), (2, 1)):
        put_original(world, tmp_path, number, bytes(size_bytes))
    world.bucket.script("upload", TOO_LARGE, TOO_LARGE)
    # Tried once before: the user has asked for it again.
    world.replica.queue(replace(insert(1, upload_of(1, 3)), attempts=1))
    world.replica.queue(insert(2, upload_of(2, 1)))
    while await uploads.some():
        pass
    assert world.replica.positions == {"refused.size": "1"}


async def test_what_is_taken_after_all_is_refused_no_more(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.replica.positions = {
        "refused.size": "2",
        "refused.types": '["image/tiff", "image/png"]',
    }
    world.replica.queue(replace(insert(1, upload_of(1)), attempts=1))
    await uploads.some()
    assert world.replica.positions == {"refused.types": '["image/tiff"]'}


async def test_other_refusals_are_not_remembered(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.bucket.script("upload", refused("42501"))
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert blocked(world) == [(uuid(1), "remote.refused")]
    assert world.replica.positions == {}


@pytest.mark.parametrize("error", [TYPE_REFUSED, refused("42501")])
async def test_a_refused_thumbnail_is_done_without(
    world: World, uploads: Uploads, original: Path, error: RemoteError
) -> None:
    world.originals.thumbnails[uuid(1)] = b"webp"
    world.bucket.script("upload", None, error)
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert world.replica.told_of("note_upload") == [(uuid(1), None, True, None)]


async def test_a_thumbnail_that_did_not_get_through_is_sent_again(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.originals.thumbnails[uuid(1)] = b"webp"
    world.bucket.script("upload", None, offline())
    world.replica.queue(insert(1, upload_of(1)))
    with pytest.raises(RemoteError, match="offline"):
        await uploads.some()
    world.replica.entries[0].next_at_us = 0
    await uploads.some()
    assert set(world.bucket.objects) == {KEY, THUMBNAIL}


async def test_a_thumbnail_that_is_said_to_be_there_and_is_not_is_sent_again(
    world: World, uploads: Uploads, original: Path
) -> None:
    world.originals.thumbnails[uuid(1)] = b"webp"
    world.bucket.script("upload", None, RemoteError("remote.exists", ErrorKind.PERMANENT))
    world.replica.queue(insert(1, upload_of(1)))
    await uploads.some()
    assert world.replica.told_of("note_upload") == []
    world.replica.entries[0].next_at_us = 0
    await uploads.some()
    assert set(world.bucket.objects) == {KEY, THUMBNAIL}


async def test_without_a_bucket_nothing_is_claimed(world: World, transfers: Transfers) -> None:
    world.files = None
    surroundings = world.surroundings()
    arrivals = Arrivals(surroundings, Staleness(), HintBox(9, lambda: None))
    outcomes, refusals = Outcomes(surroundings, arrivals), Refusals(surroundings)
    uploads = Uploads(surroundings, outcomes, refusals, transfers)
    world.replica.queue(insert(1, upload_of(1)))
    assert not await uploads.some()
    assert not world.replica.entries[0].is_in_flight


async def test_two_files_are_on_their_way_at_once(
    world: World, uploads: Uploads, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        put_original(world, tmp_path, number)
        world.replica.queue(insert(number, upload_of(number)))
    await uploads.some()
    assert len(world.bucket.objects) == 2


async def test_a_file_on_its_way_is_shown_and_can_be_called_off(
    world: World,
    uploads: Uploads,
    transfers: Transfers,
    told: list[None],
    tmp_path: Path,
) -> None:
    for number in (1, 2):
        put_original(world, tmp_path, number)
        world.replica.queue(insert(number, upload_of(number)))
    seen: list[tuple[str, int, int]] = []

    async def shown() -> None:
        seen.extend((one.asset_id, one.done_bytes, one.total_bytes) for one in transfers.listed)
        transfers.cancel(uuid(1))
        transfers.cancel(uuid(7))
        await asyncio.sleep(0)

    world.bucket.script("uploaded", shown)
    await uploads.some()
    assert seen == [(uuid(1), 3, 3), (uuid(2), 3, 3)]
    assert transfers.listed == ()
    assert blocked(world) == [(uuid(1), CANCELLED)]
    assert list(world.bucket.objects) == [f"{USER}/{uuid(2)}.png"]
    assert told


async def test_ending_the_engine_is_no_calling_off(
    world: World, uploads: Uploads, transfers: Transfers, original: Path
) -> None:
    world.replica.queue(insert(1, upload_of(1)))
    is_begun = asyncio.Event()

    async def waits() -> None:
        is_begun.set()
        await asyncio.Event().wait()

    world.bucket.script("uploaded", waits)
    sending = asyncio.create_task(uploads.some())
    await is_begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert blocked(world) == []
    assert transfers.listed == ()
    transfers.progress(uuid(1), 3)
