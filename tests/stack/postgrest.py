"""PostgREST 12.0.2 over the cluster, on a socket of its own: what Supabase has at /rest/v1."""

import time
from pathlib import Path

import httpx

from tests.stack import parts, processes


class Postgrest:
    """The running program."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "postgrest.socket"
        self._log = folder / "postgrest.log"
        self._server: processes.Process | None = None

    def start(self, conninfo: str, *, jwt_secret: str, max_rows: int) -> None:
        """Run it; `wait` tells when it answers.

        Args:
            conninfo: how it connects, as the role authenticator.
            jwt_secret: what tokens are signed with.
            max_rows: most rows of one answer.
        """
        self._server = processes.launch(
            [parts.postgrest()],
            log=self._log,
            environment={
                "PGRST_DB_URI": conninfo,
                "PGRST_DB_SCHEMAS": "public",
                "PGRST_DB_EXTRA_SEARCH_PATH": "public, extensions",
                "PGRST_DB_ANON_ROLE": "anon",
                "PGRST_DB_MAX_ROWS": str(max_rows),
                "PGRST_DB_POOL": "10",
                "PGRST_JWT_SECRET": jwt_secret,
                "PGRST_LOG_LEVEL": "error",
                "PGRST_SERVER_UNIX_SOCKET": str(self.socket),
                "PGRST_SERVER_UNIX_SOCKET_MODE": "600",
            },
        )

    def wait(self) -> None:
        """Wait until it answers, the schema read.

        Raises:
            RuntimeError: it ended, or took half a minute; with its own words.
        """
        deadline = time.monotonic() + 30
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(self.socket))) as client:
            while True:
                try:
                    if client.get("http://postgrest/").is_success:
                        return
                except httpx.TransportError:
                    pass
                if self._server is None or self._server.poll() is not None:
                    break
                if time.monotonic() > deadline:
                    break
                time.sleep(0.02)
        raise RuntimeError(f"no PostgREST:\n{self._log.read_text()}")

    def stop(self) -> None:
        """End it and wait for it."""
        if self._server is not None:
            self._server.kill()
            self._server.wait(10)
