"""Two desktops and somebody on the web edit the same library at random, and end up with one."""

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop_app.domain.changes import Column, Origin, TagDelta
from tests.journeys.conftest import SignIn
from tests.journeys.signed_in import SignedIn
from tests.journeys.sync.hands import Elsewhere, Hands
from tests.stack.foreign_client import ForeignClient
from tests.stack.made_library import fill
from tests.stack.stack import Stack, StackUser

if TYPE_CHECKING:
    from desktop_app.domain.entities import Json

SEED = 11
COUNT, TYPED_AT, STEPS = 60, 12, 40
WORDS = ("fog", "harbour", "role:hero", "evening")


class Typist:
    """Edits a few assets in the window, by mouse and keyboard."""

    def __init__(self, hands: Hands, ids: Sequence[str], chance: random.Random) -> None:
        self._hands = hands
        self._ids = ids
        self._random = chance

    def step(self) -> None:
        """Make one edit."""
        hands, chance = self._hands, self._random
        asset_id = chance.choice(self._ids)
        edits: tuple[Callable[[], None], ...] = (
            lambda: hands.type_title(asset_id, f"Typed {chance.randrange(1000)}"),
            lambda: hands.favor(asset_id),
            lambda: hands.add_tag(asset_id, chance.choice(WORDS)),
        )
        chance.choice(edits)()


class Laptop:
    """Edits on the other desktop, many at a time."""

    def __init__(self, desktop: SignedIn, chance: random.Random) -> None:
        self._desktop = desktop
        self._random = chance

    def step(self) -> None:
        """Make one edit."""
        chance, catalog, origin = self._random, self._desktop.catalog, Origin.WINDOW
        rows = chance.sample(self._desktop.shown(), 5)
        values: tuple[dict[Column, Json], ...] = (
            {Column.CATEGORY: "laptop"},
            {Column.TITLE: f"Laptop {chance.randrange(99)}"},
            {Column.ROLEPLAY: {"scene_context": f"pier {chance.randrange(9)}"}},
        )
        kind = chance.randrange(4)
        if kind == 3:
            delta = TagDelta(add=(chance.choice(WORDS),), remove=("keep",))
            catalog.edit_tags(rows, delta, origin=origin)
        else:
            catalog.edit(rows, values[kind], origin=origin)


class Web(ForeignClient):
    """Deletes nothing that is being typed at: that is a journey of its own (test_removals)."""

    spared: Sequence[str] = ()

    def _delete(self) -> str:
        row = self._row()
        if str(row) in self.spared:
            return f"left {row} alone"
        self._connection.execute("delete from user_library where id = %s", [row])
        return f"deleted {row}"


def wait_until_shown(desktop: SignedIn, count: int) -> None:
    """Wait until the window shows so many assets, and says that this is all."""
    desktop.wait_until(
        lambda: len(desktop.shown()) == count and desktop.status_text.startswith("Up to date")
    )


def test_all_of_them_end_up_with_the_same_library(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, sign_in: SignIn
) -> None:
    fill(stack, user, COUNT, files=1)
    desktops = [sign_in(stack, user), sign_in(stack, user, home="laptop")]
    for desktop in desktops:
        desktop.wait_until_synced()
        wait_until_shown(desktop, COUNT)
    chance = random.Random(SEED)
    hands = Hands(desktops[0])
    typed_at = chance.sample(sorted(elsewhere.ids()), TYPED_AT)
    web = Web(stack, user.id, seed=SEED)
    web.spared = typed_at
    actors = (Typist(hands, typed_at, chance), Laptop(desktops[1], chance), web)
    try:
        for _ in range(STEPS):
            chance.choice(actors).step()
    finally:
        web.close()

    for desktop in desktops:
        Hands(desktop).sync_now()
        desktop.wait_until_synced()

    def is_settled() -> bool:
        left = [desktop for desktop in desktops if desktop.catalog.replica.conflicts()]
        for desktop in left:
            desktop.window.commands["take_all_theirs"].trigger()
        # Twice: while the first one is looked at, the second may still send what it has.
        return not left and all(elsewhere.is_same(desktop.catalog) for desktop in 2 * desktops)

    hands.wait(is_settled)
    for desktop in desktops:
        desktop.wait_until_synced()
        elsewhere.check_same(desktop.catalog)
        wait_until_shown(desktop, len(elsewhere.ids()))
