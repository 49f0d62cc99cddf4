"""Rows and sessions over the real stack: PostgREST, and Auth as Supabase's."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest

from desktop_app.domain.remote import RemoteError
from tests.remote.accounts import ASSETS, COLLECTIONS, asset, filled, own, signed_in
from tests.stack.faults import Fault, FaultKind, refuses, shows_page
from tests.stack.stack import Stack, StackUser

if TYPE_CHECKING:
    from desktop_app.domain.entities import Json

pytestmark = pytest.mark.asyncio

# --- rows ---------------------------------------------------------------------------------------


async def test_a_library_is_read_in_pages_however_short_they_are(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        await filled(account, user, 8)
        stack.configure(max_rows=3)
        found: list[object] = []
        after = None
        while True:
            page = await account.rows.page(ASSETS, after=after, until=own(user, 7), limit=1000)
            if not page.rows:
                break
            assert len(page.rows) <= 3
            found += [row["id"] for row in page.rows]
            after = str(page.rows[-1]["id"])
        assert found == [own(user, number) for number in range(1, 8)]
        assert page.server_time_us is not None
        assert await account.rows.count(ASSETS) == 8
        assert await account.rows.count(COLLECTIONS) == 0


async def test_what_somebody_else_wrote_meanwhile_is_not_trampled(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        await filled(account, user, 1)
        [row] = (await account.rows.versions(ASSETS, after=None, until=None, limit=9)).rows
        version = str(row["xmin"])
        stack.sql("update user_library set tags = '{theirs}' where user_id = %s", [user.id])
        rows = account.rows
        values: dict[str, Json] = {"custom_title": "mine", "tags": ["mine"]}
        assert await rows.swap(ASSETS, own(user, 1), values, version=version, bases={}) is None
        assert not await rows.remove(ASSETS, own(user, 1), version=version)
        [row] = (await rows.rows(ASSETS, [own(user, 1)])).rows
        assert (row["tags"], row["custom_title"]) == (["theirs"], None)
        written = await rows.swap(
            ASSETS, own(user, 1), {"custom_title": "mine"}, version=str(row["xmin"]), bases={}
        )
        assert written is not None
        assert written["xmin"] != row["xmin"]
        assert await rows.remove(ASSETS, own(user, 1), version=str(written["xmin"]))
        assert (await rows.rows(ASSETS, [own(user, 1)])).rows == []


async def test_a_lost_answer_leaves_the_write_done_and_repeatable(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        await account.rows.features()
        row = asset(user, 1)
        lost = Fault(FaultKind.DROP_AFTER, "user_library", "POST", times=1)
        with stack.fault(lost), pytest.raises(RemoteError, match=r"remote\.offline"):
            await account.rows.insert(ASSETS, row)
        assert await account.rows.insert(ASSETS, row) is None
        [found] = (await account.rows.rows(ASSETS, [own(user, 1)])).rows
        assert found["original_prompt"] == "a lake"


async def test_another_users_id_is_taken_and_his_rows_are_not_seen(stack: Stack) -> None:
    async with signed_in(stack) as (mine, me), signed_in(stack) as (theirs, them):
        await filled(theirs, them, 1)
        assert await mine.rows.insert(ASSETS, {**asset(me, 1), "id": own(them, 1)}) is None
        assert (await mine.rows.rows(ASSETS, [own(them, 1)])).rows == []
        assert not await mine.rows.remove(ASSETS, own(them, 1), version=None)
        with pytest.raises(RemoteError, match=r"remote\.other_user"):
            await mine.files.remove([f"{them.id}/{own(them, 1)}.png"])


async def test_refusals_are_told_with_the_servers_code(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        await filled(account, user, 1)
        [row] = (await account.rows.newest(limit=1)).rows
        version = str(row["xmin"])
        refused: list[tuple[dict[str, Json], str]] = [
            ({"visibility": "unlisted"}, "23514"),
            ({"collection_id": own(user, 99)}, "23503"),
            ({"no_such_column": 1}, "PGRST204"),
        ]
        for values, reason in refused:
            with pytest.raises(RemoteError) as caught:
                await account.rows.swap(ASSETS, own(user, 1), values, version=version, bases={})
            assert caught.value.code == "remote.refused"
            assert caught.value.params["reason"] == reason


async def test_collections_and_what_was_touched(wild_stack: Stack) -> None:
    async with signed_in(wild_stack) as (account, user):
        made = await account.rows.insert(COLLECTIONS, {"id": own(user, 5), "name": "Lakes"})
        assert made is not None
        await filled(account, user, 3)
        wild_stack.sql(
            "update user_library set updated_at = '2001-01-01', created_at = '2001-01-01'"
            " where user_id = %s and id <> %s",
            [user.id, own(user, 2)],
        )
        since_us = time.time_ns() // 1000 - 120_000_000
        page = await account.rows.touched_since(since_us, after=None, limit=100)
        assert [row["id"] for row in page.rows] == [own(user, 2)]
        assert (await account.rows.touched_since(since_us, after=own(user, 2), limit=1)).rows == ()
        assert [row["id"] for row in (await account.rows.newest(limit=1)).rows] == [own(user, 2)]
        await account.rows.guard()


async def test_the_feed_tells_writes_and_deletions(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        assert (await account.rows.features()).has_feed
        await filled(account, user, 2)
        first = await account.rows.feed(None)
        assert {row["id"] for row in first.rows} == {own(user, 1), own(user, 2)}
        assert await account.rows.remove(ASSETS, own(user, 1), version=None)
        then = await account.rows.feed(first.position)
        assert own(user, 1) in then.gone


async def test_the_feed_from_now_on_leaves_out_what_was_there(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        await filled(account, user, 3)
        start = await account.rows.feed_start()
        assert await account.rows.remove(ASSETS, own(user, 1), version=None)
        then = await account.rows.feed(start)
        assert (then.rows, then.gone) == ([], [own(user, 1)])


async def test_a_server_that_we_did_not_make_works_the_same(wild_stack: Stack) -> None:
    async with signed_in(wild_stack) as (account, user):
        features = await account.rows.features()
        assert features.has_versions
        assert not features.has_feed
        await filled(account, user, 1)
        [row] = (await account.rows.page(ASSETS, after=None, until=None, limit=9)).rows
        assert len(row) > 22
        values: dict[str, Json] = {
            "tags": ['a "b"', "c,{d}\\"],
            "custom_title": "x & y=z",
            "is_favorite": True,
        }
        bases = {"tags": row["tags"], "custom_title": None, "is_favorite": False}
        written = await account.rows.swap(ASSETS, own(user, 1), values, version=None, bases=bases)
        assert written is not None
        again = await account.rows.swap(
            ASSETS, own(user, 1), {"tags": ["q"]}, version=None, bases={"tags": written["tags"]}
        )
        assert again is not None
        roleplay: dict[str, Json] = {"roleplay_metadata": {"scene": "x"}}
        swapped = await account.rows.swap(
            ASSETS,
            own(user, 1),
            roleplay,
            version=None,
            bases={"roleplay_metadata": {}},
        )
        assert swapped is not None


async def test_keys_are_found_in_the_forms_that_rows_have_them(wild_stack: Stack) -> None:
    async with signed_in(wild_stack) as (account, user):
        keys = [f"{user.id}/{own(user, number)}.png" for number in range(1, 5)]
        forms = [
            keys[0],
            f"user-library/{keys[1]}",
            f"{wild_stack.url}/storage/v1/object/sign/user-library/{keys[2]}?token=abc",
        ]
        for number, form in enumerate(forms, 1):
            row = asset(user, number, storage_path=form, thumbnail_path=None)
            assert await account.rows.insert(ASSETS, row)
        assert await account.rows.are_named(keys) == set(keys[:3])


# --- the session --------------------------------------------------------------------------------


async def test_tokens_that_end_are_renewed_without_a_word(stack: Stack) -> None:
    stack.configure(token_lifetime_s=1, reuse_interval_s=0)
    async with signed_in(stack) as (account, _user), asyncio.timeout(20):
        first = await account.access.token()
        while await account.access.token() == first:
            await account.rows.guard()  # Auth refuses it once its second is over
        await account.rows.newest(limit=1)


async def test_a_session_that_was_ended_elsewhere_is_over(stack: Stack) -> None:
    async with signed_in(stack) as (account, _user):
        token = await account.access.token()
        await account.sign_in.sign_out(token)
        with pytest.raises(RemoteError, match=r"remote\.signed_out"):
            await account.access.renew(token)
        with pytest.raises(RemoteError, match=r"remote\.signed_out"):
            await account.rows.newest(limit=1)


async def test_the_ways_to_sign_in(stack: Stack) -> None:
    user = stack.sign_up()
    async with signed_in(stack, user) as (account, _user):
        sign_in = account.sign_in
        offers = await sign_in.offers()
        assert offers.has_email
        assert "github" in offers.providers
        assert (await sign_in.with_password(user.email, user.password)).user_id == user.id
        with pytest.raises(RemoteError, match=r"sign_in\.wrong_password"):
            await sign_in.with_password(user.email, "wrong")
        with pytest.raises(RemoteError, match=r"sign_in\.already_exists"):
            await sign_in.sign_up(user.email, user.password)
        with pytest.raises(RemoteError, match=r"sign_in\.weak_password"):
            await sign_in.sign_up("new@lightbox.example", "1")
        await sign_in.send_code(user.email)
        code = stack.mails(user.email)[-1].code
        with pytest.raises(RemoteError, match=r"sign_in\.wrong_code"):
            await sign_in.with_code(user.email, "000000" if code != "000000" else "000001")
        await sign_in.send_code(user.email)
        begun = await sign_in.with_code(user.email, stack.mails(user.email)[-1].code)
        assert begun.user_id == user.id


async def test_a_new_account_has_to_be_confirmed_first(stack: Stack) -> None:
    stack.configure(is_autoconfirmed=False)
    async with signed_in(stack, stack_user(stack)) as (account, _user):
        email = f"new-{time.time_ns()}@lightbox.example"
        assert await account.sign_in.sign_up(email, "correct horse") is None
        with pytest.raises(RemoteError, match=r"sign_in\.unconfirmed_email"):
            await account.sign_in.with_password(email, "correct horse")


def stack_user(stack: Stack) -> StackUser:
    """Return a user who needs no confirmation, whatever the project asks of others."""
    stack.configure(is_autoconfirmed=True)
    user = stack.sign_up()
    stack.configure(is_autoconfirmed=False)
    return user


async def test_signing_in_with_the_browser(stack: Stack) -> None:
    trips: list[asyncio.Task[None]] = []

    def browser(answer: str) -> Callable[[str], None]:
        async def travel(url: str) -> None:
            async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as client:
                page = await client.get(url)
                form = {"email": "lady@lightbox.example", "answer": answer}
                await client.post(page.url, data=form)

        return lambda url: trips.append(asyncio.create_task(travel(url)))

    async with signed_in(stack) as (account, _user):
        begun = await account.sign_in.with_browser("github", browser("allow"), words="done")
        assert begun.role == "authenticated"
        with pytest.raises(RemoteError, match=r"sign_in\.declined"):
            await account.sign_in.with_browser("github", browser("deny"), words="done")
        await asyncio.gather(*trips)


async def test_faults_on_the_way_are_errors_and_never_an_empty_library(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        await filled(account, user, 2)
        faults = (
            (shows_page(), {"remote.garbled", "remote.busy"}),
            (refuses(429, "rest", retry_after_s=2), {"remote.rate_limited"}),
            (refuses(503, "rest"), {"remote.busy"}),
            (Fault(FaultKind.TRUNCATE, "rest"), {"remote.garbled", "remote.offline"}),
            (Fault(FaultKind.DROP_BEFORE, "rest"), {"remote.offline"}),
        )
        for fault, codes in faults:
            with stack.fault(fault) as active:
                with pytest.raises(RemoteError) as caught:
                    await account.rows.page(ASSETS, after=None, until=None, limit=9)
                assert active.hits
            assert caught.value.code in codes
        with stack.offline(), pytest.raises(RemoteError, match=r"remote\.offline"):
            await account.rows.guard()
        assert len((await account.rows.newest(limit=9)).rows) == 2
