"""Starts the built program, watches its process, and closes its window as a user does."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

LIMIT_S = 60.0
_POLL_S = 0.05


class Program:
    """One frozen Lightbox and what it remembers.

    Attributes:
        path: the program file.
        library: the folder of the library that it opens.
    """

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        self._home = home
        self.library = home / "data" / "library"
        self._started: list[subprocess.Popen[str]] = []
        home.mkdir(mode=0o700, exist_ok=True)

    def environment(self, **more: str) -> dict[str, str]:
        """Return all the program gets: no Python, nothing on the path, no settings of ours."""
        # Windows and its libraries do not work without some of theirs.
        kept = {n: os.environ[n] for n in ("SYSTEMROOT", "TEMP", "TMPDIR") if n in os.environ}
        for name in ("DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
            if name in os.environ:
                kept[name] = os.environ[name]
        home = str(self._home)
        return {
            **kept, "PATH": "", "HOME": home, "USERPROFILE": home,
            "LIGHTBOX_HOME": home, "LC_ALL": "C.UTF-8", **more,
        }  # fmt: skip

    def run(self, *arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run it to its end."""
        return subprocess.run(
            [self.path, *arguments],
            cwd=self._home,
            env=self.environment(**environment),
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )

    def start(self, *arguments: str | Path, **environment: str) -> "subprocess.Popen[str]":
        """Start it and leave it running."""
        process = subprocess.Popen(
            [self.path, *arguments],
            cwd=self._home,
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self._started.append(process)
        return process

    def run_inside(self, code: str, *arguments: str | Path) -> str:
        """Run Python code in the frozen interpreter, with its libraries; return what it prints.

        The program itself runs no code it is given. The way in is the one that PyInstaller keeps
        for multiprocessing's resource tracker, known by how its command begins.
        """
        flags = ("-B", "-S", "-I")
        # It runs in a function there; a namespace of its own makes it a module again.
        told = f"from multiprocessing.resource_tracker import main; exec({code!r}, {{}})"
        done = self.run(*flags, "-c", told, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def end(self) -> None:
        """Kill what a failed test left running."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def imported(self) -> list[tuple[str, str]]:
        """Return prompt and MIME type of what is in the catalog, read past the program."""
        catalog = self.library / "catalog.db"
        if not catalog.is_file():
            return []
        with closing(sqlite3.connect(f"{catalog.as_uri()}?mode=ro", uri=True)) as connection:
            try:
                return connection.execute(
                    "SELECT original_prompt, mime_type FROM asset ORDER BY row"
                ).fetchall()
            except sqlite3.OperationalError:  # its tables are being made
                return []


def wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait for something that a running program will do.

    Raises:
        AssertionError: it ended before, or did not do it in a minute.
    """
    until_s = time.monotonic() + LIMIT_S
    while not is_so():
        assert process.poll() is None, f"it ended: {process.communicate()[0]}"
        assert time.monotonic() < until_s, "it never came"
        time.sleep(_POLL_S)


def children(process_id: int) -> dict[int, str]:
    """Return the running processes that a process has started, with their command lines."""
    return dict(_children(process_id))


def mapped_files(process_id: int) -> set[Path]:
    """Return the libraries and modules that a process has loaded."""
    lines = Path(f"/proc/{process_id}/maps").read_text().splitlines()
    fields = (line.split(maxsplit=5) for line in lines)
    return {Path(f[5]) for f in fields if len(f) == 6 and ".so" in f[5]}


def _children(process_id: int) -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            # The name before it is in parentheses and may hold anything.
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[1]) == process_id:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                yield int(folder.name), command.decode(errors="replace")
