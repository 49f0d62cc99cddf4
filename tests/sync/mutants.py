"""Ways to break sync on purpose, each in the product's own code: what the simulator must notice.

Every mutant puts another function in the place of one of the product's, found by its name, and
puts the right one back at the end. When the name is gone, the mutant is too: its test fails.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, Final

from desktop_app.catalog import replica_merge
from desktop_app.domain import merge
from desktop_app.domain.remote import VERSION, Page, RemoteTable, ServerRow
from desktop_app.domain.sync import Claim
from desktop_app.remote import access, library
from desktop_app.sync import arrivals, deletions, push, scan

Mutant = Callable[[], AbstractContextManager[None]]
_Any = Any


@contextmanager
def replaced(owner: object, name: str, make: Callable[[_Any], object]) -> Iterator[None]:
    """Put what `make` makes of an attribute in its place.

    Raises:
        AttributeError: there is no such attribute any more.
    """
    usual = getattr(owner, name)
    setattr(owner, name, make(usual))
    try:
        yield
    finally:
        setattr(owner, name, usual)


def swap_dropped() -> AbstractContextManager[None]:
    """A PATCH names no version and no base: it hits whatever is there."""

    def make(usual: _Any) -> object:
        async def swap(self: object, claim: Claim) -> None:
            await usual(self, replace(claim, version=None, bases={}))

        return swap

    return replaced(push.Push, "_swap", make)


def advanced_without_merging() -> AbstractContextManager[None]:
    """A pulled row's version is taken beside a pending edit, whose base stays as it was."""

    def make(_usual: _Any) -> object:
        def merged(_write: object, _meeting: object, edit: object) -> object:
            return edit

        return merged

    return replaced(replica_merge, "_merged", make)


def deleted_on_one_answer() -> AbstractContextManager[None]:
    """What one answer does not have is taken to be gone; nobody asks again."""

    def make(_usual: _Any) -> object:
        async def confirmed(
            _self: object, _table: RemoteTable, uuids: Sequence[str], **_named: object
        ) -> list[str]:
            return list(uuids)

        return confirmed

    return replaced(deletions.Deletions, "confirmed", make)


@contextmanager
def short_page_is_the_end() -> Iterator[None]:
    """A scan ends with a page that holds fewer rows than were asked for."""
    was_short = False

    def make_page(usual: _Any) -> object:
        async def page(self: _Any, *given: _Any, **named: _Any) -> Page:
            nonlocal was_short
            answer: Page = await usual(self, *given, **named)
            was_short = len(answer.rows) < self._limits.page_rows
            return answer

        return page

    def make_step(usual: _Any) -> object:
        async def step(self: _Any) -> bool:
            is_over = bool(await usual(self))
            if was_short and not is_over:
                await self._database(lambda: self._replica.set_positions({scan.POSITION: None}))
            return is_over or was_short

        return step

    with replaced(scan.Scan, "_page", make_page), replaced(scan.Scan, "step", make_step):
        yield


def inserted_over_duplicates() -> AbstractContextManager[None]:
    """An insert asks the server to merge with a row of that id."""

    def make(usual: Mapping[str, str]) -> object:
        prefer = usual["prefer"].replace("ignore-duplicates", "merge-duplicates")
        assert prefer != usual["prefer"]
        return {**usual, "prefer": prefer}

    return replaced(library, "_INSERTING", make)


def position_before_page() -> AbstractContextManager[None]:
    """The position of a page is saved in a transaction of its own, before the rows."""

    def make(usual: _Any) -> object:
        async def take(
            self: _Any,
            *given: _Any,
            positions: Mapping[str, str | None] | None = None,
            **named: _Any,
        ) -> object:
            if positions:
                await self._database(lambda: self._replica.set_positions(positions))
            return await usual(self, *given, **named)

        return take

    return replaced(arrivals.Arrivals, "take", make)


def acknowledged_before_answer() -> AbstractContextManager[None]:
    """Edits count as done as soon as they are sent."""

    def make(usual: _Any) -> object:
        async def swap(self: _Any, claim: Claim) -> None:
            answer: ServerRow = {"id": claim.id, VERSION: claim.version, **claim.values}
            await self._database(lambda: self._replica.acknowledge(claim, answer))
            await usual(self, claim)

        return swap

    return replaced(push.Push, "_swap", make)


def tags_written_whole() -> AbstractContextManager[None]:
    """Where both sides changed the tags, ours take the place of theirs."""

    def make(_usual: _Any) -> object:
        def tags(sides: _Any) -> merge.Merged:
            return merge.Merged(sides.ours, is_conflict=False)

        return tags

    return replaced(merge, "_tags", make)


@contextmanager
def refresh_token_not_stored() -> Iterator[None]:
    """A renewed session is used, and its refresh token forgotten with the program."""

    def make(usual: _Any) -> object:
        async def renew(self: _Any, *given: _Any) -> object:
            kept = self._store
            self._store = _Forgetful(kept)
            try:
                return await usual(self, *given)
            finally:
                self._store = kept

        return renew

    with replaced(access.Access, "_renew", make):
        yield


class _Forgetful:
    """A token store that keeps nothing new."""

    def __init__(self, store: _Any) -> None:
        self._store = store

    async def load(self) -> str | None:
        token: str | None = await self._store.load()
        return token

    async def save(self, refresh_token: str) -> None:
        """Forget it."""


MUTANTS: Final[Mapping[str, Mutant]] = {
    "swap dropped": swap_dropped,
    "version advanced over a pending edit without merging": advanced_without_merging,
    "delete on one empty answer": deleted_on_one_answer,
    "short page = end": short_page_is_the_end,
    "merge-duplicates insert": inserted_over_duplicates,
    "position saved before the page": position_before_page,
    "acknowledged before the answer": acknowledged_before_answer,
    "tag array written whole": tags_written_whole,
    "refresh token not stored": refresh_token_not_stored,
}
