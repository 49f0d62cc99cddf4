"""Logs where the main thread stood when it stalled for longer than a person forgives.

Qt does not tell when it begins to handle an event: on Linux (GLib) waiting for events and handling
them lie between the same two signals. So a thread asks the main thread for an answer, again and
again, but only as long as the event loop has something to do: an idle program is not woken up.
"""

import logging
import sys
import threading
import time
import traceback

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QThread, Signal, Slot

logger = logging.getLogger(__name__)

STALL_MS = 100
_ASKED_EVERY_S = 0.1
_TURNS_OF_A_QUESTION = 2
"""How often the event loop turns for nothing but our own question."""


class StallWatchdog(QObject):
    """Watches the main thread while its event loop is busy; sleeps otherwise.

    Attributes:
        longest_ms: the longest stall seen so far that passed `STALL_MS`.
    """

    _asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._main_thread_id = threading.get_ident()
        self._turns = 0
        self._turned_at_s = 0.0
        self._used_s: float | None = None
        self._reported_s = 0.0
        self._is_busy = threading.Event()
        self._answered = threading.Event()
        self._closed = threading.Event()
        self._asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)
        dispatcher = QAbstractEventDispatcher.instance(QThread.currentThread())
        if dispatcher is not None:
            dispatcher.awake.connect(self._on_awake)
            dispatcher.aboutToBlock.connect(self._on_about_to_block)
        self._thread = threading.Thread(target=self._watch, name="lightbox-watchdog", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching and join the thread."""
        dispatcher = QAbstractEventDispatcher.instance(QThread.currentThread())
        if dispatcher is not None:
            dispatcher.awake.disconnect(self._on_awake)
            dispatcher.aboutToBlock.disconnect(self._on_about_to_block)
        self._closed.set()
        self._is_busy.set()
        self._thread.join()

    @Slot()
    def _on_about_to_block(self) -> None:
        self._used_s = time.thread_time()

    @Slot()
    def _on_awake(self) -> None:
        now_s = time.monotonic()
        self._turns += 1
        if not self._is_busy.is_set():
            # One event alone is over when it is known, and not worth being asked about.
            if now_s - self._turned_at_s < _ASKED_EVERY_S:
                self._is_busy.set()
            used_s, self._used_s = self._used_s, None
            if used_s is not None and (time.thread_time() - used_s) * 1000 > STALL_MS:
                self._note((time.thread_time() - used_s) * 1000)
                logger.warning("The main thread stalled once for %.0f ms", self.longest_ms)
        self._turned_at_s = now_s

    @Slot()
    def _on_asked(self) -> None:
        self._answered.set()

    def _watch(self) -> None:
        turns = 0
        while not self._closed.wait(_ASKED_EVERY_S):
            if self._turns - turns <= _TURNS_OF_A_QUESTION:
                self._is_busy.clear()
                self._is_busy.wait()
            turns = self._turns
            self._ask()

    def _ask(self) -> None:
        self._answered.clear()
        asked_s = time.monotonic()
        self._asked.emit()
        while not self._answered.wait(STALL_MS / 1000):
            if self._closed.is_set():
                return
            if asked_s != self._reported_s:
                self._reported_s = asked_s
                self._report()
        if asked_s == self._reported_s:
            self._note((time.monotonic() - asked_s) * 1000)

    def _note(self, stalled_ms: float) -> None:
        self.longest_ms = max(self.longest_ms, stalled_ms)

    def _report(self) -> None:
        frame = sys._current_frames().get(self._main_thread_id)  # noqa: SLF001 - the only way
        if frame is not None:
            stack = "".join(traceback.format_stack(frame, limit=12))
            logger.warning("The main thread has stalled for %d ms at\n%s", STALL_MS, stack)
