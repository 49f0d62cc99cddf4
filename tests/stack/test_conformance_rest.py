"""What sync counts on of PostgREST and of the gateway before it, asked as a client would."""

import time
import uuid
from typing import Any

import httpx
import pytest
from postgrest import CountMethod

from tests.stack.official import official_client
from tests.stack.rows import asset_row
from tests.stack.stack import Stack, StackUser


def _get(stack: Stack, user: StackUser | None, target: str) -> httpx.Response:
    return stack.http.get(f"/rest/v1/{target}", headers=stack.headers(user))


def _post(
    stack: Stack, user: StackUser, row: object, prefer: str, target: str = ""
) -> httpx.Response:
    return stack.http.post(
        f"/rest/v1/user_library{target}",
        json=row,
        headers={**stack.headers(user), "prefer": prefer},
    )


def _insert(stack: Stack, user: StackUser, **values: object) -> dict[str, Any]:
    # All of the row cannot be asked for together with its version when it is written.
    answer = _post(
        stack,
        user,
        asset_row(user.id, **values),
        "return=representation",
        "?select=id,updated_at,xmin",
    )
    assert answer.status_code == 201
    row: dict[str, Any] = answer.json()[0]
    return row


def _patch(stack: Stack, user: StackUser, query: str, values: dict[str, Any]) -> httpx.Response:
    return stack.http.patch(
        f"/rest/v1/user_library?{query}",
        json=values,
        headers={**stack.headers(user), "prefer": "return=representation"},
    )


def test_a_swap_succeeds_once_and_then_misses(stack: Stack) -> None:
    user = stack.sign_up()
    row = _insert(stack, user)
    query = (
        f"id=eq.{row['id']}&user_id=eq.{user.id}&xmin=eq.{row['xmin']}&select=id,is_favorite,xmin"
    )
    hit = _patch(stack, user, query, {"is_favorite": True})
    assert hit.json()[0]["is_favorite"] is True
    assert hit.json()[0]["xmin"] != row["xmin"]
    assert _patch(stack, user, query, {"is_favorite": True}).json() == []


def test_a_deletion_swaps_too(stack: Stack) -> None:
    user = stack.sign_up()
    row = _insert(stack, user)
    url = f"{stack.url}/rest/v1/user_library?id=eq.{row['id']}&xmin=eq."
    headers = {**stack.headers(user), "prefer": "return=representation"}
    assert stack.http.delete(f"{url}1", headers=headers).json() == []
    assert len(stack.http.delete(f"{url}{row['xmin']}", headers=headers).json()) == 1


def test_every_foreign_write_changes_the_version(wild_stack: Stack) -> None:
    user = wild_stack.sign_up()
    row = _insert(wild_stack, user)
    wild_stack.sql("update user_library set tags = '{x}' where id = %s", [row["id"]])
    after = _get(wild_stack, user, f"user_library?id=eq.{row['id']}&select=*,xmin").json()[0]
    assert after["xmin"] != row["xmin"]
    assert after["updated_at"] == row["updated_at"]


def test_asking_for_everything_in_a_swap_is_an_error(stack: Stack) -> None:
    user = stack.sign_up()
    row = _insert(stack, user)
    answer = _patch(stack, user, f"id=eq.{row['id']}&select=*,xmin", {"is_favorite": True})
    assert (answer.status_code, answer.json()["code"]) == (400, "42703")


def test_a_nested_condition_is_applied_and_answers_nothing(stack: Stack) -> None:
    user = stack.sign_up()
    row = _insert(stack, user)
    query = f"or=(and(id.eq.{row['id']},is_favorite.is.false))&select=id,is_favorite"
    assert _patch(stack, user, query, {"is_favorite": True}).json() == []
    after = _get(stack, user, f"user_library?id=eq.{row['id']}&select=is_favorite").json()
    assert after == [{"is_favorite": True}]


def test_the_servers_own_time_is_stored_for_now(wild_stack: Stack) -> None:
    user = wild_stack.sign_up()
    row = _insert(wild_stack, user, updated_at="2020-01-01T00:00:00Z")
    query = f"id=eq.{row['id']}&select=updated_at"
    answer = _patch(wild_stack, user, query, {"updated_at": "now"})
    assert answer.json()[0]["updated_at"] > "2026"


def test_inserting_again_is_harmless(stack: Stack) -> None:
    user = stack.sign_up()
    row = asset_row(user.id)
    prefer = "return=representation,resolution=ignore-duplicates"
    first = _post(stack, user, row, prefer, "?on_conflict=id")
    again = _post(stack, user, {**row, "custom_title": "replayed"}, prefer, "?on_conflict=id")
    assert (first.status_code, len(first.json())) == (201, 1)
    assert (again.status_code, again.json()) == (201, [])
    title = _get(stack, user, f"user_library?id=eq.{row['id']}&select=custom_title").json()
    assert title == [{"custom_title": None}]


