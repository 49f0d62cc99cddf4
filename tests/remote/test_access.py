"""Tokens: renewed in time, once at a time, stored before they are used, never somebody else's."""

import asyncio

import pytest

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.remote.access import Access, AuthPort, Tokens, TokenStore
from tests.remote.doubles import (
    HOUR_US,
    ME,
    NOW_US,
    SOMEBODY,
    CountingAuth,
    ManualClock,
    MemoryStore,
    token,
)

pytestmark = pytest.mark.asyncio

OFFLINE = RemoteError("remote.offline")
ENDED = RemoteError("remote.signed_out", ErrorKind.PERMANENT)
YEAR_US = 365 * 24 * HOUR_US


class Bench:
    """An `Access` with everything around it in reach."""

    def __init__(self, *, current: Tokens | None = None, lifetime_us: int = HOUR_US) -> None:
        self.clock = ManualClock()
        self.log: list[str] = []
        self.auth = CountingAuth(self.clock, lifetime_us=lifetime_us, log=self.log)
        self.store = MemoryStore(log=self.log)
        self.access = Access(self.auth, self.store, self.clock, ME, current=current)


def numbered(number: int) -> str:
    return token(mark=f"access-{number}")


async def test_the_stored_token_is_renewed_and_the_new_one_stored_before_it_is_used() -> None:
    bench = Bench()
    assert await bench.access.token() == numbered(1)
    assert bench.auth.seen == ["refresh-0"]
    assert bench.log == ["renewed 1", "saved refresh-1"]
    assert bench.store.kept == "refresh-1"


async def test_a_token_is_used_again_until_shortly_before_its_end() -> None:
    bench = Bench()
    await bench.access.token()
    bench.clock.time_us += HOUR_US - 91_000_000
    assert await bench.access.token() == numbered(1)
    bench.clock.time_us += 2_000_000
    assert await bench.access.token() == numbered(2)
    assert bench.auth.seen == ["refresh-0", "refresh-1"]


async def test_many_askers_cause_one_renewal() -> None:
    bench = Bench()
    told = await asyncio.gather(*(bench.access.token() for _ in range(20)))
    assert set(told) == {numbered(1)}
    assert len(bench.auth.seen) == 1


async def test_a_token_that_many_requests_found_stale_is_renewed_once() -> None:
    bench = Bench()
    stale = await bench.access.token()
    told = await asyncio.gather(*(bench.access.renew(stale) for _ in range(20)))
    assert set(told) == {numbered(2)}
    assert await bench.access.renew(stale) == numbered(2)
    assert len(bench.auth.seen) == 2


async def test_a_caller_who_is_called_off_does_not_stop_the_renewal() -> None:
    bench = Bench()
    released = asyncio.Event()
    refresh = bench.auth.refresh

    async def slow(refresh_token: str) -> Tokens:
        await released.wait()
        return await refresh(refresh_token)

    bench.auth.refresh = slow  # type: ignore[method-assign]
    asking = asyncio.create_task(bench.access.token())
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    released.set()
    assert await bench.access.token() == numbered(1)
    assert bench.store.kept == "refresh-1"
    assert len(bench.auth.seen) == 1


async def test_the_end_waits_for_a_renewal_under_way() -> None:
    bench = Bench()
    await bench.access.settled()
    asking = asyncio.create_task(bench.access.token())
    await asyncio.sleep(0)
    asking.cancel()
    await bench.access.settled()
    assert bench.store.kept == "refresh-1"


async def test_a_renewal_that_the_end_of_the_loop_stops_is_no_noise() -> None:
    bench = Bench()
    asking = asyncio.create_task(bench.access.token())
    await asyncio.sleep(0)
    assert bench.access._renewal is not None
    bench.access._renewal.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await bench.access.token() == numbered(1)


async def test_without_a_stored_token_one_is_signed_out() -> None:
    bench = Bench()
    bench.store.kept = None
    with pytest.raises(RemoteError, match=r"remote\.signed_out"):
        await bench.access.token()
    assert not bench.auth.seen


async def test_a_refused_token_is_not_sent_again_but_a_new_one_is() -> None:
    bench = Bench()
    bench.auth.failures.append(ENDED)
    for _ in range(3):
        with pytest.raises(RemoteError, match=r"remote\.signed_out"):
            await bench.access.token()
    assert bench.auth.seen == ["refresh-0"]
    bench.store.kept = "of a new sign-in"
    assert await bench.access.token() == numbered(2)


