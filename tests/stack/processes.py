"""Starting the stack's programs so that none of them outlives it."""

import ctypes
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Process = subprocess.Popen[bytes]

_PR_SET_PDEATHSIG = 1
# PostgreSQL refuses to run as root; Debian, Fedora and the others all know this user.
_NOBODY = 65534


def is_root() -> bool:
    """Return whether this process may do anything."""
    return os.name == "posix" and os.geteuid() == 0


def _dies_with_parent(death: signal.Signals) -> Callable[[], None] | None:
    """Return what makes a child of this process get a signal when it is gone; Linux alone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death))
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return tie


def launch(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    death: signal.Signals = signal.SIGKILL,
    is_unprivileged: bool = False,
) -> Process:
    """Start a program whose words go to a file and which ends when this process does.

    Args:
        command: the program and what follows.
        log: where its output goes.
        environment: all of its environment; None for this process's own.
        death: the signal it gets when this process is gone.
        is_unprivileged: as root, run it as nobody.
    """
    who = _NOBODY if is_unprivileged and is_root() else None
    with log.open("ab") as words:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            user=who,
            group=who,
            extra_groups=None if who is None else [],
            # The stack's own process has no threads yet when it starts its programs.
            preexec_fn=_dies_with_parent(death),  # noqa: PLW1509
        )


def give_to_nobody(folder: Path) -> None:
    """Make a folder the unprivileged user's own, where this process is root."""
    if is_root():
        os.chown(folder, _NOBODY, _NOBODY)


def reachable(installation: Path, spare: Path) -> Path:
    """Return the installation, or a copy in `spare` when nobody could not get there.

    A checkout under root's home is closed to the unprivileged user that PostgreSQL runs as.
    """
    installation = installation.resolve()
    if not is_root():
        return installation
    ways = (installation, *installation.parents)
    if all(way.stat().st_mode & stat.S_IXOTH for way in ways):
        return installation
    shutil.copytree(installation, spare, symlinks=True)
    return spare
