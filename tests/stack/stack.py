"""The stack as tests use it: started, asked, disturbed and closed from here.

stack = Stack.start()                           # about a second and a half
user = stack.sign_up()                          # a user with tokens and a password
stack.sql("update user_library set …", […])     # a foreign writer
with stack.fault(Fault(FaultKind.DROP_AFTER, "user_library", "PATCH")) as fault:
    …                                           # the next PATCH is applied, no answer comes
stack.close()
"""

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import httpx
import jwt
import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

from tests.stack.faults import Fault, FaultKind
from tests.stack.settings import PID_FILE, Kind, Settings

_ROOT = Path(__file__).parents[2]
_WORDS = "correct horse"
_TRIES = 10
_PASSING = frozenset({401, 429, 500, 502, 503, 504, 520})
_GONE_CLIENT = "socket.send() raised exception"
"""asyncio's word for a client that was killed in the middle of an answer."""
_PREFIX = "lightbox-stack-"


@dataclass(frozen=True, slots=True)
class StackUser:
    """Somebody who has signed up, with a session of their own."""

    id: str
    email: str
    password: str
    access_token: str
    refresh_token: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail that Auth sent."""

    kind: str
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that the gateway saw; status 0 when nothing was answered."""

    method: str
    target: str
    status: int
    received_bytes: int
    answered_bytes: int


class ActiveFault:
    """A fault that is switched on."""

    def __init__(self, stack: "Stack", number: int) -> None:
        self._stack = stack
        self.number = number
        self._final: int | None = None

    @property
    def hits(self) -> int:
        """How many requests it has struck."""
        if self._final is not None:
            return self._final
        return cast("int", self._stack.order("hits", self.number))

    def remove(self) -> None:
        """Switch it off."""
        if self._final is None:
            self._final = cast("int", self._stack.order("unfault", self.number))


