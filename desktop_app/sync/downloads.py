"""Files from the server: small pictures for what the window shows, and originals on demand.

A few at once. What somebody waits for goes first; all other pictures follow, newest first, and
the originals that the library keeps. What could not be had is asked for again, later each time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import FileState
from desktop_app.domain.errors import MediaError
from desktop_app.domain.files import KeepingRule, ServerFile
from desktop_app.domain.remote import RemoteError, RemoteFiles
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.attempts import Attempts
from desktop_app.sync.crew import Crew
from desktop_app.sync.line import Line
from desktop_app.sync.links import Links
from desktop_app.sync.originals import Originals
from desktop_app.sync.outlook import Outlook
from desktop_app.sync.pictures import Outcome, Pictures
from desktop_app.sync.prefetch import Keeper
from desktop_app.sync.retry import is_about_the_line
from desktop_app.sync.surroundings import Receiver, Surroundings
from desktop_app.sync.transfers import Transfers
from desktop_app.sync.wishes import Wishes

log = logging.getLogger(__name__)

Told = Callable[[bool], None]
"""Hears whether an original is here, once."""


class _Kind(Enum):
    PICTURE = "picture"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class _Job:
    kind: _Kind
    id: str

    @property
    def name(self) -> str:
        """Under which its attempts are counted."""
        return self.id if self.kind is _Kind.PICTURE else f"{self.id}:original"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether files may come now.

    Attributes:
        may_work: anything may.
        is_metered: only what somebody opens.
        is_loaded: the rows are here, so that files nobody asked for may come too.
    """

    may_work: Callable[[], bool]
    is_metered: Callable[[], bool]
    is_loaded: Callable[[], bool]


