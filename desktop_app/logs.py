"""The log file: small, rotated, and free of what is nobody else's business.

Tokens, signed URLs, e-mail addresses and prompts must never reach a log (QUALITY of the
product, and what a problem report is made of). Code does not log them; the formatter here is the
second lock, over whole records with their tracebacks. Standard error gets unhandled exceptions by
the same lock: desktops keep what a program says there.
"""

import logging
import re
import sys
import threading
import time
import traceback as tracebacks
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

LOG_NAME = "lightbox.log"
MOST_BYTES = 1_000_000
KEPT_FILES = 3

_VALUE = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s,;&}\])]+)"""
_PRIVATE: tuple[tuple[re.Pattern[str], str], ...] = (
    # SQLAlchemy ends its messages with the statement's values.
    (re.compile(r"\[parameters: .*", re.DOTALL), "[parameters: …]"),
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]+){1,2}"), "<token>"),
    (re.compile(r"\b(?:sb_(?:secret|publishable)|sbp)_\w+"), "<key>"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 <token>"),
    # Signed URLs carry their right in the query or the fragment; the rest may be read.
    (re.compile(r"(?i)(\bhttps?://)[^\s/@'\"]+@"), r"\1"),
    (re.compile(r"(?i)(\bhttps?://[^\s?#'\"<>]+)[?#][^\s'\"<>]*"), r"\1?…"),
    (
        re.compile(
            r"(?i)\b(\w*(?:token|apikey|api_key|password|secret|authorization|verifier)\w*"
            rf"""['"]?\s*[=:]\s*)(?!<token>){_VALUE}"""
        ),
        r"\1…",
    ),
    (
        re.compile(
            # A server's words and a search's are the user's own, often.
            r"(?i)\b(\w*prompt|custom_title|title|negative|query|text|message|details|value)"
            r"""(['"]?\s*[=:]\s*)('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
        ),
        r"\1\2…",
    ),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "<e-mail>"),
)


def redact(text: str) -> str:
    """Return a text without tokens, keys, rights of URLs, e-mail addresses and prompts.

    The user's own folder, which names the user, becomes ``~``.
    """
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~")
    for pattern, replacement in _PRIVATE:
        text = pattern.sub(replacement, text)
    return text


class _RedactingFormatter(logging.Formatter):
    """Times in UTC with milliseconds; everything redacted, tracebacks included."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _RotatingFile(logging.FileHandler):
    """A log file that makes room for itself (`logging.handlers` takes 10 ms to import)."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self._path = path
        self._most_bytes = most_bytes
        path.touch(mode=0o600)
        super().__init__(path, encoding="utf-8")
        self.setFormatter(_RedactingFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, beginning a new file when this one is full; logging holds the lock."""
        super().emit(record)
        if self.stream is not None and self.stream.tell() >= self._most_bytes:
            self.stream.close()
            self._rotate()
            self.stream = self._open()

    def _rotate(self) -> None:
        try:
            for number in range(KEPT_FILES - 1, 0, -1):
                older = self._numbered(number - 1)
                if older.exists():
                    older.replace(self._numbered(number))
            self._path.touch(mode=0o600)
        except OSError:
            self.handleError(logging.makeLogRecord({"msg": "The log cannot be rotated"}))

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{LOG_NAME}.{number}") if number else self._path


def setup(
    folder: Path, *, level: int = logging.INFO, most_bytes: int = MOST_BYTES
) -> Callable[[], None]:
    """Log to a file in a folder, unhandled exceptions included; return how to stop that.

    A folder that cannot be written to is no reason not to start: then nothing is logged.
    """
    root = logging.getLogger()
    handler: logging.Handler
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _RotatingFile(folder / LOG_NAME, most_bytes)
    except OSError:
        handler = logging.NullHandler()
    level_before = root.level
    hook_before, thread_hook_before = sys.excepthook, threading.excepthook

    def log_unhandled(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        _log_unhandled(kind, error, traceback)
        if hook_before is sys.__excepthook__:
            _tell_unhandled("".join(tracebacks.format_exception(kind, error, traceback)))
        else:
            hook_before(kind, error, traceback)

    def log_unhandled_in_thread(unhandled: threading.ExceptHookArgs) -> None:
        if unhandled.exc_value is not None:
            _log_unhandled(unhandled.exc_type, unhandled.exc_value, unhandled.exc_traceback)
        if thread_hook_before is not threading.__excepthook__:
            thread_hook_before(unhandled)
        elif unhandled.exc_value is not None and unhandled.exc_type is not SystemExit:
            name = "" if unhandled.thread is None else unhandled.thread.name
            told = "".join(tracebacks.format_exception(unhandled.exc_value))
            _tell_unhandled(f"Exception in thread {name}:\n{told}")

    root.addHandler(handler)
    root.setLevel(level)
    sys.excepthook = log_unhandled
    threading.excepthook = log_unhandled_in_thread

    def stop() -> None:
        sys.excepthook, threading.excepthook = hook_before, thread_hook_before
        root.setLevel(level_before)
        root.removeHandler(handler)
        handler.close()

    return stop


def _log_unhandled(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, Exception):  # being interrupted or told to exit is none
        logging.getLogger("lightbox").critical(
            "Unhandled %s", kind.__name__, exc_info=(kind, error, traceback)
        )


def _tell_unhandled(told: str) -> None:
    """Write what is told of an exception to standard error, which a window may not have."""
    if sys.stderr is not None:
        sys.stderr.write(f"{redact(told).rstrip()}\n")
