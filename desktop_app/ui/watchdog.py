"""Logs where the main thread stood when it stalled for longer than a person forgives."""

import logging
import sys
import threading
import time
import traceback

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QThread, Slot

logger = logging.getLogger(__name__)

STALL_MS = 100
_IDLE_AFTER_S = 0.25


class StallWatchdog(QObject):
    """Watches one pass of the event loop at a time; sleeps while no events run.

    Attributes:
        longest_ms: the longest stall seen so far that passed `STALL_MS`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._main_thread_id = threading.get_ident()
        self._busy_since_s: float | None = None
        self._last_event_s = 0.0
        self._is_asleep = True
        self._is_closing = False
        self._wake = threading.Event()
        self._closed = threading.Event()
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
        self._is_closing = True
        self._closed.set()
        self._wake.set()
        self._thread.join()

    @Slot()
    def _on_awake(self) -> None:
        self._busy_since_s = self._last_event_s = time.monotonic()
        if self._is_asleep:
            self._is_asleep = False
            self._wake.set()

    @Slot()
    def _on_about_to_block(self) -> None:
        self._busy_since_s = None

    def _watch(self) -> None:
        reported: float | None = None
        while not self._is_closing:
            self._wake.wait()
            since = self._busy_since_s
            now = time.monotonic()
            if since is None and now - self._last_event_s > _IDLE_AFTER_S:
                self._wake.clear()
                self._is_asleep = True
                continue
            if since is not None and (now - since) * 1000 > STALL_MS:
                self.longest_ms = max(self.longest_ms, (now - since) * 1000)
                if since != reported:
                    reported = since
                    self._report((now - since) * 1000)
            self._closed.wait(STALL_MS / 2000)

    def _report(self, stalled_ms: float) -> None:
        frame = sys._current_frames().get(self._main_thread_id)  # noqa: SLF001 - the only way
        if frame is not None:
            stack = "".join(traceback.format_stack(frame, limit=12))
            logger.warning("The main thread stalled for %.0f ms at\n%s", stalled_ms, stack)
