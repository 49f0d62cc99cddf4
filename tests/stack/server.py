"""The process that is the stack: it starts the programs, serves the gateway, and cleans up.

Started by `tests.stack.stack.Stack` with a folder and the settings. It says on its standard
output when it is ready, then answers commands from its standard input, a line of JSON each. When
the input ends, because it was closed or because whoever held it is gone, however it ended,
everything is taken down and the folder removed.
"""

import asyncio
import json
import logging
import os
import shutil
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.stack.postgres import Postgres
from tests.stack.settings import PID_FILE, Kind, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

_SQL = Path(__file__).parent / "sql"
_MIGRATIONS = Path(__file__).parents[2] / "resources" / "supabase" / "migrations"
_SCRIPTS = {
    Kind.EMPTY: (),
    Kind.PLAIN: (_MIGRATIONS / "0001_library.sql",),
    Kind.FEED: (_MIGRATIONS / "0001_library.sql", _MIGRATIONS / "0002_cheaper_sync.sql"),
    Kind.WILD: (_SQL / "wild.sql",),
}
_ORPHAN_CHECK_S = 2.0


def _prepare(postgres: Postgres, kind: Kind) -> None:
    """Make the cluster what a project of this kind is."""
    import psycopg

    with psycopg.connect(postgres.conninfo(postgres.SUPERUSER), autocommit=True) as connection:
        connection.execute((_SQL / "platform.sql").read_bytes())
    with psycopg.connect(postgres.conninfo("postgres"), autocommit=True) as connection:
        for script in _SCRIPTS[kind]:
            connection.execute(script.read_bytes())


class _House:
    """All the parts while they run."""

    def __init__(self, folder: Path, settings: Settings, postgres: Postgres) -> None:
        # Imported while initdb is at work: it takes as long.
        from tests.stack.auth_server import AuthServer
        from tests.stack.database import Database
        from tests.stack.gateway import Gateway
        from tests.stack.postgrest import Postgrest
        from tests.stack.realtime_server import RealtimeServer
        from tests.stack.rest_proxy import RestProxy
        from tests.stack.storage_server import StorageServer
        from tests.stack.tokens import Tokens

        self._folder = folder
        self._settings = settings
        self._original = settings
        self._postgres = postgres
        self._tokens = Tokens(os.urandom(32).hex())
        self._database = Database(postgres.conninfo(postgres.SUPERUSER))
        self._postgrest = Postgrest(folder)
        self._rest = RestProxy(self._postgrest.socket)
        self._auth = AuthServer(self._database, self._tokens, settings)
        self._storage = StorageServer(self._database, self._tokens, settings, folder / "objects")
        self._realtime = RealtimeServer(self._database, self._tokens, settings)
        self._gateway = Gateway(
            self._tokens,
            {
                "/rest/v1": self._rest,
                "/auth/v1": self._auth.application(),
                "/storage/v1": self._storage.application(),
                "/realtime/v1": self._realtime.application(),
            },
        )

    def start_rest(self) -> None:
        self._postgrest.start(
            self._postgres.conninfo("authenticator"),
            jwt_secret=self._tokens.secret,
            max_rows=self._settings.max_rows,
        )

    def wait(self) -> None:
        self._postgrest.wait()

    def stop_rest(self) -> None:
        self._postgrest.stop()

    async def serve(self) -> None:
        """Serve until standard input ends."""
        import uvicorn

        from tests.stack.connections import TrackedProtocol

        # With the protocol spelled out, asyncio sends small writes at once (TCP_NODELAY); without
        # it every answer would wait 40 ms for an acknowledgement.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._auth.be_at(f"{url}/auth/v1")
        self._storage.be_at(f"{url}/storage/v1")
        server = uvicorn.Server(
            uvicorn.Config(
                self._gateway,
                http=TrackedProtocol,
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=1,
                timeout_keep_alive=60,
                # The official clients ping by themselves, in words of Phoenix.
                ws_ping_interval=None,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        _say(
            {
                "url": url,
                "anon_key": self._tokens.anon_key,
                "service_key": self._tokens.service_key,
                "publishable_key": self._tokens.publishable_key,
                "secret_key": self._tokens.secret_key,
                "jwt_secret": self._tokens.secret,
                "conninfo": self._postgres.conninfo(Postgres.SUPERUSER),
            }
        )
        commands = asyncio.create_task(self._obey())
        orphaned = asyncio.create_task(_until_orphaned())
        await asyncio.wait({serving, commands, orphaned}, return_when=asyncio.FIRST_COMPLETED)
        for task in (commands, orphaned):
            task.cancel()
        server.should_exit = True
        await self._realtime.close()
        await serving
        await self._rest.close()
        await self._database.close()

    async def _obey(self) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=64 * 2**20)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        orders: dict[str, Callable[[Any], Any]] = {
            "fault": self._gateway.faults.add,
            "unfault": self._gateway.faults.remove,
            "hits": self._gateway.faults.hits,
            "seen": lambda _: [asdict(seen) for seen in self._gateway.seen],
            "forget": lambda _: self._gateway.seen.clear(),
            "cut": lambda _: _cut(),
        }
        while line := await reader.readline():
            name, value = json.loads(line)
            if name == "configure":
                await self._configure(value)
                _say(None)
            else:
                _say(orders[name](value))

    async def _configure(self, values: dict[str, Any] | None) -> None:
        before = self._settings
        self._settings = self._original if values is None else before.changed(values)
        self._auth.apply(self._settings)
        self._storage.apply(self._settings)
        self._realtime.apply(self._settings)
        if self._settings.max_rows != before.max_rows:
            # Started by the main thread: a program ends with the thread that started it.
            self._postgrest.stop()
            self.start_rest()
            await asyncio.to_thread(self._postgrest.wait)


def _cut() -> None:
    from tests.stack import connections

    for peer in list(connections.TrackedProtocol.transports):
        connections.break_off(peer)


async def _until_orphaned() -> None:
    """Return when the process that started this one is gone.

    The end of standard input tells that too, unless a child of that process holds it open.
    """
    parent = os.getppid()
    # Nothing tells this process of it; a look now and then does.
    while os.getppid() == parent:  # noqa: ASYNC110
        await asyncio.sleep(_ORPHAN_CHECK_S)


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main(folder: Path, settings: Settings) -> None:
    """Be the stack until standard input ends."""
    postgres = Postgres(folder)
    house: _House | None = None
    (folder / PID_FILE).write_text(str(os.getpid()))
    try:
        postgres.begin()
        house = _House(folder, settings, postgres)
        postgres.start()
        _prepare(postgres, settings.kind)
        house.start_rest()
        house.wait()
        asyncio.run(house.serve())
    finally:
        if house is not None:
            house.stop_rest()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _is_no_fault(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn says of connections that a fault broke off on purpose."""
    return not str(record.msg).startswith("ASGI callable returned without")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_no_fault)
    main(Path(sys.argv[1]), Settings.from_json(sys.argv[2]))