class Stack:
    """A running project.

    Attributes:
        url: of the project, without a slash at its end.
        anon_key, publishable_key: what a client is configured with, old and new form.
        service_key, secret_key: what no client should ever have.
        jwt_secret: what tokens are signed with.
        kind: whose tables are there.
        http: for bare requests; paths begin at the URL.
        folder: what it keeps on disk.
        server_pid: of the process that is the stack.
    """

    def __init__(
        self, process: "subprocess.Popen[str]", folder: Path, kind: Kind, facts: Mapping[str, str]
    ) -> None:
        self.kind = kind
        self.url = facts["url"]
        self.anon_key = facts["anon_key"]
        self.publishable_key = facts["publishable_key"]
        self.service_key = facts["service_key"]
        self.secret_key = facts["secret_key"]
        self.jwt_secret = facts["jwt_secret"]
        # Nothing here is encrypted; to load the world's certificates would take 50 ms.
        self.http = httpx.Client(
            base_url=self.url, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), timeout=20
        )
        self._conninfo = facts["conninfo"]
        self.server_pid = process.pid
        self._process = process
        self.folder = folder
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[DictRow] | None = None
        self._faults: list[ActiveFault] = []
        self._read_of_log = 0

    @classmethod
    def start(cls, settings: Settings | None = None) -> Self:
        """Start a project and wait until it answers.

        Raises:
            RuntimeError: it did not start; with what its programs said.
        """
        settings = settings or Settings()
        _sweep(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # PostgreSQL, which is not root, has to get through; what is inside is closed to others.
        folder.chmod(0o711)
        log = folder / "server.log"
        with log.open("w") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.stack.server", folder, settings.to_json()],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                # Ctrl+C is for the tests; the stack ends when they do.
                start_new_session=True,
            )
        assert process.stdout is not None
        ready = process.stdout.readline()
        if not ready:
            process.wait()
            words_said = log.read_text() if log.exists() else "it took its log along"
            shutil.rmtree(folder, ignore_errors=True)
            _close_pipes(process)
            raise RuntimeError(f"the stack did not start:\n{words_said}")
        return cls(process, folder, settings.kind, json.loads(ready))

    def close(self) -> None:
        """Take everything down and wait for it."""
        self.http.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _close_pipes(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def forget(self) -> None:
        """Let go of a stack whose process was killed, without cleaning up after it."""
        self.http.close()
        self._process.wait()
        _close_pipes(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def order(self, name: str, value: object = None) -> object:
        """Tell the stack's process to do something; return what it answers."""
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps([name, value]) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the stack is gone")
        return json.loads(answer)

    # --- users ---------------------------------------------------------------------------------

    def sign_up(self, email: str | None = None, password: str = _WORDS) -> StackUser:
        """Sign somebody up; a new address each time when none is given."""
        email = email or f"{uuid.uuid4().hex[:12]}@lightbox.example"
        return self._session("/auth/v1/signup", {"email": email, "password": password}, password)

    def sign_in(self, email: str, password: str = _WORDS) -> StackUser:
        """Begin another session of somebody."""
        body = {"email": email, "password": password}
        return self._session("/auth/v1/token?grant_type=password", body, password)

    def _session(self, path: str, body: Mapping[str, str], password: str) -> StackUser:
        answer = self._posted(path, body)
        answer.raise_for_status()
        session = answer.json()
        return StackUser(
            id=session["user"]["id"],
            email=session["user"]["email"],
            password=password,
            access_token=session["access_token"],
            refresh_token=session["refresh_token"],
            expires_at=session["expires_at"],
        )

    def _posted(self, path: str, body: Mapping[str, str]) -> httpx.Response:
        """Ask again when a fault that was meant for others, or a cut, has struck this request."""
        for _ in range(_TRIES):
            with suppress(httpx.TransportError):
                answer = self.http.post(path, json=body, headers={"apikey": self.anon_key})
                if answer.status_code not in _PASSING:
                    return answer
        return self.http.post(path, json=body, headers={"apikey": self.anon_key})

    def token(self, user: StackUser, *, lifetime_s: float) -> str:
        """Return an access token of a user that ends when it is said, or has ended.

        It has no session, so Auth takes no notice of signing out. PostgREST lets tokens in for
        half a minute longer, as everywhere.
        """
        claims = {"sub": user.id, "role": "authenticated", "aud": "authenticated"}
        expires_at = int(time.time() + lifetime_s)
        return jwt.encode({**claims, "exp": expires_at}, self.jwt_secret, algorithm="HS256")

    def headers(self, user: StackUser | None = None) -> dict[str, str]:
        """Return what a bare request needs: the key, and the token of a user."""
        token = self.anon_key if user is None else user.access_token
        return {"apikey": self.anon_key, "authorization": f"Bearer {token}"}

    def mails(self, email: str) -> list[Mail]:
        """Return the e-mails sent to an address, oldest first."""
        rows = self.sql(
            "select kind, code, link from auth.sent_mail where email = %s order by id", [email]
        )
        return [Mail(**row) for row in rows]

    # --- foreign writers -----------------------------------------------------------------------

    def sql(self, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run a statement as the superuser and commit it; return its rows, if it has any."""
        if self._connection is None:
            self._connection = self.connect()
        cursor = self._connection.execute(query.encode(), values or None)
        return [] if cursor.description is None else cursor.fetchall()

    def insert(self, table: str, row: Mapping[str, object]) -> dict[str, Any]:
        """Insert a row of a table in `public` as the superuser; return it with its version."""
        if self._connection is None:
            self._connection = self.connect()
        query = sql.SQL("insert into {} ({}) values ({}) returning *, xmin::text").format(
            sql.Identifier("public", table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
        inserted = self._connection.execute(query, values).fetchone()
        assert inserted is not None
        return inserted

    def lose_file(self, key: str) -> None:
        """Lose the bytes of an object and keep its row, as happens to real buckets."""
        rows = self.sql("select version from storage.objects where name = %s", [key])
        (self.folder / "objects" / rows[0]["version"]).unlink()

    def connect(self, *, is_autocommit: bool = True) -> psycopg.Connection[DictRow]:
        """Return a superuser's connection of one's own, for transactions that take their time."""
        return psycopg.connect(
            self._conninfo,
            autocommit=is_autocommit,
            row_factory=dict_row,
            # Plans do not outlive the schema, which tests change.
            prepare_threshold=None,
        )

    # --- trouble -------------------------------------------------------------------------------

    def break_with(self, fault: Fault) -> ActiveFault:
        """Switch a fault on until `ActiveFault.remove` or `reset`."""
        active = ActiveFault(self, cast("int", self.order("fault", fault.to_json())))
        self._faults.append(active)
        return active

    @contextmanager
    def fault(self, fault: Fault) -> Iterator[ActiveFault]:
        """Switch a fault on for a while."""
        active = self.break_with(fault)
        try:
            yield active
        finally:
            active.remove()

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Break every connection there is and every one that comes, for a while."""
        with self.fault(Fault(FaultKind.DROP_BEFORE, times=None)):
            self.cut()
            yield

    def cut(self) -> None:
        """Break every connection that is open now, Realtime's too."""
        self.order("cut")

    def configure(self, **values: object) -> None:
        """Change `Settings` until `reset`; another `max_rows` takes half a second."""
        self.order("configure", values)

    def reset(self) -> None:
        """Switch all faults off, and go back to the settings it was started with."""
        for active in self._faults:
            active.remove()
        self._faults.clear()
        self.order("configure")

    def complaints(self) -> str:
        """Return what went wrong inside the stack itself since this was last asked.

        Nothing, unless the stack has a bug.
        """
        with (self.folder / "server.log").open(encoding="utf-8") as log:
            log.seek(self._read_of_log)
            told = log.read()
            self._read_of_log = log.tell()
        return "".join(line for line in told.splitlines(keepends=True) if _GONE_CLIENT not in line)

    # --- what was asked ------------------------------------------------------------------------

    def requests(self) -> list[SeenRequest]:
        """Return the last 20,000 requests, oldest first."""
        seen = cast("list[dict[str, Any]]", self.order("seen"))
        return [SeenRequest(**one) for one in seen]

    def forget_requests(self) -> None:
        """Begin the list of requests anew."""
        self.order("forget")


def _sweep(parent: Path) -> None:
    """Remove the folders of stacks that were killed together with whoever started them."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            os.kill(int((folder / PID_FILE).read_text()), 0)
        except (OSError, ValueError) as error:
            # Without the file it is being made, or taken down; of another user: not ours to touch.
            if isinstance(error, ProcessLookupError):
                shutil.rmtree(folder, ignore_errors=True)


def _close_pipes(process: "subprocess.Popen[str]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
