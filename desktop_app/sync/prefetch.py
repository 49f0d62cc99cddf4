"""Files that nobody has asked for: all small pictures, and the originals that the library keeps."""

import asyncio
import logging
import math
from collections.abc import Callable, Mapping

from desktop_app.domain.entities import FileState
from desktop_app.domain.files import (
    FILLED_SHARE,
    KEEPING_POSITION,
    SPARE_BYTES,
    Keeping,
    KeepingRule,
    ServerFile,
)
from desktop_app.domain.remote import RemoteFiles
from desktop_app.sync.surroundings import Receiver, Surroundings

log = logging.getLogger(__name__)

_PAGE = 200
_EVICTED_SHARE = 0.95
_SHORT_S = 300.0
"""A disk that had no room for everything is looked at again after this long."""


class Walk:
    """Goes through the library, newest first, as far as it is asked to.

    Attributes:
        is_over: the end was reached; `restart` begins anew.
    """

    def __init__(self, surroundings: Surroundings, is_wanted: Callable[[ServerFile], bool]) -> None:
        """Find the assets that are wanted; over, until begun."""
        self._catalog = surroundings.catalog
        self._database = surroundings.database
        self._is_wanted = is_wanted
        self._last: ServerFile | None = None
        self.is_over = True

    def restart(self) -> None:
        """Begin with the newest again."""
        self._last = None
        self.is_over = False

    def end(self) -> None:
        """Go no further."""
        self.is_over = True

    async def more(self) -> list[ServerFile]:
        """Return the wanted ones of the next page, which may be none."""
        last = self._last
        page = await self._database(lambda: self._catalog.server_files_before(last, _PAGE))
        if not page:
            self.is_over = True
        elif self._last is last:  # it was not begun anew meanwhile
            self._last = page[-1]
        return [file for file in page if self._is_wanted(file)]


class Keeper:
    """Keeps the originals here that the library's rule says.

    Attributes:
        rule: it.
    """

    def __init__(self, surroundings: Surroundings, files: RemoteFiles, receiver: Receiver) -> None:
        """Keep originals in this library."""
        self._replica = surroundings.replica
        self._catalog = surroundings.catalog
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._files = files
        self._receiver = receiver
        self._walk = Walk(surroundings, lambda file: file.is_wanting)
        self._used_bytes = 0
        self._room_bytes = math.inf
        self._looked_at_s = 0.0
        self._is_disk_short = False
        self._is_rule_set = False
        self.rule = KeepingRule()

    async def begin(self) -> None:
        """Find out which rule the library has."""
        text = await self._database(lambda: self._replica.position(KEEPING_POSITION))
        if not self._is_rule_set:
            self.rule = KeepingRule.of_text(text)
        await self._measure()
        self._walk.restart()

    async def set_rule(self, rule: KeepingRule) -> None:
        """Keep by another rule from now on, and in later runs."""
        self.rule = rule
        self._is_rule_set = True
        await self._database(
            lambda: self._replica.set_positions({KEEPING_POSITION: rule.to_text()})
        )
        await self._measure()
        self._walk.restart()

    def restart(self) -> None:
        """Look at all assets again: there are other ones."""
        self._room_bytes = math.inf
        self._is_disk_short = False
        self._walk.restart()

    def look_again(self) -> None:
        """Begin anew, now and then, where the disk was short: there may be room by now."""
        if self._is_disk_short and _now_s() >= self._looked_at_s + _SHORT_S:
            self.restart()

    def keeps(self, size_bytes: int) -> bool:
        """Whether an original that nobody opened is kept."""
        if size_bytes >= self._room_bytes:
            self._is_disk_short = True
            return False
        match self.rule.keeping:
            case Keeping.ALL:
                return True
            case Keeping.BUDGET:
                return self._used_bytes + size_bytes < self.rule.budget_bytes * FILLED_SHARE
        return False

    def reserve(self, size_bytes: int) -> bool:
        """Whether an original that nobody opened is kept; if so, its room is taken."""
        is_kept = self.keeps(size_bytes)
        if is_kept:
            self._used_bytes += size_bytes
            self._room_bytes -= size_bytes
        return is_kept

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to be fetched unasked."""
        return self._walk.is_over or not self.keeps(0)

    async def more(self) -> list[str]:
        """Return whose originals are to be fetched unasked, of the next page."""
        await self._look_at_disk()
        files = await self._walk.more()
        return [file.id for file in files if self.keeps(file.size_bytes)]

    async def make_room(self) -> None:
        """Let originals go, those first that were not looked at for longest, until all fit.

        Only what the bucket has, as far as its size tells, and whose row the server has.

        Raises:
            RemoteError: the bucket cannot be asked now.
        """
        await self._look_at_disk()
        stored = await self._measure()
        budget_bytes = self.rule.budget_bytes
        if self.rule.keeping is not Keeping.BUDGET or self._used_bytes <= budget_bytes:
            return
        ids = [id_ for id_ in await self._database(self._catalog.stored_originals) if id_ in stored]
        for id_ in sorted(ids, key=lambda id_: stored[id_][1]):
            if self._used_bytes <= budget_bytes * _EVICTED_SHARE:
                break
            size_bytes, _ = stored[id_]
            if await self._let_go(id_, size_bytes):
                self._used_bytes -= size_bytes

    async def _let_go(self, id_: str, size_bytes: int) -> bool:
        files = await self._database(lambda: self._catalog.server_files([id_]))
        if not files or files[0].file_state is not FileState.STORED:
            return False
        file = files[0]
        key = self._files.key_of(file.storage_path)
        info = None if key is None else await self._files.info(key)
        if info is None or info.size_bytes != size_bytes:
            return False
        if info.sha256 is not None and file.content_hash not in {None, info.sha256}:
            return False
        if not await self._database(lambda: self._catalog.release_original(file.id)):
            return False
        await self._disk(lambda: self._receiver.drop_original(file.id))
        return True

    async def _look_at_disk(self) -> None:
        """Find out how much may come unasked: never the last of the disk, which edits need."""
        free_bytes = await self._disk(self._receiver.free_bytes)
        self._room_bytes = free_bytes - SPARE_BYTES
        self._looked_at_s = _now_s()

    async def _measure(self) -> Mapping[str, tuple[int, float]]:
        """Find out how much the originals take; where there is no limit, that is of no interest."""
        if self.rule.keeping is not Keeping.BUDGET:
            return {}
        stored = await self._disk(self._receiver.stored)
        self._used_bytes = sum(size_bytes for size_bytes, _ in stored.values())
        return stored


def _now_s() -> float:
    return asyncio.get_running_loop().time()
