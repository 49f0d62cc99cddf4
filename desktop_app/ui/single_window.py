"""One window per library: a later start hands its files to the window that is open already.

The lock on the library's folder decides who is first; the local socket only carries the message.
One connection is one message: a line of JSON each way, ``{"format": 1, "paths": […],
"activation_token": "…"}`` and ``{"is_taken": true}``. Whatever is not that is ignored.
"""

import getpass
import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.catalog.folder_lock import is_locked
from desktop_app.catalog.layout import LOCK_FILE
from desktop_app.domain.errors import LightboxError
from desktop_app.ui.sentences import sentence
from desktop_app.ui.tasks import Lane, TaskScope, Workers

logger = logging.getLogger(__name__)

EXIT_REFUSED = 3
"""Exit code when the library cannot be used."""
ACTIVATION_VARIABLE = "XDG_ACTIVATION_TOKEN"
"""A launcher allows through it that the program comes to the front; Qt reads it on Wayland."""
MOST_BYTES = 8 * 1024 * 1024
"""Of one message: more than the arguments of a process can be."""
_FORMAT = 1
_LONGEST_TOKEN = 1024
_PATIENCE_S = 5.0
_OPENING_S = 2.0
"""A window that is opening the library hears of others a moment after it took the lock."""
_PAUSE_S = 0.05
_WAIT_MS = 10
_MESSAGE_MS = 5000
"""Whoever connects says what it wants within this time."""
_MOST_AT_ONCE = 8


class Answer(Enum):
    """What became of a start that found the library taken."""

    TAKEN = "taken"
    """The other window has what was asked for."""
    FREE = "free"
    """No process holds the library (any more)."""
    SILENT = "silent"
    """A process holds the library and does not answer."""


@dataclass(frozen=True, slots=True)
class LaterStart:
    """What another start of the program was asked to do with the same library."""

    paths: tuple[Path, ...] = ()
    activation_token: str = ""

    def allow_activation(self) -> None:
        """Let this process come to the front in the name of the one that was started."""
        if self.activation_token:
            os.environ[ACTIVATION_VARIABLE] = self.activation_token


def address_of(folder: Path) -> str:
    """Return where the window of a library listens: the same for every name of its folder."""
    named = f"{os.path.normcase(folder.resolve())}\0{_user()}"
    name = f"lightbox-{hashlib.sha256(named.encode(errors='surrogateescape')).hexdigest()[:24]}"
    if sys.platform == "win32":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return str(Path(runtime if os.path.isdir(runtime) else QDir.tempPath(), name))  # noqa: PTH112


def hand_over(folder: Path, paths: Sequence[Path], patience_s: float = _PATIENCE_S) -> Answer:
    """Ask the window that has the library open to take these paths and come to the front.

    Blocks for up to `patience_s`; needs no event loop and may run in any thread.
    """
    address, lock = address_of(folder), folder / LOCK_FILE
    ends_at_s = time.monotonic() + patience_s
    opened_by_s = time.monotonic() + min(patience_s, _OPENING_S)
    message = _line(
        format=_FORMAT,
        paths=[str(path) for path in paths],
        activation_token=os.environ.get(ACTIVATION_VARIABLE, ""),
    )
    while is_locked(lock):
        socket = QLocalSocket()
        if _is_ours(address):
            socket.connectToServer(address)
        if socket.waitForConnected(_WAIT_MS):
            return Answer.TAKEN if _is_taken(socket, message, ends_at_s) else Answer.SILENT
        if time.monotonic() > opened_by_s:
            return Answer.SILENT
        time.sleep(_PAUSE_S)
    return Answer.FREE


def tell_refused(error: LightboxError) -> None:
    """Say on standard error why there is no window on the library."""
    sys.stderr.write(f"lightbox: {'. '.join(sentence(error))}\n")


