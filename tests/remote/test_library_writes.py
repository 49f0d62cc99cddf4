"""Swaps, inserts and removals: only what is meant is written, and asked back."""

import pytest

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import Features, RemoteError, RemoteTable
from tests.remote.doubles import (
    ME,
    SOMEBODY,
    CountingAuth,
    ManualClock,
    answer,
    query_of,
    uuid,
)
from tests.remote.libraries import ASSETS, COLLECTIONS, NO_UPDATED, library

pytestmark = pytest.mark.asyncio


async def test_a_swap_names_the_version_and_asks_back_only_what_it_wrote() -> None:
    sent = {"id": uuid(1), "xmin": "800", "custom_title": "t", "updated_at": "2025"}
    rows, server = library(answer([sent]))
    result = await rows.swap(ASSETS, uuid(1), {"custom_title": "t"}, version="701", bases={})
    assert result == sent
    assert server.last.method == "PATCH"
    assert query_of(server.last) == {
        "id": f"eq.{uuid(1)}",
        "user_id": f"eq.{ME}",
        "xmin": "eq.701",
        "select": "id,xmin,custom_title,updated_at",
    }
    assert server.body() == {"custom_title": "t", "updated_at": "now"}
    assert server.last.headers["prefer"] == "return=representation"


async def test_a_swap_of_a_collection_does_not_stamp_it() -> None:
    rows, server = library(answer([{"id": uuid(1), "xmin": "8", "name": "n"}]))
    await rows.swap(COLLECTIONS, uuid(1), {"name": "n"}, version="7", bases={})
    assert server.body() == {"name": "n"}
    assert query_of(server.last)["select"] == "id,xmin,name"


async def test_a_swap_that_misses_is_none() -> None:
    rows, _server = library(answer([]))
    swap = rows.swap(ASSETS, uuid(1), {"custom_title": "t"}, version="701", bases={})
    assert await swap is None


@pytest.mark.parametrize(
    "sent",
    [
        [{"id": uuid(2), "xmin": "8", "custom_title": "t", "updated_at": ""}],
        [{"id": uuid(1), "xmin": "8", "custom_title": "t", "updated_at": ""}] * 2,
        [{"id": uuid(1), "xmin": "8", "updated_at": ""}],
        [{"id": uuid(1), "custom_title": "t", "updated_at": ""}],
    ],
)
async def test_a_swap_answered_with_something_else_is_an_error(sent: object) -> None:
    rows, _server = library(answer(sent))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await rows.swap(ASSETS, uuid(1), {"custom_title": "t"}, version="7", bases={})


@pytest.mark.parametrize(
    ("base", "filtered"),
    [
        ("a,b.c(d)&e=f", "eq.a,b.c(d)&e=f"),
        (None, "is.null"),
        (True, "is.true"),
        (False, "is.false"),
        (7, "eq.7"),
        (1.5, "eq.1.5"),
        ([], "eq.{}"),
        (['a"b', "c\\d", None], 'eq.{"a\\"b","c\\\\d",NULL}'),
        ([1, 2], "eq.[1,2]"),
        ({"a": ["b"]}, 'eq.{"a":["b"]}'),
    ],
)
async def test_without_versions_a_swap_names_the_values_it_replaces(
    base: Json, filtered: str
) -> None:
    rows, server = library(
        answer([{"id": uuid(1), "odd column": 1, "updated_at": ""}]),
        features=Features(has_versions=False),
    )
    result = await rows.swap(
        ASSETS, uuid(1), {"odd column": 1}, version=None, bases={"odd column": base}
    )
    assert result is not None
    query = query_of(server.last)
    assert query["odd column"] == filtered
    assert query["select"] == "id,odd column,updated_at"


async def test_where_updated_at_was_dropped_writes_do_without() -> None:
    rows, server = library(
        answer(NO_UPDATED, 400),
        answer([{"id": uuid(1), "xmin": "8", "custom_title": "t"}]),
        answer([{"id": uuid(2), "xmin": "8", "custom_title": "t", "user_id": ME}], 201),
    )
    swap = rows.swap(ASSETS, uuid(1), {"custom_title": "t"}, version="7", bases={})
    assert await swap is not None
    assert server.body() == {"custom_title": "t"}
    assert await rows.insert(ASSETS, {"id": uuid(2), "custom_title": "t"}) is not None
    assert "updated_at" not in query_of(server.last)["select"]


