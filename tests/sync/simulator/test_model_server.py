"""The model server does what was tried on the real one."""

import asyncio
from collections.abc import Iterator

import pytest

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import VERSION
from tests.sync.simulator.auth import ModelAuth
from tests.sync.simulator.bucket import ModelBucket
from tests.sync.simulator.loop import StalledError, VirtualLoop
from tests.sync.simulator.schema import ANY_TEXT, Row, ServerColumn, ServerError
from tests.sync.simulator.server import ASSETS, COLLECTIONS, ModelServer
from tests.sync.simulator.times import FIRST_MOMENT_US, SECOND_US, timestamp

ANN, BEN = "ann", "ben"


@pytest.fixture
def server() -> ModelServer:
    return ModelServer(lambda: FIRST_MOMENT_US, max_rows=3)


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    loop = VirtualLoop()
    yield loop
    loop.close()


def _asset(uuid: str, user: str = ANN, **over: Json) -> Row:
    row: Row = {
        "id": uuid,
        "user_id": user,
        "asset_type": "image",
        "storage_path": f"{user}/{uuid}.png",
        "file_size_bytes": 1,
        "mime_type": "image/png",
        "original_prompt": "",
        "model_used": "sdxl",
    }
    return row | over


def _put(server: ModelServer, *rows: Row) -> None:
    with server.transaction("web") as transaction:
        for row in rows:
            server.insert(transaction, ASSETS, row)


def _version(server: ModelServer, uuid: str) -> int:
    row = server.row(ASSETS, uuid)
    assert row is not None
    return int(str(row[VERSION]))


def test_every_update_gives_a_new_version(server: ModelServer) -> None:
    _put(server, _asset("a"))
    before = _version(server, "a")
    with server.transaction("web") as transaction:
        server.update(transaction, ASSETS, "a", {"custom_title": None})
    assert _version(server, "a") > before


def test_versions_do_not_come_in_the_order_of_commits(server: ModelServer) -> None:
    _put(server, _asset("a"), _asset("b"))
    slow = server.begin("web")
    server.update(slow, ASSETS, "a", {"custom_title": "late"})
    with server.transaction("web") as quick:
        server.update(quick, ASSETS, "b", {"custom_title": "early"})
    assert server.page(ASSETS, ANN, after=None, until="a", limit=1)[0]["custom_title"] is None
    assert server.lock_of([(ASSETS, "a")]) is slow
    server.commit(slow)
    assert _version(server, "a") < _version(server, "b")
    assert server.lock_of([(ASSETS, "a")]) is None


def test_what_is_rolled_back_never_was(server: ModelServer) -> None:
    _put(server, _asset("a"))
    transaction = server.begin("web")
    server.update(transaction, ASSETS, "a", {"custom_title": "x"})
    server.roll_back(transaction)
    row = server.row(ASSETS, "a")
    assert row is not None
    assert row["custom_title"] is None
    assert not server.has_open_transactions


def test_a_page_holds_what_max_rows_lets_it(server: ModelServer) -> None:
    _put(server, *(_asset(uuid) for uuid in "dbeca"), _asset("bb", BEN))
    page = server.page(ASSETS, ANN, after="a", until="e", limit=1_000)
    assert [row["id"] for row in page] == ["b", "c", "d"]
    assert server.page(ASSETS, ANN, after="d", until="d", limit=5) == []


def test_a_deleted_collection_sets_its_members_free(server: ModelServer) -> None:
    with server.transaction("web") as transaction:
        server.insert(transaction, COLLECTIONS, {"id": "k", "user_id": ANN, "name": "Summer"})
    _put(server, _asset("a", collection_id="k"), _asset("b"))
    collection = server.row(COLLECTIONS, "k")
    assert collection is not None
    assert collection["asset_count"] == 1
    before = _version(server, "a")
    assert (ASSETS, "a") in server.keys_touched(COLLECTIONS, "k", None)
    with server.transaction("web") as transaction:
        server.delete(transaction, COLLECTIONS, "k")
    row = server.row(ASSETS, "a")
    assert row is not None
    assert row["collection_id"] is None
    assert _version(server, "a") > before


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"collection_id": "none"}, "23503"),
        ({"visibility": "unlisted"}, "23514"),
        ({"mood": "calm"}, "PGRST204"),
        ({"asset_type": None}, "23502"),
        ({"tags": "sea"}, "22P02"),
    ],
)
def test_what_does_not_fit_is_refused(server: ModelServer, values: Row, code: str) -> None:
    _put(server, _asset("a"))
    with pytest.raises(ServerError, match=code), server.transaction("web") as transaction:
        server.update(transaction, ASSETS, "a", values)


