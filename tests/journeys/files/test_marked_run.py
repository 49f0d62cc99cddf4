"""Everything of the user's is marked, the program is run, and what it left is looked through."""

import json
import re
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

from desktop_app.logs import LOG_NAME
from tests.journeys.files.made import generated, noise
from tests.journeys.files.program import LONGEST_S, Ended, Program, until
from tests.journeys.files.server import Server
from tests.stack.faults import Fault, FaultKind
from tests.stack.stack import Stack, StackUser

EMAIL = "marked.person@lightbox.example"
PASSWORD = "marked-Pass-w0rd"  # noqa: S105 - of a person that is made up
PROMPT = "markedprompt of a quiet harbour"
TITLE = "markedtitle of a voyage"
_JWT = re.compile(rb"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}")
_OF_THE_LIBRARY = re.compile(
    r"data/(library|accounts/\w+)/(catalog\.db.*|index\.snapshot|renditions\.db.*|originals/.*|"
    r"backups/.*|downloads/.*)"
)
_OF_ACCOUNTS = "config/accounts.json"
_OF_SESSIONS = re.compile(r"config/sessions/session-\w+")


class Marks:
    """What must not be found, and where each may be all the same."""

    def __init__(self, stack: Stack, user: StackUser) -> None:
        self._private = {"prompt": PROMPT, "title": TITLE, "e-mail": EMAIL, "password": PASSWORD}
        self._refresh_tokens = [
            row["token"].encode()
            for row in stack.sql(
                """
                select token from auth.refresh_tokens
                join auth.sessions on sessions.id = session_id where user_id = %s
                """,
                [user.id],
            )
        ]

    def found(self, where: str, content: bytes) -> list[str]:
        """Return what is found that must not be there."""
        found = [f"{where}: {name}" for name in self._named(content) if not _may(where, name)]
        return found + [
            f"{where}: {content[max(0, hit.start() - 60) : hit.start() + 20]!r}"
            for hit in _JWT.finditer(content)
        ]

    def _named(self, content: bytes) -> Iterator[str]:
        for name, text in self._private.items():
            # Also parts of it, in other cases, and as Windows and Qt write it.
            if text.encode() in content or text.encode("utf-16-le") in content:
                yield name
            elif text.partition(" ")[0].encode() in content.lower():
                yield f"part of {name}"
        if any(token in content for token in self._refresh_tokens):
            yield "refresh token"


def _may(where: str, name: str) -> bool:
    if name in {"prompt", "title", "part of prompt", "part of title"}:
        return _OF_THE_LIBRARY.fullmatch(where) is not None
    if name == "e-mail":
        return where == _OF_ACCOUNTS
    return name == "refresh token" and _OF_SESSIONS.fullmatch(where) is not None


def answer(path: str, method: str, status: int, **told: object) -> Fault:
    """Return an error as the servers tell it."""
    return Fault(
        FaultKind.ANSWER,
        path,
        method,
        status=status,
        headers={"content-type": "application/json"},
        body=json.dumps(told),
    )


def echoes(token: str) -> list[Fault]:
    """Return answers that repeat what they should not, each once."""
    words = f"{token} of {EMAIL} at https://x.example/sign/a.png?token={token}"
    said = f"new row violates: {TITLE} 0, {PROMPT}, {words}"
    row = {"code": "23514", "message": said, "details": f"Failing row contains ({PROMPT}, {words})"}
    storage = {"statusCode": "400", "error": "InvalidRequest", "message": said}
    page = Fault(
        FaultKind.ANSWER,
        r"user_library\?",
        "GET",
        skip=2,
        status=502,
        headers={"content-type": "text/html"},
        body=f"<html>{said}</html>",
    )
    return [
        answer(r"rest/v1/user_library\?", "PATCH", 400, **row),
        answer(r"rest/v1/user_library\?", "POST", 400, **row),
        answer("rest/v1/user_collections", "GET", 500, **row),
        answer(r"storage/v1/object/user-library/.*\.png", "POST", 400, **storage),
        answer("storage/v1/object/info/", "GET", 500, **storage),
        answer("storage/v1/object/sign/user-library$", "POST", 500, **storage),
        answer("storage/v1/object/sign/user-library/", "GET", 500, **storage),
        page,
    ]


