"""Requests to end the program from outside: Ctrl+C, a session that ends, a closed terminal."""

import os
import signal
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_NUMBERS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
_MOST_AT_ONCE = 64


class EndRequests(QObject):
    """Hears the first signal that asks the program to end; the second ends it at once.

    Python runs a signal's handler when it gets to run at all, which is not while Qt waits. So
    the system writes into a pipe when a signal comes, and Qt wakes up for that.

    Signals:
        asked: somebody wants the program to end in order.
    """

    asked = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin to listen; to be made on the main thread, once."""
        super().__init__(parent)
        self.is_asked = False
        self._near, self._far = _pipe()
        self._notifier = QSocketNotifier(self._near, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._wakeup_before = signal.set_wakeup_fd(self._far, warn_on_full_buffer=False)
        # A signal that is ignored stays so: whoever started us with nohup means it.
        self._handlers_before = {
            number: signal.signal(number, self._note)
            for number in _NUMBERS
            if signal.getsignal(number) is not signal.SIG_IGN
        }

    def close(self) -> None:
        """Listen no more; the signals do again what they did before."""
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        _close(self._near, self._far)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True

    def _on_woken(self) -> None:
        _drain(self._near)
        if self.is_asked:
            for number in self._handlers_before:
                signal.signal(number, signal.SIG_DFL)
            self.asked.emit()


if os.name == "nt":
    import socket

    _sockets: dict[int, socket.socket] = {}

    def _pipe() -> tuple[int, int]:
        """Return the ends of a pipe that both Qt and the signals can use: there, sockets."""
        ends = socket.socketpair()
        for end in ends:
            end.setblocking(False)
            _sockets[end.fileno()] = end
        return ends[0].fileno(), ends[1].fileno()

    def _drain(near: int) -> None:
        _sockets[near].recv(_MOST_AT_ONCE)

    def _close(*ends: int) -> None:
        for end in ends:
            _sockets.pop(end).close()

else:

    def _pipe() -> tuple[int, int]:
        """Return the ends of a pipe that both Qt and the signals can use."""
        ends = os.pipe()
        for end in ends:
            os.set_blocking(end, False)
        return ends

    def _drain(near: int) -> None:
        os.read(near, _MOST_AT_ONCE)

    def _close(*ends: int) -> None:
        for end in ends:
            os.close(end)
