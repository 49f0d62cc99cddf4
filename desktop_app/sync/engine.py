"""The engine of sync: what a library with an account runs, from connecting to up to date.

Four lanes share one line to the server. One pulls, by the planner's word: hints, what was touched
lately, scans. One pushes rows, one sends files, one fetches files. Each goes on while there is
something to do, and rests until its alarm is rung: by a local edit, a hint, the line that is
mended, a moment that has come.
"""

import asyncio
from collections.abc import Callable, Sequence

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.files import KeepingRule
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncReport, SyncStatus, Transfer, Waiting
from desktop_app.sync.arrivals import Arrivals
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.downloads import Downloads, Gate, Told
from desktop_app.sync.feed import FeedReader
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.hint_lane import HintLane
from desktop_app.sync.initial import InitialLoad
from desktop_app.sync.line import Line
from desktop_app.sync.outcomes import Outcomes
from desktop_app.sync.planner import Action, next_push_s
from desktop_app.sync.pull import Pull
from desktop_app.sync.pull_lane import PullLane, PullParts
from desktop_app.sync.push import Push
from desktop_app.sync.push_lane import PushLane
from desktop_app.sync.recycling import Recycling
from desktop_app.sync.refusals import Refusals
from desktop_app.sync.scan import Scan
from desktop_app.sync.staleness import Staleness
from desktop_app.sync.status import Listener, Standing, StatusBoard
from desktop_app.sync.surroundings import Surroundings
from desktop_app.sync.together import together
from desktop_app.sync.transfers import Transfers
from desktop_app.sync.uploads import Uploads