async def test_while_the_server_cannot_be_reached_the_old_token_serves_to_its_end() -> None:
    bench = Bench()
    await bench.access.token()
    bench.clock.time_us += HOUR_US - 60_000_000
    bench.auth.failures += [OFFLINE, OFFLINE]
    assert await bench.access.token() == numbered(1)
    bench.clock.time_us += 61_000_000
    with pytest.raises(RemoteError, match=r"remote\.offline"):
        await bench.access.token()
    assert await bench.access.token() == numbered(4)


async def test_a_session_that_is_over_is_not_used_to_its_end() -> None:
    bench = Bench()
    await bench.access.token()
    bench.clock.time_us += HOUR_US - 60_000_000
    bench.auth.failures.append(ENDED)
    with pytest.raises(RemoteError, match=r"remote\.signed_out"):
        await bench.access.token()
    with pytest.raises(RemoteError, match=r"remote\.signed_out"):
        await bench.access.guard()


async def test_renewal_on_demand_says_what_went_wrong() -> None:
    bench = Bench()
    stale = await bench.access.token()
    bench.auth.failures.append(OFFLINE)
    with pytest.raises(RemoteError, match=r"remote\.offline"):
        await bench.access.renew(stale)


async def test_a_token_that_could_not_be_stored_is_not_used_and_not_lost() -> None:
    bench = Bench()
    bench.store.refuses = True
    with pytest.raises(RemoteError, match=r"remote\.token_not_kept"):
        await bench.access.token()
    bench.store.refuses = False
    assert await bench.access.token() == numbered(1)
    assert bench.auth.seen == ["refresh-0"], "the rotated token was good for one renewal"
    assert bench.store.kept == "refresh-1"


@pytest.mark.parametrize(("user_id", "role"), [(SOMEBODY, "authenticated"), (ME, "anon")])
async def test_a_session_of_somebody_else_is_neither_stored_nor_used(
    user_id: str, role: str
) -> None:
    bench = Bench()
    bench.auth.user_id, bench.auth.role = user_id, role
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await bench.access.token()
    assert bench.store.kept == "refresh-0"
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await bench.access.adopt(bench.auth.tokens(1))
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await bench.access.guard()


async def test_a_session_just_begun_is_stored_and_then_used() -> None:
    clock = ManualClock()
    bench = Bench(current=CountingAuth(clock).tokens(7))
    assert await bench.access.token() == numbered(7)
    assert bench.log == ["saved refresh-7"]
    await bench.access.guard()


async def test_signing_in_again_replaces_the_session_while_others_ask() -> None:
    bench = Bench()
    asking = [asyncio.create_task(bench.access.token()) for _ in range(3)]
    await asyncio.sleep(0)
    await bench.access.adopt(bench.auth.tokens(9))
    await asyncio.gather(*asking)
    assert await bench.access.token() == numbered(9)
    assert bench.store.kept == "refresh-9"


async def test_a_renewal_that_waited_for_a_sign_in_takes_what_that_brought() -> None:
    bench = Bench()
    stale = await bench.access.token()
    adopting = asyncio.create_task(bench.access.adopt(bench.auth.tokens(9)))
    renewing = asyncio.create_task(bench.access.renew(stale))
    await adopting
    assert await renewing == numbered(9)
    assert len(bench.auth.seen) == 1


async def test_whoever_leaves_is_signed_out_here_and_in_the_store() -> None:
    bench = Bench()
    await bench.access.token()
    await bench.access.leave()
    assert bench.store.kept is None
    with pytest.raises(RemoteError, match=r"remote\.signed_out"):
        await bench.access.token()


@pytest.mark.parametrize("jump_us", [YEAR_US, -YEAR_US])
async def test_a_clock_that_jumps_costs_one_renewal(jump_us: int) -> None:
    bench = Bench()
    await bench.access.token()
    bench.clock.time_us += jump_us
    for _ in range(5):
        assert await bench.access.token() == numbered(2)
    assert len(bench.auth.seen) == 2


async def test_a_server_whose_tokens_seem_to_have_ended_is_not_asked_all_the_time() -> None:
    bench = Bench(lifetime_us=-YEAR_US)
    for _ in range(5):
        assert await bench.access.token() == numbered(1)
    bench.clock.time_us += 61_000_000
    assert await bench.access.token() == numbered(2)


async def test_no_token_is_in_what_tokens_say_of_themselves() -> None:
    tokens = Tokens("access secret", "refresh secret", NOW_US, ME, "authenticated")
    assert "secret" not in repr(tokens)


async def test_the_doubles_are_what_access_asks_for() -> None:
    auth: AuthPort = CountingAuth(ManualClock())
    store: TokenStore = MemoryStore()
    assert await store.load() == "refresh-0"
    assert (await auth.refresh("refresh-0")).user_id == ME
