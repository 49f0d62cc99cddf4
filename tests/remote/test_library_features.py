"""Which files rows name, what a server has, and its feed."""

import asyncio
import json

import httpx
import pytest

from desktop_app.domain.remote import Features, RemoteError
from tests.remote.doubles import (
    ME,
    SOMEBODY,
    answer,
    query_of,
    row,
    uuid,
)
from tests.remote.libraries import ASSETS, NO_COLUMN, NO_FUNCTION, library

pytestmark = pytest.mark.asyncio


async def test_keys_are_found_in_whatever_form_a_row_names_them() -> None:
    keys = [f"{ME}/{name}" for name in ("bare.png", "bucket.png", "signed.png", "free.png")]
    stored = [
        keys[0],
        f"user-library/{keys[1]}",
        f"https://x.test/storage/v1/object/sign/user-library/{ME}%2Fsigned.png?token=a",
        f"{ME}/notfree.png.bak",
    ]
    pages = {
        "storage_path": [row(n, storage_path=path) for n, path in enumerate(stored)],
        "thumbnail_path": [row(9, thumbnail_path=None)],
    }

    def serve(request: httpx.Request) -> httpx.Response:
        query = query_of(request)
        column = query["select"].split(",")[1]
        return answer([] if "id" in query else pages[column])

    rows, server = library(serve)
    assert await rows.are_named(keys) == set(keys[:3])
    pattern = query_of(server.requests[0])["storage_path"]
    assert pattern.startswith('like(any).{"*bare.png*",')
    assert len(server.requests) == 4


async def test_a_key_that_cannot_be_asked_for_counts_as_named() -> None:
    rows, server = library()
    assert await rows.are_named(["a*b", 'x"}']) == {"a*b", 'x"}'}
    assert await rows.are_named([]) == set()
    assert not server.requests


async def test_a_server_that_repeats_itself_does_not_keep_us_for_ever() -> None:
    rows, _server = library(lambda _request: answer([row(1, storage_path="a.png")]))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await rows.are_named([f"{ME}/a.png"])


def feed(
    *rows: object, gone: object = (), position: object = "9", has_more: object = False
) -> dict[str, object]:
    return {"rows": list(rows), "gone": gone, "position": position, "has_more": has_more}


async def test_features_are_asked_once() -> None:
    rows, server = library(
        answer([{"id": uuid(1), "xmin": "1"}]), answer([]), answer(feed()), features=None
    )
    for found in await asyncio.gather(rows.features(), rows.features()):
        assert found == Features(has_versions=True, has_feed=True)
    assert len(server.requests) == 3


async def test_a_view_has_no_versions() -> None:
    rows, server = library(
        answer([]),
        answer(NO_COLUMN, 400),
        answer(NO_FUNCTION, 404),
        answer([row(1)]),
        features=None,
    )
    assert await rows.features() == Features(has_versions=False, has_feed=False)
    await rows.page(ASSETS, after=None, until=None, limit=1)
    assert query_of(server.last)["select"] == "*"
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "odd",
    [
        answer([]),
        answer(feed(position=None)),
        answer(feed({"id": uuid(1)})),
        answer(feed(gone=["x"])),
        answer(feed("x")),
        answer({"code": "42501", "message": "denied"}, 403),
        answer({"message": "no Route matched"}, 404),
    ],
)
async def test_another_function_of_that_name_is_no_feed(odd: httpx.Response) -> None:
    rows, _server = library(answer([]), answer([]), odd, features=None)
    assert await rows.features() == Features(has_versions=True, has_feed=False)


async def test_what_could_not_be_found_out_is_asked_again() -> None:
    rows, _server = library(
        httpx.Response(520),
        answer([]), answer([]), httpx.Response(520),
        answer([]), answer([]), answer({"code": "22023", "message": "?"}, 400),
        answer([]), answer([]), answer(feed()),
        features=None,
    )  # fmt: skip
    for code in ("busy", "busy", "refused"):
        with pytest.raises(RemoteError, match=rf"remote\.{code}"):
            await rows.features()
    assert (await rows.features()).has_feed


async def test_the_feed_tells_what_changed() -> None:
    rows, server = library(
        answer(feed(row(1), gone=[uuid(2)], position="9.8.7", has_more=True)), answer(feed())
    )
    told = await rows.feed("9")
    assert [one["id"] for one in told.rows] == [uuid(1)]
    assert (told.gone, told.position, told.has_more) == ([uuid(2)], "9.8.7", True)
    assert server.last.url.path == "/rest/v1/rpc/pull"
    assert server.body() == {"since": "9", "max_rows": 1000}


async def test_the_feed_can_be_followed_from_now_on() -> None:
    rows, server = library(
        answer(feed(row(1), position="9.8.7", has_more=True)), answer(feed(position="10"))
    )
    assert [await rows.feed_start(), await rows.feed_start()] == ["9", "10"]
    assert json.loads(server.requests[0].content) == {"since": None, "max_rows": 1}


async def test_a_feed_of_somebody_elses_rows_is_an_error() -> None:
    rows, _server = library(answer(feed(row(1, user_id=SOMEBODY))))
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await rows.feed(None)
