"""Rows over a server that is a function: what is asked, and what is believed of its answers."""

import gzip
from collections.abc import Callable

import httpx
import orjson
import pytest

from desktop_app.domain.remote import RemoteError, RemoteRows
from desktop_app.remote.connection import MOST_URL_BYTES
from tests.remote.doubles import (
    ANON_KEY,
    ME,
    SOMEBODY,
    answer,
    page_of_a_proxy,
    query_of,
    row,
    token,
    uuid,
)
from tests.remote.libraries import (
    ASSETS,
    COLLECTIONS,
    EVERYTHING,
    READINGS,
    WRITINGS,
    Reading,
    library,
)

pytestmark = pytest.mark.asyncio

everything = pytest.mark.parametrize("call", EVERYTHING.values(), ids=EVERYTHING.keys())


async def test_it_is_what_sync_asks_for() -> None:
    rows, _server = library()
    port: RemoteRows = rows
    assert port.user_id == ME


@everything
async def test_every_request_carries_this_users_token_and_names_him(call: Reading) -> None:
    rows, server = library(lambda _request: httpx.Response(520))
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        await call(rows)
    request = server.last
    assert request.headers["authorization"] == f"Bearer {token(mark='access-1')}"
    assert request.headers["apikey"] == ANON_KEY
    is_by_function = request.url.path.startswith(("/auth/", "/rest/v1/rpc/"))
    if not is_by_function and request.method != "POST":
        assert query_of(request)["user_id"] == f"eq.{ME}"


@everything
@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (page_of_a_proxy, {"remote.garbled"}),
        (lambda: page_of_a_proxy(403), {"remote.busy"}),
        (lambda: page_of_a_proxy(520), {"remote.busy"}),
        (lambda: httpx.Response(200, content=b""), {"remote.garbled"}),
        (lambda: httpx.Response(204), {"remote.garbled", "remote.busy"}),
        (lambda: httpx.Response(302, headers={"location": "https://evil.test"}), {"remote.busy"}),
        (lambda: httpx.Response(200, content=b'[{"id": "'), {"remote.garbled"}),
        (lambda: answer("words"), {"remote.garbled"}),
        (lambda: answer(None), {"remote.garbled"}),
        (lambda: answer([1]), {"remote.garbled"}),
        (lambda: answer({"code": "57014", "message": "m"}, 500), {"remote.busy"}),
        (lambda: answer({"message": "m"}, 429), {"remote.rate_limited"}),
        (lambda: answer({"code": "42501", "message": "m"}, 403), {"remote.refused"}),
        (lambda: httpx.ConnectError("no"), {"remote.offline"}),
        (lambda: httpx.ReadTimeout("no"), {"remote.offline"}),
        (lambda: httpx.RemoteProtocolError("cut"), {"remote.offline"}),
    ],
)
async def test_an_odd_answer_is_an_error_and_never_an_empty_success(
    call: Reading, make: Callable[[], httpx.Response | Exception], codes: set[str]
) -> None:
    rows, _server = library(make())
    with pytest.raises(RemoteError) as caught:
        await call(rows)
    assert caught.value.code in codes