class Downloads:
    """Fetches what is wanted while the server can be reached; its methods belong to one loop.

    Attributes:
        alarm: to be rung when something may have changed.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        files: RemoteFiles,
        receiver: Receiver,
        line: Line,
        transfers: Transfers,
        gate: Gate,
    ) -> None:
        """Fetch into this library; nothing happens before `run`."""
        self._catalog = surroundings.catalog
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._limits = surroundings.limits
        self._receiver = receiver
        self._line = line
        self._gate = gate
        self._wishes = Wishes()
        self._attempts = Attempts(surroundings.limits, surroundings.random)
        links = Links(files, surroundings.clock, surroundings.limits)
        self._originals = Originals(surroundings, files, receiver, links, transfers)
        self._pictures = Pictures(surroundings, files, receiver, links, self._originals)
        self._keeper = Keeper(surroundings, files, receiver)
        self._outlook = Outlook(
            surroundings, receiver, self._pictures, self._keeper, self._wishes, self._attempts
        )
        self.alarm = Alarm()
        self._jobs: Crew[_Job] = Crew(self.alarm.ring)
        self._errands: Crew[str] = Crew(self.alarm.ring)
        self._unasked: set[_Job] = set()
        self._told: dict[str, list[Told]] = {}
        self._arrived_rows: list[int] = []
        self._is_room_needed = False
        self._was_up = False
        self._was_loaded = False

    def want_thumbnails(self, ids: Sequence[str]) -> None:
        """Want the pictures of what the window shows, most urgent first, instead of earlier ones.

        What is wanted no more is fetched when there is nothing better to do.
        """
        self._wishes.show(ids)
        for job in self._jobs:
            if job.kind is _Kind.PICTURE and job not in self._unasked and self._is_dropped(job.id):
                self._jobs.cancel(job)
        self.alarm.ring()

    def want_thumbnail(self, id_: str) -> None:
        """Want one picture more."""
        self._wishes.ask(id_)
        self.alarm.ring()

    def want_original(self, id_: str, told: Told | None = None) -> None:
        """Want an original that somebody opens; `told` hears whether it has come, or cannot."""
        if told is not None:
            self._told.setdefault(id_, []).append(told)
        self._wishes.open(id_, is_awaited=told is not None)
        self._attempts.forget(_Job(_Kind.ORIGINAL, id_).name)
        self._look_at_line()
        self.alarm.ring()

    def keep(self, rule: KeepingRule) -> None:
        """Keep originals by another rule, now and in later runs."""

        async def change() -> None:
            await self._keeper.set_rule(rule)
            self._wishes.drop_unasked_originals()
            self._is_room_needed = True

        self._errands.start(f"rule {rule.to_text()}", lambda: self._guarded(change))

    def renew(self) -> None:
        """Ask again for all that could not be had."""
        self._attempts.renew()
        self._wishes.renew()
        self._outlook.restart()
        self.alarm.ring()

    def on_committed(self, change: ChangeSet) -> None:
        """Hear of rows that are new, or name other files now."""
        if self._gate.is_loaded():
            self._outlook.on_committed(change)
            self.alarm.ring()

    async def run(self) -> None:
        """Fetch until cancelled.

        Raises:
            CatalogError: the library cannot be read or written.
        """
        try:
            await self._keeper.begin()
            await self._disk(self._receiver.tidy)
            while True:
                self._look_at_line()
                if self._may_work:
                    self._fill()
                    self._run_errands()
                await self.alarm.wait(self._attempts.next_s(_now_s()))
                self._jobs.reap()
                self._errands.reap()
                self._unasked.intersection_update(self._jobs)
        finally:
            await self._jobs.stop()
            await self._errands.stop()
            self._tell_all()

    @property
    def _may_work(self) -> bool:
        return self._gate.may_work() and self._line.is_up

    def _look_at_line(self) -> None:
        """See whether the server can be reached; who waits for originals is told if not."""
        is_up = self._may_work
        if is_up and not self._was_up:
            self._attempts.renew_failed()
        self._was_up = is_up
        if not is_up:
            self._tell_all()
        if self._gate.is_loaded() and not self._was_loaded:
            self._was_loaded = True
            self._outlook.restart()

    # --- what comes next

    def _fill(self) -> None:
        while len(self._jobs) < self._limits.download_at_once:
            job = self._next_asked()
            if job is None and len(self._unasked) < self._limits.unasked_at_once:
                job = self._next_unasked()
                if job is not None:
                    self._unasked.add(job)
            if job is None:
                return
            self._start(job)

    def _next_asked(self) -> _Job | None:
        if self._originals_under_way < self._limits.originals_at_once:
            job = self._first(_Job(_Kind.ORIGINAL, id_) for id_ in self._wishes.opened())
            if job is not None:
                return job
        if self._gate.is_metered():
            return None
        return self._first(_Job(_Kind.PICTURE, id_) for id_ in self._wishes.asked())

    def _next_unasked(self) -> _Job | None:
        if self._gate.is_metered() or not self._gate.is_loaded():
            return None
        job = self._first(_Job(_Kind.PICTURE, id_) for id_ in self._wishes.unasked())
        # One place stays free for what somebody opens.
        if job is None and self._originals_under_way + 1 < self._limits.originals_at_once:
            job = self._first(_Job(_Kind.ORIGINAL, id_) for id_ in self._wishes.unasked_originals())
        return job

    def _first(self, jobs: Iterator[_Job]) -> _Job | None:
        """Return the first of these that can be done now."""
        now_s = _now_s()
        for job in jobs:
            if (
                self._is_ready(job)
                and job not in self._jobs
                and self._attempts.is_due(job.name, now_s)
            ):
                return job
        return None

    def _is_ready(self, job: _Job) -> bool:
        if job.kind is _Kind.ORIGINAL:
            return True
        plan = self._outlook.plans.get(job.id)
        # One that is made of the original comes with it.
        is_coming = self._wishes.is_opened(job.id)
        return plan is not None and not (is_coming and plan.thumbnail_key is None)

    @property
    def _originals_under_way(self) -> int:
        return sum(job.kind is _Kind.ORIGINAL for job in self._jobs)

    def _start(self, job: _Job) -> None:
        work = self._picture if job.kind is _Kind.PICTURE else self._original
        self._jobs.start(job, lambda: work(job))

    def _is_dropped(self, id_: str) -> bool:
        """Whether a picture is made of an original, perhaps a large one, and nobody sees it."""
        plan = self._outlook.plans.get(id_)
        is_large = plan is not None and plan.thumbnail_key is None
        return is_large and not self._wishes.is_asked(id_)

    # --- what is done beside

    def _run_errands(self) -> None:
        if self._is_room_needed and "room" not in self._errands:
            self._is_room_needed = False
            self._errands.start("room", lambda: self._guarded(self._keeper.make_room))
        if self._arrived_rows:
            self._errands.start("announce", self._announce)
        if self._gate.is_metered():
            return
        self._keeper.look_again()
        if self._outlook.unplanned():
            self._errands.start("plan", lambda: self._guarded(self._plan))
        if self._gate.is_loaded() and self._outlook.is_hungry:
            self._errands.start("look", lambda: self._guarded(self._outlook.look))

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except RemoteError as error:
            if is_about_the_line(error):
                self._line.fail(error, _now_s())
            log.info("Files cannot be had now: %s", error.code)

    async def _plan(self) -> None:
        nowhere = await self._outlook.plan(lambda file: self._wishes.settle(file.id, is_vain=True))
        for file in nowhere:
            await self._give_up(_Job(_Kind.PICTURE, file.id), file)

    async def _announce(self) -> None:
        """Tell the window of pictures that have come, a few times a second at most."""
        rows, self._arrived_rows = self._arrived_rows, []
        await self._database(lambda: self._catalog.announce_renditions(rows))
        await asyncio.sleep(self._limits.told_s)

    # --- jobs

    async def _picture(self, job: _Job) -> None:
        plan = self._outlook.plans[job.id]

        def keeps() -> bool:
            return self._wishes.is_opened(job.id) or self._keeper.reserve(plan.file.size_bytes)

        try:
            outcome = await self._pictures.fetch(plan, keeps)
        except RemoteError as error:
            self._attempts.fail(job.name, _now_s(), error)
            return
        except MediaError as error:
            log.warning("A picture cannot be kept: %s", error.code)
            self._attempts.fail(job.name, _now_s())
            return
        self._outlook.plans.pop(job.id, None)
        if outcome is Outcome.MISSING:
            await self._miss(job, plan.file)
            return
        self._attempts.forget(job.name)
        self._wishes.settle(job.id, is_vain=outcome is Outcome.VAIN)
        if outcome is Outcome.CAME:
            self._arrived_rows.append(plan.file.row)
        self._is_room_needed |= outcome is Outcome.STORED

    async def _original(self, job: _Job) -> None:
        found = await self._database(lambda: self._catalog.server_files([job.id]))
        if not found or not found[0].is_wanting:
            self._settle_original(job, is_here=bool(found))
            if found and found[0].file_state is FileState.STORED:
                mime_type = found[0].mime_type
                await self._disk(lambda: self._receiver.note_viewed(job.id, mime_type))
            return
        if job in self._unasked and not self._keeper.reserve(found[0].size_bytes):
            self._wishes.settle_original(job.id)
            return
        try:
            is_here = await self._originals.fetch(found[0])
        except RemoteError as error:
            if is_about_the_line(error):
                self._attempts.fail(job.name, _now_s(), error)
            else:
                # Called off by the user, or refused: it comes when it is asked for again.
                log.info("An original does not come: %s", error.code)
                self._settle_original(job, is_here=False, is_vain=True)
            return
        except MediaError:
            self._attempts.fail(job.name, _now_s())
            self._tell(job.id, is_here=False)
            return
        if is_here:
            self._attempts.forget(job.name)
            self._is_room_needed = True
            self._settle_original(job, is_here=True)
        else:
            self._tell(job.id, is_here=False)
            await self._miss(job, found[0])

    def _settle_original(self, job: _Job, *, is_here: bool, is_vain: bool = False) -> None:
        self._wishes.settle_original(job.id, is_vain=is_vain)
        self._tell(job.id, is_here=is_here)

    async def _miss(self, job: _Job, file: ServerFile) -> None:
        """Ask again for what is not there, some times; then say that it is missing."""
        if file.file_state is FileState.MISSING or not self._attempts.miss(job.name, _now_s()):
            await self._give_up(job, file)

    async def _give_up(self, job: _Job, file: ServerFile) -> None:
        self._attempts.forget(job.name)
        is_original = job.kind is _Kind.ORIGINAL
        if is_original:
            self._wishes.settle_original(file.id, is_vain=True)
        else:
            self._wishes.settle(file.id, is_vain=True)
        # A video without its thumbnail may well be there itself.
        is_gone = is_original or file.is_image or self._pictures.is_nowhere(file)
        if file.file_state is FileState.ABSENT and is_gone:
            await self._database(
                lambda: self._catalog.record_file(
                    file.row, file_state=FileState.MISSING, origin=Origin.SYNC
                )
            )

    def _tell(self, id_: str, *, is_here: bool) -> None:
        for told in self._told.pop(id_, ()):
            told(is_here)

    def _tell_all(self) -> None:
        for id_ in tuple(self._told):
            self._tell(id_, is_here=False)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
