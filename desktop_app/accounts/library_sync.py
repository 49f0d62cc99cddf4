"""Sync of one open library: the engine on its own thread, put together with its server."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.accounts.known import KnownAccount
from desktop_app.accounts.local_files import LocalFiles
from desktop_app.accounts.received_files import ReceivedFiles
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.errors import Cancelled, CatalogError, LightboxError
from desktop_app.domain.files import KEEPING_POSITION, KeepingRule
from desktop_app.domain.listeners import Listeners
from desktop_app.domain.ports import CancelToken, Clock
from desktop_app.domain.sync import SyncPhase, SyncReport, SyncStatus, Transfer
from desktop_app.sync.retry import STOPS
from desktop_app.sync.thread import EngineThread, OnExecutor

if TYPE_CHECKING:
    from desktop_app.sync.engine import Engine
    from desktop_app.sync.surroundings import Blocking

Listener = Callable[[SyncStatus], None]

_LOOK_EVERY_S = 0.1
_SYNCED_AT = "synced_at_us"
"""Position: when all was up to date last, for a later start that finds no server."""
_NO_LINE = frozenset({SyncPhase.SIGNED_OUT, SyncPhase.STOPPED})


class LibrarySync:
    """Keeps a library and its server the same until it is closed; for any thread.

    What fails is in the status, and tried again by itself.

    Attributes:
        account: whose library it is.
        status: how sync stands now.
    """

    def __init__(
        self,
        account: KnownAccount,
        catalog: Catalog,
        files: LocalFiles,
        received: ReceivedFiles,
        clock: Clock,
    ) -> None:
        """Work on this library; nothing happens before `start`."""
        self.account = account
        self.status = SyncStatus()
        self._catalog = catalog
        self._files = files
        self._received = received
        self._clock = clock
        self._lock = threading.Lock()
        self._listeners = Listeners[SyncStatus]()
        self._engine: Engine | None = None
        self._is_closed = False
        self._thread = EngineThread(self._made, self._on_failed)

    def start(self) -> None:
        """Begin to sync, in the background."""
        self._thread.start()

    def once(self, token: CancelToken) -> SyncReport:
        """Sync until both sides are the same, in this thread, instead of `start`.

        Raises:
            LightboxError: what kept it from finishing; what was done stays done.
            Cancelled: the token; what was done stays done.
        """
        return asyncio.run(self._once(token))

    def close(self) -> None:
        """Stop; what is on its way is taken up again at the next start."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
        self._files.close()
        self._thread.close()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have the listener called, on the thread of sync, with each new status.

        Returns the function that ends the subscription.
        """
        return self._listeners.add(listener)

    def transfers(self) -> tuple[Transfer, ...]:
        """Return the files that are on their way."""
        engine = self._engine
        return () if engine is None else engine.transfers

    def cancel_transfer(self, asset_id: str) -> None:
        """Call off one file; it rests until it is retried."""
        self._tell(lambda engine: engine.cancel_transfer(asset_id))

    def wake(self) -> None:
        """Try at once what waits for its next attempt, and compare everything."""
        with self._lock:
            if not self._is_closed:
                self._thread.wake()

    def signed_in(self, account: KnownAccount) -> None:
        """Go on with the session that was just begun for this library, perhaps by another key."""
        is_same = account.key == self.account.key
        self.account = account
        if is_same:
            self.wake()
            return
        with self._lock:
            if not self._is_closed:
                self._thread.renew()

    def pause(self) -> None:
        """Rest until `resume`; what is on its way is finished."""
        self._tell(lambda engine: engine.pause(), lasting="pause")

    def resume(self) -> None:
        """Go on after `pause`."""
        self._tell(lambda engine: engine.resume(), lasting="pause")

    def set_metered(self, *, is_metered: bool) -> None:
        """Spare the line: files rest while it is paid by volume."""
        self._tell(lambda engine: engine.set_metered(is_metered=is_metered), lasting="metered")

    def answer_removals(self, *, accept: bool) -> None:
        """Take the user's word on the assets that are gone on the server."""
        asking = self._engine

        def answer(engine: "Engine") -> None:
            # Another engine may find that other assets are gone.
            if engine is asking:
                engine.answer_removals(accept=accept)

        self._tell(answer)

    def look_at(self, ids: Sequence[str], *, is_back: bool) -> None:
        """Have assets looked at that the user sees, where nothing tells of changes elsewhere.

        `is_back`: the user was somewhere else, so there may be new ones as well.
        """
        self._tell(lambda engine: engine.look_at(ids, is_back=is_back))

    def want_thumbnails(self, ids: Sequence[str]) -> None:
        """Have the pictures fetched that the window shows, most urgent first; no longer others."""
        self._tell(lambda engine: engine.want_thumbnails(ids), lasting="thumbnails")

    def want_thumbnail(self, asset_id: str) -> None:
        """Have one picture more fetched; a change of the catalog tells when it has come."""
        self._tell(lambda engine: engine.want_thumbnail(asset_id))

    def want_original(self, asset_id: str) -> None:
        """Have an original fetched that somebody opens; the catalog tells when it has come.

        One that is here is noted as looked at: it is kept longer than others.
        """
        self._tell(lambda engine: engine.want_original(asset_id))

    def fetch_original(self, asset_id: str, token: CancelToken) -> bool:
        """Fetch an original, and return whether it is here; blocks.

        Without a line to the server it returns at once.

        Raises:
            Cancelled: the token.
        """
        came: Future[bool] = Future()

        def told(is_here: bool) -> None:  # noqa: FBT001 - a callback's only argument
            if not came.done():
                came.set_result(is_here)

        self._tell(lambda engine: engine.want_original(asset_id, told))
        while True:
            try:
                return came.result(_LOOK_EVERY_S)
            except TimeoutError:
                token.check()
                if self._is_closed or self.status.phase in _NO_LINE:
                    return False

    def keep_originals(self, rule: KeepingRule) -> None:
        """Keep originals on this machine by another rule, in later runs too."""
        self._tell(lambda engine: engine.keep_originals(rule), lasting="rule")

    @property
    def keeping_rule(self) -> KeepingRule:
        """By which rule originals are kept on this machine; reads the catalog."""
        return KeepingRule.of_text(self._catalog.replica.position(KEEPING_POSITION))

    def _tell(self, call: "Callable[[Engine], object]", *, lasting: str = "") -> None:
        with self._lock:
            if not self._is_closed:
                self._thread.tell(call, lasting=lasting)

    async def _once(self, token: CancelToken) -> SyncReport:
        with (
            ThreadPoolExecutor(1, "sync-catalog") as database,
            ThreadPoolExecutor(2, "sync-disk") as disk,
        ):
            async with self._made(OnExecutor(database), OnExecutor(disk)) as engine:
                syncing = asyncio.ensure_future(engine.once())
                while not (await asyncio.wait([syncing], timeout=_LOOK_EVERY_S))[0]:
                    if token.is_cancelled:
                        syncing.cancel()
                        await asyncio.wait([syncing])
                        raise Cancelled
                return syncing.result()

    @asynccontextmanager
    async def _made(self, database: "Blocking", disk: "Blocking") -> "AsyncIterator[Engine]":
        # Here, on the thread of sync: what speaks to servers takes half a second to import.
        from desktop_app.accounts.connecting import token_store  # noqa: PLC0415
        from desktop_app.remote.account import connected  # noqa: PLC0415
        from desktop_app.remote.project import checked_project  # noqa: PLC0415
        from desktop_app.sync.engine import Engine  # noqa: PLC0415
        from desktop_app.sync.surroundings import Surroundings  # noqa: PLC0415

        known = self.account
        await self._recall(database)
        try:
            project = checked_project(known.url, known.key)
            tokens = token_store(project, known.user_id, settings.token_folder())
            async with connected(project, known.user_id, tokens, self._clock) as remote:
                engine = Engine(
                    Surroundings(
                        rows=remote.rows,
                        files=remote.files,
                        hints=remote.hints,
                        replica=self._catalog.replica,
                        catalog=self._catalog,
                        originals=self._files,
                        receiver=self._received,
                        clock=self._clock,
                        random=random.Random(),  # noqa: S311 - spreads retries
                        database=database,
                        disk=disk,
                    )
                )
                engine.subscribe(self._on_status)
                self._engine = engine
                yield engine
        finally:
            self._engine = None
            await self._remember(database)

    async def _recall(self, database: "Blocking") -> None:
        """Know from an earlier run when all was up to date last."""
        text = await database(lambda: self._catalog.replica.position(_SYNCED_AT))
        if self.status.synced_at_us is None and text is not None and text.isdecimal():
            self.status = replace(self.status, synced_at_us=int(text))

    async def _remember(self, database: "Blocking") -> None:
        """Write that down, at the end of a run; one that is killed leaves what was known before."""
        at_us = self.status.synced_at_us
        if at_us is not None:
            # Whatever is wrong with the catalog, it is told by whoever needs it.
            with suppress(CatalogError):
                await database(
                    lambda: self._catalog.replica.set_positions({_SYNCED_AT: str(at_us)})
                )

    def _on_failed(self, error: LightboxError, again_s: float) -> None:
        # No removals are asked about: whoever could take the answer is gone.
        self._on_status(
            SyncStatus(
                phase=SyncPhase.SIGNED_OUT if _needs_signing_in(error) else SyncPhase.STOPPED,
                waiting=self.status.waiting,
                blocked=self.status.blocked,
                error=error.code,
                retry_at_us=self._clock.now_us() + int(again_s * 1e6),
                is_metered=self.status.is_metered,
            )
        )

    def _on_status(self, status: SyncStatus) -> None:
        if status.synced_at_us is None:
            # An engine does not know what those before it have reached.
            status = replace(status, synced_at_us=self.status.synced_at_us)
        self.status = status
        self._listeners.tell(status)


def _needs_signing_in(error: LightboxError) -> bool:
    """Whether signing in again helps: it asks for the address and the key of the project, too."""
    return error.code in STOPS or error.code.startswith("project.")