@everything
async def test_a_packed_answer_that_was_cut_is_an_error(call: Reading) -> None:
    packed = gzip.compress(orjson.dumps([row(number) for number in range(50)]))
    for cut in (packed[: len(packed) // 2], b"no gzip at all", packed[:5]):
        rows, _server = library(
            httpx.Response(200, stream=httpx.ByteStream(cut), headers={"content-encoding": "gzip"})
        )
        with pytest.raises(RemoteError, match=r"remote\.garbled"):
            await call(rows)


@pytest.mark.parametrize("call", READINGS.values(), ids=READINGS.keys())
@pytest.mark.parametrize(
    "rows_sent",
    [
        {"id": uuid(1)},
        [{"id": uuid(1), "user_id": ME}],
        [{"xmin": "1", "user_id": ME}],
        [row(1, id="not a uuid")],
        [row(1, id=None)],
        [row(1, xmin=None)],
        [row(1, xmin="new")],
        [row(1, xmin=-1)],
    ],
)
async def test_rows_of_the_wrong_shape_are_an_error(call: Reading, rows_sent: object) -> None:
    rows, _server = library(lambda _request: answer(rows_sent))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await call(rows)


@pytest.mark.parametrize(
    "call",
    [*(READINGS[name] for name in ("page", "newest", "rows", "touched")), WRITINGS["insert"]],
)
async def test_rows_of_another_user_are_an_error(call: Reading) -> None:
    other = row(1, user_id=SOMEBODY, custom_title="t", updated_at="now")
    rows, _server = library(lambda _request: answer([other]))
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await call(rows)


async def test_a_page_is_asked_for_by_id_and_comes_with_the_servers_time() -> None:
    sent = [row(2, xmin=702), row(3)]
    rows, server = library(answer(sent, 206, {"date": "Sat, 30 Aug 2025 10:00:00 GMT"}))
    page = await rows.page(ASSETS, after=uuid(1), until=uuid(9), limit=2)
    assert [one["xmin"] for one in page.rows] == ["702", "703"]
    assert page.server_time_us == 1_756_548_000_000_000
    assert server.last.url.path == "/rest/v1/user_library"
    assert str(server.last.url).split("?")[1] == (
        f"select=*,xmin&user_id=eq.{ME}&id=gt.{uuid(1)}&id=lte.{uuid(9)}&order=id.asc&limit=2"
    )


async def test_only_ids_and_versions_are_asked_for_in_a_scan() -> None:
    rows, server = library(answer([{"id": uuid(1), "xmin": "5"}]))
    page = await rows.versions(COLLECTIONS, after=None, until=None, limit=1000)
    assert page.rows == [{"id": uuid(1), "xmin": "5"}]
    assert server.last.url.path == "/rest/v1/user_collections"
    assert query_of(server.last)["select"] == "id,xmin"


async def test_an_empty_page_is_the_end() -> None:
    rows, _server = library(answer([]))
    assert (await rows.page(ASSETS, after=uuid(9), until=None, limit=5)).rows == []


@pytest.mark.parametrize("numbers", [[3, 2], [2, 2], [1, 2], [2, 10], [2, 3, 4, 5, 6, 7]], ids=str)
async def test_rows_out_of_order_or_out_of_range_are_an_error(numbers: list[int]) -> None:
    rows, _server = library(answer([row(number) for number in numbers]))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await rows.page(ASSETS, after=uuid(1), until=uuid(9), limit=5)


async def test_ids_are_canonical_both_ways() -> None:
    shouted = uuid(0xABC).upper()
    rows, server = library(answer([row(0xABC, id=shouted)]))
    page = await rows.rows(ASSETS, [shouted, uuid(0xABC)])
    assert page.rows[0]["id"] == uuid(0xABC)
    assert query_of(server.last)["id"] == f"in.({uuid(0xABC)})"


async def test_rows_by_id_are_those_that_were_asked_for() -> None:
    rows, server = library(answer([row(5)]))
    assert (await rows.rows(ASSETS, [])).rows == []
    assert not server.requests
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await rows.rows(ASSETS, [uuid(1)])


async def test_rows_that_a_short_answer_left_out_are_asked_for_again() -> None:
    first = answer([row(1), row(2)], headers={"date": "Sat, 30 Aug 2025 10:00:00 GMT"})
    second = answer([row(4)], headers={"date": "Sat, 30 Aug 2025 10:00:09 GMT"})
    rows, server = library(first, second, answer([]))
    page = await rows.rows(ASSETS, [uuid(number) for number in range(1, 6)])
    assert [one["id"] for one in page.rows] == [uuid(1), uuid(2), uuid(4)]
    assert page.server_time_us == 1_756_548_000_000_000
    asked = [query_of(request)["id"].count("-") // 4 for request in server.requests]
    assert asked == [5, 3, 2]


async def test_what_is_no_id_is_not_sent() -> None:
    rows, server = library()
    for text in ("1)&or=(id.gt.0", "", "x"):
        with pytest.raises(RemoteError, match=r"remote\.refused"):
            await rows.rows(ASSETS, [text])
        with pytest.raises(RemoteError, match=r"remote\.refused"):
            await rows.page(ASSETS, after=text, until=None, limit=1)
    assert not server.requests


async def test_a_hundred_ids_fit_into_an_address_and_more_are_refused() -> None:
    rows, server = library(answer([]))
    await rows.rows(ASSETS, [uuid(number) for number in range(100)])
    assert len(str(server.last.url)) < MOST_URL_BYTES
    with pytest.raises(RemoteError, match=r"url_too_long"):
        await rows.rows(ASSETS, [uuid(number) for number in range(200)])
    assert len(server.requests) == 1


async def test_the_newest_come_first() -> None:
    rows, server = library(answer([row(9), row(3), row(5)]))
    assert len((await rows.newest(limit=3)).rows) == 3
    assert query_of(server.last)["order"] == "created_at.desc,id.desc"


@pytest.mark.parametrize(
    ("told", "count"),
    [("0-0/12481", 12_481), ("*/0", 0), ("0-0/*", None), ("", None), ("0-0/many", None)],
)
async def test_rows_are_counted_by_the_server_if_it_tells(told: str, count: int | None) -> None:
    headers = {"content-range": told} if told else {}
    rows, server = library(answer([row(1)] if count else [], 206, headers))
    assert await rows.count(ASSETS) == count
    assert server.last.headers["prefer"] == "count=exact"
    assert query_of(server.last)["limit"] == "1"


async def test_touched_rows_are_asked_for_by_two_plain_filters_and_joined() -> None:
    rows, server = library(
        answer(
            [row(2), row(4, custom_title="old")], headers={"date": "Sat, 30 Aug 2025 10:00:00 GMT"}
        ),
        answer([row(1), row(4, custom_title="new"), row(7)]),
    )
    page = await rows.touched_since(1_756_548_000_000_000, after=None, limit=3)
    assert [one["id"] for one in page.rows] == [uuid(1), uuid(2), uuid(4)]
    assert page.rows[-1]["custom_title"] == "new"
    assert page.server_time_us == 1_756_548_000_000_000
    first, second = map(query_of, server.requests)
    assert first["created_at"] == second["updated_at"] == "gte.2025-08-30T10:00:00.000000Z"
    assert not any("or" in query for query in (first, second))


async def test_nothing_touched_is_an_empty_page_and_one_side_alone_is_whole() -> None:
    rows, _server = library(answer([]), answer([]), answer([]), answer([row(1), row(2)]))
    assert (await rows.touched_since(0, after=None, limit=3)).rows == ()
    assert len((await rows.touched_since(0, after=None, limit=3)).rows) == 2


async def test_where_updated_at_was_dropped_creation_alone_is_asked_for() -> None:
    gone = {"code": "42703", "message": "column user_library.updated_at does not exist"}
    rows, server = library(answer([row(1)]), answer(gone, 400), answer([row(2)]))
    assert len((await rows.touched_since(0, after=None, limit=3)).rows) == 1
    assert len((await rows.touched_since(0, after=None, limit=3)).rows) == 1
    assert len(server.requests) == 3


async def test_a_dropped_created_at_is_said() -> None:
    gone = {"code": "42703", "message": "column user_library.created_at does not exist"}
    rows, _server = library(answer(gone, 400))
    with pytest.raises(RemoteError, match=r"remote\.refused"):
        await rows.touched_since(0, after=None, limit=3)
