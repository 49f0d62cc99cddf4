"""Exit codes that scripts can trust."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command reports to whoever started it. `desktop_app.__main__` adds 4, no window."""

    DONE = 0
    SOME_FAILED = 1
    """The command ran; some items failed, or `doctor` found something."""
    NOT_UNDERSTOOD = 2
    """Arguments or a query that make no sense; nothing was done."""
    UNUSABLE = 3
    """The library cannot be opened, or the folder to write to not be used."""
    BUG = 70
    INTERRUPTED = 130
