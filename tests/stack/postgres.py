"""A PostgreSQL 18 in a folder of its own, reached through a socket in that folder."""

import signal
import time
from pathlib import Path

import psycopg

from tests.stack import parts, processes

_SETTINGS = {
    "listen_addresses": "",
    # Realtime reads the log of changes.
    "wal_level": "logical",
    "max_replication_slots": "4",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    # Nothing here has to survive a power cut.
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "timezone": "UTC",
    # Reading the log of changes is talked about at the level LOG, many times a second.
    "log_min_messages": "fatal",
}


class Postgres:
    """One cluster: made, run, and stopped at once without a thought for its data."""

    SUPERUSER = "supabase_admin"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._log = folder / "postgres.log"
        self._making: processes.Process | None = None
        self._server: processes.Process | None = None
        self._programs = folder

    def begin(self) -> None:
        """Begin to make the cluster; `start` waits for it."""
        self._programs = (
            processes.reachable(parts.postgres_folder(), self._folder / "postgres") / "bin"
        )
        self._data.mkdir(mode=0o700)
        processes.give_to_nobody(self._data)
        self._making = processes.launch(
            [
                *(self._programs / "initdb", "-D", self._data, "-U", self.SUPERUSER, "-A", "trust"),
                *("-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"),
            ],
            log=self._log,
            is_unprivileged=True,
        )

    def start(self) -> None:
        """Run the server and wait until it answers.

        Raises:
            RuntimeError: it did not come up; with its own words.
        """
        if self._making is None or self._making.wait(60) != 0:
            raise RuntimeError(f"initdb failed:\n{self._log.read_text()}")
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        self._server = processes.launch(
            [
                *(self._programs / "postgres", "-D", self._data),
                *(f"--unix_socket_directories={self._data}", *options),
            ],
            log=self._log,
            death=signal.SIGQUIT,
            is_unprivileged=True,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.conninfo(self.SUPERUSER)).close()
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"no PostgreSQL:\n{self._log.read_text()}") from None
                time.sleep(0.02)
            else:
                return

    def conninfo(self, user: str) -> str:
        """Return how `user` connects."""
        return f"host={self._data} dbname=postgres user={user}"

    def stop(self) -> None:
        """End the server and wait for it."""
        for process in (self._making, self._server):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGQUIT)
        for process in (self._making, self._server):
            if process is not None:
                process.wait(10)