async def test_an_insert_finds_out_by_itself_that_updated_at_was_dropped() -> None:
    rows, _server = library(
        answer(NO_UPDATED, 400), answer([{"id": uuid(1), "xmin": "8", "user_id": ME}], 201)
    )
    assert await rows.insert(ASSETS, {"id": uuid(1)}) is not None


@pytest.mark.parametrize("table", RemoteTable)
async def test_another_dropped_column_is_said(table: RemoteTable) -> None:
    gone = {"code": "PGRST204", "message": "Could not find the 'custom_title' column"}
    rows, _server = library(lambda _request: answer(gone, 400))
    with pytest.raises(RemoteError) as caught:
        await rows.swap(table, uuid(1), {"custom_title": "t"}, version="7", bases={})
    assert caught.value.params["reason"] == "PGRST204"
    with pytest.raises(RemoteError, match=r"PGRST204"):
        await rows.insert(table, {"id": uuid(1), "custom_title": "t"})


async def test_an_insert_can_be_repeated_and_tells_a_taken_id() -> None:
    sent = {"id": uuid(1), "xmin": "8", "user_id": ME, "tags": ["a"], "updated_at": "x"}
    rows, server = library(answer([sent], 201), answer([], 201))
    assert await rows.insert(ASSETS, {"id": uuid(1), "tags": ["a"]}) == sent
    assert server.last.method == "POST"
    prefer = server.last.headers["prefer"]
    assert prefer == "return=representation,resolution=ignore-duplicates"
    assert query_of(server.last) == {
        "on_conflict": "id",
        "select": "id,xmin,tags,user_id,updated_at",
    }
    assert server.body() == {"id": uuid(1), "tags": ["a"], "user_id": ME}
    assert await rows.insert(ASSETS, {"id": uuid(1), "tags": ["a"]}) is None


async def test_nothing_is_inserted_for_somebody_else() -> None:
    rows, server = library()
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await rows.insert(ASSETS, {"id": uuid(1), "user_id": SOMEBODY})
    assert not server.requests


async def test_what_no_server_could_take_is_refused_here() -> None:
    rows, server = library()
    with pytest.raises(RemoteError) as caught:
        await rows.insert(ASSETS, {"id": uuid(1), "custom_title": "half a pair: \ud83d"})
    assert caught.value.kind is ErrorKind.PERMANENT
    assert not server.requests


async def test_a_removal_names_the_version_and_says_whether_it_happened() -> None:
    rows, server = library(answer([{"id": uuid(1)}]), answer([]), answer([{"id": uuid(1)}]))
    assert await rows.remove(ASSETS, uuid(1), version="7")
    assert server.last.method == "DELETE"
    assert query_of(server.last)["xmin"] == "eq.7"
    assert not await rows.remove(ASSETS, uuid(1), version="7")
    assert await rows.remove(COLLECTIONS, uuid(1), version=None)
    assert "xmin" not in query_of(server.last)


async def test_a_title_that_speaks_of_tokens_does_not_end_the_session() -> None:
    auth = CountingAuth(ManualClock())
    quoted = {"code": "P0001", "message": "no titles about jwt, please", "details": None}
    rows, _server = library(answer(quoted, 400), auth=auth)
    with pytest.raises(RemoteError, match=r"remote\.refused"):
        await rows.swap(ASSETS, uuid(1), {"custom_title": "jwt"}, version="7", bases={})
    assert len(auth.seen) == 1


async def test_the_users_own_words_are_not_in_an_error() -> None:
    quoted = {
        "code": "P0001",
        "message": "no such title: a lady with an ermine",
        "details": "Failing row contains (a lady with an ermine)",
    }
    rows, _server = library(answer(quoted, 400))
    with pytest.raises(RemoteError) as caught:
        await rows.swap(
            ASSETS, uuid(1), {"custom_title": "a lady with an ermine"}, version="7", bases={}
        )
    assert "ermine" not in f"{caught.value}{caught.value.params}{caught.value.args}"
    assert "no such title" in str(caught.value)