def test_the_schema_changes_under_the_rows(server: ModelServer) -> None:
    _put(server, _asset("a", generation_seed=7))
    before = _version(server, "a")
    server.add_column("mood", ServerColumn(ANY_TEXT.takes, default="calm"))
    server.drop_column("content_category")
    page = server.page(ASSETS, ANN, after=None, until=None, limit=1)
    assert page[0]["mood"] == "calm"
    assert "content_category" not in page[0]
    assert _version(server, "a") == before
    server.retype_column("generation_seed", ANY_TEXT, str)
    row = server.row(ASSETS, "a")
    assert row is not None
    assert row["generation_seed"] == "7"
    assert _version(server, "a") > before


def test_the_feed_misses_nothing_that_commits_late(server: ModelServer) -> None:
    _put(server, *(_asset(uuid) for uuid in "abcd"))
    slow = server.begin("web")
    server.update(slow, ASSETS, "a", {"custom_title": "late"})
    with server.transaction("web") as quick:
        server.delete(quick, ASSETS, "b")
    seen, gone, position, has_more = server.feed(ANN, None)
    assert [row["id"] for row in seen] == ["a", "c", "d"]
    assert (gone, has_more) == (["b"], False)
    server.commit(slow)
    rows, gone, _, _ = server.feed(ANN, position)
    assert [row["custom_title"] for row in rows] == ["late"]
    assert gone == ["b"]


def test_the_feed_comes_in_pages(server: ModelServer) -> None:
    _put(server, *(_asset(uuid) for uuid in "abcde"))
    position: str | None = None
    seen: list[object] = []
    has_more = True
    while has_more:
        rows, _, position, has_more = server.feed(ANN, position)
        seen += [row["id"] for row in rows]
    assert seen == [*"abcde"]
    assert server.feed(ANN, position)[0] == []


def test_touched_rows_are_found_by_their_own_words(server: ModelServer) -> None:
    old, new = timestamp(FIRST_MOMENT_US - 5 * SECOND_US), timestamp(FIRST_MOMENT_US)
    _put(server, _asset("a", updated_at=old), _asset("b", updated_at=new))
    rows = server.touched_since(ANN, "updated_at", new, after=None, limit=9)
    assert [row["id"] for row in rows] == ["b"]


def test_sessions_rotate_and_notice_theft() -> None:
    auth = ModelAuth(lambda: 0)
    first = auth.sign_in(ANN)
    second = auth.refresh(first.refresh_token)
    lost = auth.refresh(first.refresh_token)  # the answer was lost: the same one again
    assert lost.refresh_token == second.refresh_token
    auth.refresh(second.refresh_token)
    with pytest.raises(ServerError, match="already_used"):
        auth.refresh(first.refresh_token)
    with pytest.raises(ServerError, match="not_found"):
        auth.refresh(second.refresh_token)
    assert auth.thefts == 1


def test_access_tokens_end() -> None:
    now_us = 0
    auth = ModelAuth(lambda: now_us, lifetime_s=10)
    token = auth.sign_in(ANN).access_token
    assert auth.user_of(token) == ANN
    assert auth.user_of(auth.sign_in(ANN, "anon").access_token) == ""
    now_us = 11 * SECOND_US
    with pytest.raises(ServerError, match="JWT expired"):
        auth.user_of(token)


def test_objects_are_stored_once() -> None:
    bucket = ModelBucket(limit_bytes=10, mime_types=["image/png"])
    bucket.put(ANN, "ann/a.png", 3, "image/png", None, "here")
    for key, size, kind, code in (
        ("ann/a.png", 3, "image/png", "Duplicate"),
        ("ann/b.png", 11, "image/png", "TooLarge"),
        ("ann/b.png", 3, "image/bmp", "MimeType"),
        ("ben/b.png", 3, "image/png", "42501"),
    ):
        with pytest.raises(ServerError, match=code):
            bucket.put(ANN, key, size, kind, None, "here")
    bucket.remove(BEN, ["ann/a.png"], "there")
    assert bucket.info(ANN, "ann/a.png") is not None
    assert bucket.info(BEN, "ann/a.png") is None


def test_time_jumps_to_what_comes_next(loop: VirtualLoop) -> None:
    async def nap() -> float:
        await asyncio.gather(*(asyncio.sleep(seconds) for seconds in (3_600, 0.5, 86_400)))
        return loop.time()

    assert loop.run_until_complete(nap()) == 86_400


def test_a_world_in_which_everybody_waits_is_told(loop: VirtualLoop) -> None:
    async def wait_for_ever() -> None:
        with pytest.raises(StalledError):
            await asyncio.Event().wait()

    with pytest.raises(StalledError):
        loop.run_until_complete(wait_for_ever())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))