class SingleWindow(QObject):
    """Listens for later starts on the same library while its window is open.

    Signals:
        start_heard: a LaterStart.
    """

    start_heard = Signal(object)

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST_AT_ONCE)
        self._server.newConnection.connect(self._on_connected)

    @property
    def is_listening(self) -> bool:
        """Whether later starts are heard."""
        return self._server.isListening()

    def attach(self, folder: Path) -> None:
        """Begin to listen for those who want the library in this folder, which is ours now."""
        self._scope.run(Lane.READS, address_of, folder, done=self._listen)

    def close_tasks(self) -> None:
        """Listen no more."""
        self._scope.close()
        self._server.close()

    def _listen(self, address: str) -> None:
        # What lies there is left over from a crash: only the holder of the lock gets here.
        QLocalServer.removeServer(address)
        if not self._server.listen(address):
            logger.warning("Later starts are not heard: %s", self._server.errorString())

    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            conversation = _Conversation(socket, self)
            conversation.heard.connect(self.start_heard)


class _Conversation(QObject):
    """One connection from its first byte to our answer, or to its end if it talks nonsense.

    Signals:
        heard: a LaterStart.
    """

    heard = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        socket.setParent(self)
        socket.setReadBufferSize(MOST_BYTES + 1)
        socket.readyRead.connect(self._on_arrived)
        socket.disconnected.connect(self.deleteLater)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)
        self._patience.start(_MESSAGE_MS)
        self._on_arrived()

    def _on_arrived(self) -> None:
        socket = self._socket
        if not socket.canReadLine():
            if socket.bytesAvailable() > MOST_BYTES:
                self._give_up()
            return
        start = _start_of(bytes(socket.readLine().data()))
        if start is None:
            self._give_up()
            return
        socket.readyRead.disconnect(self._on_arrived)
        self.heard.emit(start)
        socket.write(_line(is_taken=True))
        socket.disconnectFromServer()  # once the answer has been written

    def _give_up(self) -> None:
        logger.info("What a local connection said was not understood and is ignored")
        self._socket.abort()


def _start_of(line: bytes) -> LaterStart | None:
    """Return what a message asks for; None when it is not a message of ours."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or message.get("format") != _FORMAT:
        return None
    paths, token = message.get("paths"), message.get("activation_token")
    if not isinstance(paths, list) or not isinstance(token, str):
        return None
    if not all(isinstance(path, str) and "\0" not in path for path in paths):
        return None
    asked = tuple(Path(path) for path in paths)
    if not all(path.is_absolute() for path in asked):
        return None
    is_token_usable = len(token) <= _LONGEST_TOKEN and token.isprintable()
    return LaterStart(asked, token if is_token_usable else "")


def _is_taken(socket: QLocalSocket, message: bytes, ends_at_s: float) -> bool:
    """Send the message; whether the answer says that it was understood."""
    socket.write(message)
    while not socket.canReadLine():
        is_over = time.monotonic() > ends_at_s
        if is_over or socket.state() is not QLocalSocket.LocalSocketState.ConnectedState:
            return False
        # Qt keeps the interpreter while it waits: other threads get it between short waits.
        if socket.bytesToWrite():
            socket.waitForBytesWritten(_WAIT_MS)
        else:
            socket.waitForReadyRead(_WAIT_MS)
    try:
        answer = json.loads(bytes(socket.readLine().data()))
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and answer.get("is_taken") is True


def _is_ours(address: str) -> bool:
    """Whether what listens there was made by this user; a folder for all can hold anything."""
    if sys.platform == "win32":
        return True
    try:
        return os.stat(address).st_uid == os.getuid()  # noqa: PTH116 - as the socket's address
    except OSError:
        return False


def _line(**message: object) -> bytes:
    # Names that are not valid UTF-8 keep their bytes as escaped surrogates.
    return json.dumps(message, ensure_ascii=True).encode() + b"\n"


def _user() -> str:
    return getpass.getuser() if sys.platform == "win32" else str(os.getuid())