def refusals(token: str, refresh_token: str) -> list[Fault]:
    """Return answers to a sync that comes to an end by them."""
    words = f"{token} of {EMAIL} at https://x.example/sign/a.png?token={token}"
    return [
        answer(
            "grant_type=refresh_token",
            "POST",
            400,
            code=400,
            error_code="validation_failed",
            msg=f"the refresh token {refresh_token} is odd, {words}",
        ),
        answer("rest/v1/user_collections", "GET", 400, code="42501", message=words, details=PROMPT),
    ]


def test_nothing_of_the_users_is_told_to_anybody(stack: Stack, tmp_path: Path) -> None:
    user = stack.sign_up(EMAIL, PASSWORD)
    server, token = Server(stack, user), stack.token(user, lifetime_s=60)
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    program = Program(home, elsewhere)
    words = {"email": EMAIL, "password": PASSWORD, "prompt": PROMPT, "title": TITLE}
    pictures = _pictures(tmp_path / "pictures")
    _someone_elses(server)
    outputs = {"import": program.run("import", pictures)}

    faults = [stack.break_with(fault) for fault in echoes(token)]
    told = json.dumps({**words, "token": token})
    outputs["life"] = program.run_module(
        *("tests.journeys.files.marked_life", stack.url, stack.publishable_key, pictures, told)
    )
    assert outputs["life"].err.endswith("'custom_title': …}\n"), "it came to its end"
    assert [fault.hits for fault in faults] == [1] * len(faults)
    log = (home / "log" / LOG_NAME).read_text()
    assert "DEBUG" in log
    assert "Unhandled RuntimeError" in log

    (session,) = (home / "config" / "sessions").iterdir()
    for fault in refusals(token, session.read_text()):
        with stack.fault(fault) as active:
            outputs[f"sync {fault.path}"] = ended = program.run("sync", "--once")
            assert (ended.code, active.hits) == (3, 1), ended
    outputs["sync"] = program.run("sync", "--once")
    assert outputs["sync"].code == 0
    outputs["window"] = _seen_in_the_window(program, server)

    marks = Marks(stack, user)
    found: list[str] = []
    for name, ended in outputs.items():
        found += marks.found(f"{name}, output", ended.out.encode())
        found += marks.found(f"{name}, error output", ended.err.encode())
    files = [path for path in (*home.rglob("*"), *elsewhere.rglob("*")) if path.is_file()]
    for path in files:
        root = home if path.is_relative_to(home) else tmp_path
        found += marks.found(path.relative_to(root).as_posix(), path.read_bytes())
    assert found == []
    # That it looks at all: these are where they belong.
    contents = {path.name: path.read_bytes() for path in files}
    assert PROMPT.encode() in contents["catalog.db"]
    assert EMAIL.encode() in contents["accounts.json"]
    assert {"lightbox.log", "view.json", "settings.json", session.name} <= contents.keys()


def _pictures(folder: Path) -> Path:
    """Pictures that tell their prompt, in what is in them and in their names."""
    folder.mkdir()
    for number in range(3):
        generated(folder / f"{PROMPT} {number}.png", f"{PROMPT}, {number}", seed=number)
    return folder


def _someone_elses(server: Server) -> None:
    number = str(uuid.uuid4())
    key = server.put(f"{server.user.id}/{number}.png", noise())
    server.insert(id=number, storage_path=key, original_prompt=PROMPT, custom_title=TITLE)


def _seen_in_the_window(program: Program, server: Server) -> Ended:
    """Have the library shown in a window, until it has synced; then have it asked to end."""
    (folder,) = (program.home / "data" / "accounts").iterdir()
    server.stack.forget_requests()
    with program.running("--library", folder) as process:
        until(lambda: any(one.status == 200 for one in server.asked("xmin")), process)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LONGEST_S)
    return Ended(process.returncode, out, err)
