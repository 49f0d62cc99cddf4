"""What is to be had ready before it is fetched: plans with links, and wishes nobody has made."""

import asyncio
from collections.abc import Callable, Sequence

from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.files import ServerFile
from desktop_app.domain.remote import RemoteError
from desktop_app.sync.attempts import Attempts
from desktop_app.sync.pictures import Pictures, Plan
from desktop_app.sync.prefetch import Keeper, Walk
from desktop_app.sync.surroundings import Receiver, Surroundings
from desktop_app.sync.wishes import Wishes

_FEW_ROWS = 500
"""More new rows than this are found by looking at all."""
_AHEAD = 50
_PATHS = frozenset({"storage_path", "thumbnail_path"})


class Outlook:
    """Looks ahead for the downloads.

    Attributes:
        plans: where the pictures may come from that can be fetched at once.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        receiver: Receiver,
        pictures: Pictures,
        keeper: Keeper,
        wishes: Wishes,
        attempts: Attempts,
    ) -> None:
        """Look ahead for these wishes."""
        self._catalog = surroundings.catalog
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._limits = surroundings.limits
        self._receiver = receiver
        self._pictures = pictures
        self._keeper = keeper
        self._wishes = wishes
        self._attempts = attempts
        self._walk = Walk(surroundings, _is_prefetched)
        self._fresh_rows: list[int] = []
        self._replaced_rows: list[int] = []
        self.plans: dict[str, Plan] = {}

    def restart(self) -> None:
        """Look at the whole library again."""
        self._walk.restart()
        self._keeper.restart()

    def on_committed(self, change: ChangeSet) -> None:
        """Hear of rows that are new, or name other files now."""
        self._replaced_rows += change.replaced
        rows = [*change.added]
        if change.columns & _PATHS:
            rows += change.changed
        if len(rows) + len(self._fresh_rows) > _FEW_ROWS:
            self._fresh_rows.clear()
            self.restart()
        else:
            self._fresh_rows += rows

    def unplanned(self) -> list[str]:
        """Return whose pictures are to be planned next, as many as one request takes."""
        now_s = asyncio.get_running_loop().time()
        found: list[str] = []
        for wishes in (self._wishes.asked(), self._wishes.unasked()):
            for id_ in wishes:
                if id_ not in self.plans and self._attempts.is_due(id_, now_s):
                    found.append(id_)
                    if len(found) == self._limits.sign_at_once:
                        return found
        return found

    async def plan(self, no_picture: Callable[[ServerFile], object]) -> list[ServerFile]:
        """Plan the next pictures, after a moment for others to be wished for.

        `no_picture` hears of assets of which none can come; those whose file is nowhere are
        returned.

        Raises:
            RemoteError: links cannot be had now.
        """
        await asyncio.sleep(self._limits.collect_s)
        ids = self.unplanned()
        try:
            plans = await self._pictures.plan(ids)
        except RemoteError as error:
            now_s = asyncio.get_running_loop().time()
            for id_ in ids:
                self._attempts.fail(id_, now_s, error)
            raise
        nowhere: list[ServerFile] = []
        for id_ in ids:
            plan = plans.get(id_)
            if plan is None:
                self._wishes.settle(id_)
            elif plan.first_key is not None:
                self.plans[id_] = plan
            elif self._pictures.is_nowhere(plan.file):
                nowhere.append(plan.file)
            else:
                no_picture(plan.file)
        return nowhere

    @property
    def is_hungry(self) -> bool:
        """Whether more should be looked for that nobody has asked for."""
        return (
            bool(self._fresh_rows or self._replaced_rows)
            or (self._wishes.unasked_count < _AHEAD and not self._walk.is_over)
            or (not self._wishes.has_unasked_originals and not self._keeper.is_done)
        )

    async def look(self) -> None:
        """Find what nobody has asked for, a page at a time."""
        replaced, self._replaced_rows = self._replaced_rows, []
        if replaced:
            files = await self._database(lambda: self._catalog.server_files_of_rows(replaced))
            await self._disk(lambda: self._receiver.forget_pictures([file.id for file in files]))
        rows, self._fresh_rows = self._fresh_rows, []
        if rows:
            await self._look_at(rows)
        if not self._walk.is_over:
            if await self._disk(self._receiver.has_room):
                wanted = [file.id for file in await self._walk.more()]
                lacking = await self._pictures.lacking(wanted)
                self._wishes.add_unasked(id_ for id_ in wanted if id_ in lacking)
            else:
                self._walk.end()
        if not self._keeper.is_done:
            self._wishes.add_unasked_originals(await self._keeper.more())

    async def _look_at(self, rows: Sequence[int]) -> None:
        files = await self._database(lambda: self._catalog.server_files_of_rows(rows))
        ids = [file.id for file in files if file.is_wanting]
        self._wishes.renew_some(ids)
        for id_ in ids:
            self._attempts.forget(id_)
            self.plans.pop(id_, None)
        self._wishes.add_unasked(ids, is_first=True)
        if self._keeper.keeps(0):
            self._wishes.add_unasked_originals(ids)


def _is_prefetched(file: ServerFile) -> bool:
    """Whether a picture is fetched unasked: not where an original was here and left none."""
    return file.is_wanting and file.content_hash is None