class Engine:
    """Keeps one library and its server the same; all methods belong to one asyncio loop.

    Either `run` or `once` is under way, never both.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        """Work with these surroundings; nothing happens before `run` or `once`."""
        self._surroundings = surroundings
        self._board = StatusBoard()
        self._counted = Waiting()
        self._is_paused = False
        self._is_metered = False
        self._is_hastened = False

        self._line = Line(surroundings.limits, surroundings.random, self._ring_all)
        self._hint_box = HintBox(surroundings.limits.hints_kept, self._on_hinted)
        self._arrivals = Arrivals(surroundings, Staleness(), self._hint_box)
        self._deletions = Deletions(surroundings, self._arrivals)
        self._outcomes = Outcomes(surroundings, self._arrivals)
        refusals = Refusals(surroundings)
        self._push = Push(surroundings, self._arrivals, self._deletions, self._outcomes, refusals)
        self._transfers = Transfers(self._board.tell)
        self._uploads = Uploads(surroundings, self._outcomes, refusals, self._transfers)
        pull = Pull(surroundings, self._arrivals, self._deletions)
        feed = FeedReader(surroundings, self._arrivals, self._deletions)
        self._initial = InitialLoad(surroundings, self._arrivals, pull, self._show)
        parts = PullParts(
            initial=self._initial,
            pull=pull,
            feed=feed,
            scan=Scan(surroundings, self._arrivals),
            recycling=Recycling(surroundings),
            deletions=self._deletions,
        )
        self._pull_lane = PullLane(
            surroundings,
            self._line,
            self._hint_box,
            parts,
            self._may_work,
            self._on_pulled,
        )
        self._push_lane = PushLane(
            self._line, self._may_work, self._push_some, self._next_push_s, self._tell
        )
        self._upload_lane = PushLane(
            self._line, self._may_upload, self._upload_some, self._next_push_s, self._tell
        )
        self._downloads = self._made_downloads()
        self._hint_lane: HintLane | None = None
        if surroundings.hints is not None:
            self._hint_lane = HintLane(
                surroundings, surroundings.hints, self._line, self.hint, self.gap
            )

    @property
    def status(self) -> SyncStatus:
        """How it stands now."""
        return self._board.status

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """The files that are on their way; listeners of the status hear when they change."""
        return self._transfers.listed

    async def run(self) -> None:
        """Sync until cancelled.

        Raises:
            CatalogError: the library cannot be read or written.
        """
        loop = asyncio.get_running_loop()

        def on_committed(change: ChangeSet) -> None:
            # On the catalog's own thread.
            if change.origin is not Origin.SYNC:
                loop.call_soon_threadsafe(self._ring_push)
            elif self._downloads is not None:
                loop.call_soon_threadsafe(self._downloads.on_committed, change)

        unsubscribe = self._surroundings.catalog.subscribe(on_committed)
        try:
            await self._begin()
            await self._tell()
            # Even where that is nothing new: what is shown may be how an engine before has ended.
            self._board.tell()
            lanes = [self._pull_lane.run(), self._push_lane.run(), self._upload_lane.run()]
            if self._hint_lane is not None:
                lanes.append(self._hint_lane.run())
            if self._downloads is not None:
                lanes.append(self._downloads.run())
            await together(lanes)
        finally:
            unsubscribe()

    async def once(self) -> SyncReport:
        """Push, pull, scan everything, push until nothing moves; nothing waits for its moment.

        Raises:
            RemoteError: what kept it from finishing; what was done stays done.
        """
        await self._begin()
        await self._surroundings.database(self._surroundings.replica.make_due)
        pulled, pushed = self._arrivals.pulled, self._outcomes.pushed
        removed = self._deletions.removed
        lane = self._pull_lane
        await lane.begin()
        await lane.perform(Action.CONNECT)
        await self._push_all()
        while not lane.is_loaded:
            await lane.perform(Action.INITIAL)
        await self._fetch_hinted()
        lane.scan_soon()
        await lane.perform(Action.SCAN)
        while lane.is_scanning:
            await lane.perform(Action.SCAN)
        await lane.perform(Action.REMOVALS)
        await self._push_all()
        await self._fetch_hinted()
        waiting = await self._waiting()
        await self._tell()
        return SyncReport(
            pulled=self._arrivals.pulled - pulled,
            pushed=self._outcomes.pushed - pushed,
            removed=self._deletions.removed - removed,
            waiting=waiting.queued + waiting.in_flight,
            blocked=waiting.blocked,
            asked_removals=self._deletions.asked,
        )

    def hint(self, table: RemoteTable, uuid: str) -> None:
        """Hear that a row may have changed elsewhere."""
        self._hint_box.add(table, [uuid])

    def look_at(self, uuids: Sequence[str], *, is_back: bool = False) -> None:
        """Have assets looked at that the user sees: where nothing tells of changes elsewhere.

        `is_back`: the user was somewhere else, so there may be new ones as well.
        """
        hints = self._surroundings.hints
        if hints is not None and hints.is_listening:
            return
        self._hint_box.add(RemoteTable.ASSETS, uuids)
        if is_back:
            self._pull_lane.look_for_new()

    def gap(self) -> None:
        """Hear that hints may have been lost: everything is compared."""
        self._pull_lane.on_gap()

    def wake(self) -> None:
        """Try at once what waits for its next attempt, and compare everything.

        To be called after the machine slept, and when somebody has signed in.
        """
        self._is_hastened = True
        self._pull_lane.wake()
        if self._downloads is not None:
            self._downloads.renew()

    def want_thumbnails(self, ids: Sequence[str]) -> None:
        """Have the pictures fetched that the window shows, most urgent first; no longer others."""
        if self._downloads is not None:
            self._downloads.want_thumbnails(ids)

    def want_thumbnail(self, asset_id: str) -> None:
        """Have one picture more fetched."""
        if self._downloads is not None:
            self._downloads.want_thumbnail(asset_id)

    def want_original(self, asset_id: str, told: Told | None = None) -> None:
        """Have an original fetched that somebody opens; `told` hears whether it has come."""
        if self._downloads is not None:
            self._downloads.want_original(asset_id, told)
        elif told is not None:
            told(False)

    def keep_originals(self, rule: KeepingRule) -> None:
        """Keep originals on this machine by another rule."""
        if self._downloads is not None:
            self._downloads.keep(rule)

    def pause(self) -> None:
        """Rest, until `resume`; what is on its way is finished."""
        self._is_paused = True
        self._show()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._is_paused = False
        self._ring_all()

    def set_metered(self, *, is_metered: bool) -> None:
        """Spare the line: files rest while it is paid by volume."""
        self._is_metered = is_metered
        self._ring_all()

    def answer_removals(self, *, accept: bool) -> None:
        """Take the user's word on the assets that are gone on the server."""
        self._deletions.answer(is_accepted=accept)
        self._ring_all()

    def cancel_transfer(self, asset_id: str) -> None:
        """Call off a file that is on its way; it rests, as a problem, until it is retried."""
        self._transfers.cancel(asset_id)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have the listener called, on the engine's loop, with each new status."""
        return self._board.subscribe(listener)

    def _made_downloads(self) -> Downloads | None:
        files, receiver = self._surroundings.files, self._surroundings.receiver
        if files is None or receiver is None:
            return None
        gate = Gate(self._may_work, lambda: self._is_metered, lambda: self._pull_lane.is_loaded)
        return Downloads(self._surroundings, files, receiver, self._line, self._transfers, gate)

    async def _begin(self) -> None:
        """Take back what an earlier run has left on its way: nobody knows what became of it."""
        await self._surroundings.database(self._surroundings.replica.release_in_flight)

    async def _push_all(self) -> None:
        is_moving = True
        while is_moving:
            is_sent = await self._uploads.some()
            is_moving = await self._push.some() or is_sent

    async def _fetch_hinted(self) -> None:
        while self._hint_box:
            await self._pull_lane.perform(Action.HINTS)

    async def _push_some(self) -> bool:
        await self._hasten()
        return await self._push.some()

    async def _upload_some(self) -> bool:
        await self._hasten()
        is_any = await self._uploads.some()
        if is_any:
            # The rows of what is in the bucket now can go.
            self._push_lane.alarm.ring()
        return is_any

    async def _hasten(self) -> None:
        """Have everything sent at once, after `wake`, that waits for its next attempt."""
        if self._is_hastened:
            self._is_hastened = False
            await self._surroundings.database(self._surroundings.replica.make_due)

    async def _waiting(self) -> Waiting:
        return await self._surroundings.database(self._surroundings.replica.waiting)

    async def _next_push_s(self) -> float | None:
        return next_push_s(await self._waiting(), self._surroundings.clock.now_us())

    def _may_work(self) -> bool:
        return not self._is_paused and not self._line.is_signed_out

    def _may_upload(self) -> bool:
        return self._may_work() and not self._is_metered

    async def _on_pulled(self) -> None:
        """Hear that something was pulled; what waits and was told by nobody is sent now."""
        await self._tell()
        if self._counted.queued:
            self._ring_push()

    def _on_hinted(self) -> None:
        self._pull_lane.on_hinted()

    def _ring_all(self) -> None:
        self._pull_lane.alarm.ring()
        if self._hint_lane is not None:
            self._hint_lane.alarm.ring()
        self._ring_push()
        self._ring_downloads()
        self._show()

    def _ring_downloads(self) -> None:
        if self._downloads is not None:
            self._downloads.alarm.ring()

    def _ring_push(self) -> None:
        self._push_lane.alarm.ring()
        self._upload_lane.alarm.ring()

    async def _tell(self) -> None:
        """Find out how it stands now, and tell the listeners."""
        self._counted = await self._waiting()
        self._ring_downloads()
        self._show()

    def _show(self) -> None:
        lane, line, clock = self._pull_lane, self._line, self._surroundings.clock
        left_s = line.retry_at_s - asyncio.get_running_loop().time()
        self._board.show(
            Standing(
                now_us=clock.now_us(),
                is_paused=self._is_paused,
                is_metered=self._is_metered,
                is_signed_out=line.is_signed_out,
                is_connected=line.is_up,
                error=line.error,
                retry_at_us=clock.now_us() + int(left_s * 1e6) if line.retry_at_s else None,
                is_loaded=lane.is_loaded,
                has_scan_left=lane.has_scan_left,
                pulled=self._initial.earlier + self._arrivals.added,
                total=self._initial.total,
                waiting=self._counted,
                asked_removals=self._deletions.asked,
            )
        )