def test_an_id_of_somebody_else_looks_taken_and_cannot_be_seen(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    taken = _insert(stack, other)["id"]
    answer = _post(
        stack,
        user,
        asset_row(user.id, id=taken),
        "return=representation,resolution=ignore-duplicates",
        "?on_conflict=id",
    )
    assert (answer.status_code, answer.json()) == (201, [])
    assert _get(stack, user, f"user_library?id=eq.{taken}").json() == []


def test_a_page_is_never_longer_than_the_server_likes(stack: Stack) -> None:
    user = stack.sign_up()
    rows = [asset_row(user.id) for _ in range(5)]
    assert _post(stack, user, rows, "return=minimal").status_code == 201
    stack.configure(max_rows=3)
    target = f"user_library?select=id&order=id&limit=1000&user_id=eq.{user.id}"
    assert len(_get(stack, user, target).json()) == 3
    stack.reset()
    assert len(_get(stack, user, target).json()) == 5


def test_a_refused_value_is_told_in_postgresqls_words(wild_stack: Stack) -> None:
    user = wild_stack.sign_up()
    row = _insert(wild_stack, user)
    answer = _patch(wild_stack, user, f"id=eq.{row['id']}", {"visibility": "shared"})
    assert (answer.status_code, answer.json()["code"]) == (400, "23514")


def test_nobody_writes_for_somebody_else(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    answer = _post(stack, user, asset_row(other.id), "return=minimal")
    assert (answer.status_code, answer.json()["code"]) == (403, "42501")


def test_whoever_is_signed_out_sees_an_empty_library(stack: Stack) -> None:
    _insert(stack, stack.sign_up())
    answer = _get(stack, None, "user_library")
    assert (answer.status_code, answer.json()) == (200, [])


def test_an_expired_token_is_a_401(stack: Stack) -> None:
    user = stack.sign_up()
    token = stack.token(user, lifetime_s=-60)
    headers = {**stack.headers(user), "authorization": f"Bearer {token}"}
    answer = stack.http.get("/rest/v1/user_library", headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (401, "JWT expired")


def test_the_gateway_wants_a_key_of_the_project(stack: Stack) -> None:
    url = f"{stack.url}/rest/v1/user_library"
    without = stack.http.get(url)
    assert (without.status_code, without.json()["message"]) == (401, "No API key found in request")
    strange = stack.http.get(url, headers={"apikey": "somebody's"})
    assert (strange.status_code, strange.json()["message"]) == (401, "Invalid API key")


def test_the_keys_of_newer_projects_work_the_same(stack: Stack) -> None:
    user = stack.sign_up()
    _insert(stack, user)
    url = f"{stack.url}/rest/v1/user_library?select=id"
    bearer = {"authorization": f"Bearer {user.access_token}"}
    mine = stack.http.get(url, headers={"apikey": stack.publishable_key, **bearer})
    assert len(mine.json()) == 1
    key = stack.publishable_key
    nobody = stack.http.get(url, headers={"apikey": key, "authorization": f"Bearer {key}"})
    assert nobody.json() == []
    everybody = stack.http.get(url, headers={"apikey": stack.secret_key})
    assert len(everybody.json()) >= 1


def test_answers_are_compressed_and_dated(stack: Stack) -> None:
    user = stack.sign_up()
    _post(stack, user, [asset_row(user.id) for _ in range(20)], "return=minimal")
    answer = _get(stack, user, "user_library")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["date"].endswith("GMT")
    assert len(answer.json()) == 20
    plain = stack.http.get(
        "/rest/v1/user_library",
        headers={**stack.headers(user), "accept-encoding": "identity"},
    )
    assert "content-encoding" not in plain.headers
    assert plain.json() == answer.json()


def test_what_changed_is_asked_with_one_call(stack: Stack) -> None:
    user = stack.sign_up()
    row = _insert(stack, user)
    url = f"{stack.url}/rest/v1/rpc/pull"
    answer = stack.http.post(url, json={"since": None}, headers=stack.headers(user)).json()
    assert [(one["id"], one["xmin"]) for one in answer["rows"]] == [(row["id"], row["xmin"])]
    nobody = stack.http.post(url, json={"since": None}, headers=stack.headers())
    assert nobody.json()["code"] == "42501"


def test_a_server_without_the_optional_migration_says_so(plain_stack: Stack) -> None:
    answer = plain_stack.http.post(
        "/rest/v1/rpc/pull",
        json={"since": None},
        headers=plain_stack.headers(plain_stack.sign_up()),
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "PGRST202")


def test_the_wild_server_has_more_columns_and_dirty_values(wild_stack: Stack) -> None:
    user = wild_stack.sign_up()
    _insert(wild_stack, user, tags=None, visibility="unlisted")
    row = _get(wild_stack, user, "user_library?select=*,xmin").json()[0]
    extra = {"character_id", "output_type", "is_primary", "is_pinned", "sort_order"}
    assert extra | {"generation_metadata", "label"} <= set(row)
    assert len(row) == 30  # and xmin


def test_columns_come_and_go_while_it_runs(wild_stack: Stack) -> None:
    user = wild_stack.sign_up()
    _insert(wild_stack, user)

    def await_column(*, is_there: bool) -> None:
        deadline = time.monotonic() + 10
        target = "user_library?select=added_later"
        while (_get(wild_stack, user, target).status_code == 200) is not is_there:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    wild_stack.sql("alter table user_library add column added_later text default 'x'")
    await_column(is_there=True)
    wild_stack.sql("alter table user_library drop column added_later")
    await_column(is_there=False)


@pytest.mark.asyncio
async def test_the_official_client_reads_and_writes(stack: Stack) -> None:
    user = stack.sign_up()
    number = str(uuid.uuid4())
    async with official_client(stack, user) as client:
        row = asset_row(user.id, id=number, tags=["a", 'b,"c'])
        await client.table("user_library").insert(row).execute()
        await client.table("user_library").update({"tags": ["z"]}).eq("id", number).execute()
        rows = await client.table("user_library").select("id,tags").execute()
        assert rows.data == [{"id": number, "tags": ["z"]}]
        await client.table("user_library").delete().eq("id", number).execute()
        rest = await client.table("user_library").select("*", count=CountMethod.exact).execute()
        assert (rest.data, rest.count) == ([], 0)
