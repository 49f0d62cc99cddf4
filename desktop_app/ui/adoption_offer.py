"""The offer to upload the library of this machine to the account whose library is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.sentences import counted
from desktop_app.ui.shell import Shell
from desktop_app.ui.tasks import Lane, TaskScope

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.adopting import Adopting, Adoption
    from desktop_app.session import Library
    from desktop_app.sync.adoption import Adopted


class AdoptionOffer(QObject):
    """Asks once whether the assets of this machine shall go up, brings them in, empties behind.

    Signals:
        offered: a sentence, and what to call when the user accepts.
        progressed: (done, total) of the assets that are copied.
        told: a sentence about how it went.
        failed: a LightboxError.
    """

    offered = Signal(str, object)
    progressed = Signal(int, int)
    told = Signal(str)
    failed = Signal(object)
    _settled = Signal()

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._scope = TaskScope(window.workers)
        self._adopting: Adopting | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._is_letting_go = False
        self._action = window.commands["adopt"]
        self._action.setVisible(False)
        self._action.triggered.connect(lambda _checked=False: self.accept())
        self._settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)

    def attach(self, library: "Library") -> None:
        """Begin to look after the library of an account; any other is left alone."""
        if library.catalog.account is None or library.sync is None:
            return
        self._unsubscribe = library.sync.subscribe(self._on_status)
        self._scope.run(Lane.LONG, _looked, library, done=self._on_looked)

    def close_tasks(self) -> None:
        """Call off what is on its way; it goes on when the library is opened again."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._scope.close()
        self._adopting = None

    def accept(self) -> None:
        """Copy the assets of this machine into the account's library."""
        adopting = self._adopting
        if adopting is None or not self._action.isEnabled():
            return
        self._action.setEnabled(False)

        def run(token: CancelToken) -> "Adopted":
            total = adopting.count()
            return adopting.run(token, lambda done: self.progressed.emit(done, total))

        self._scope.run_cancellable(Lane.LONG, run, done=self._on_adopted, failed=self._on_failed)

    def _on_looked(self, looked: "tuple[Adopting, int, Adoption | None]") -> None:
        adopting, count, state = looked
        self._adopting = adopting
        self._action.setVisible(count > 0)
        if state == "under way" and count:
            self.accept()  # it was interrupted
        elif state is None and count:
            self._scope.run(Lane.LONG, adopting.note_offered)
            text = counted(
                self.tr("%1 asset(s) found in the library of this machine alone.", "", count), count
            )
            self.offered.emit(text, self.accept)

    def _on_adopted(self, adopted: "Adopted") -> None:
        self._action.setEnabled(True)
        self.progressed.emit(1, 1)
        added, left = adopted.added, len(adopted.problems)
        parts = []
        if added:
            text = self.tr("Uploading %1 asset(s) of this machine.", "", added)
            parts.append(counted(text, added))
        if left:
            text = self.tr("%1 left here: the original is gone.", "", left)
            parts.append(counted(text, left))
        if parts:  # after an interruption everything may be on its way already
            self.told.emit(" ".join(parts))

    def _on_failed(self, error: LightboxError) -> None:
        self._action.setEnabled(True)
        self.progressed.emit(1, 1)
        self.failed.emit(error)

    def _on_status(self, status: SyncStatus) -> None:
        # On the thread of sync.
        if status.phase is SyncPhase.UP_TO_DATE and not status.waiting:
            self._settled.emit()

    def _on_settled(self) -> None:
        """Let go of what has arrived on the server, if anything was moving."""
        adopting = self._adopting
        if adopting is None or self._is_letting_go or not self._action.isEnabled():
            return
        self._is_letting_go = True
        self._scope.run(
            Lane.LONG,
            _let_go,
            adopting,
            done=self._on_let_go,
            failed=lambda _error: self._on_let_go((0, False)),
        )

    def _on_let_go(self, answer: tuple[int, bool]) -> None:
        self._is_letting_go = False
        gone, is_over = answer
        if gone:
            self._action.setVisible(not is_over)
            text = counted(
                self.tr("%1 asset(s) of this machine arrived on the server.", "", gone), gone
            )
            self.told.emit(text)


def _looked(library: "Library") -> "tuple[Adopting, int, Adoption | None]":
    from desktop_app.adopting import Adopting  # noqa: PLC0415 - in a worker, seldom

    adopting = Adopting(library)
    return adopting, adopting.count(), adopting.state


def _let_go(adopting: "Adopting") -> tuple[int, bool]:
    """Return how many assets went, and whether none is left here."""
    gone = adopting.let_go()
    return gone, adopting.state is None
