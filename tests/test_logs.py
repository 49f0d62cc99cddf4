import logging
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app import logs
from desktop_app.logs import KEPT_FILES, LOG_NAME, redact, setup

logger = logging.getLogger("lightbox.test")
Start = Callable[..., None]


@pytest.fixture
def start() -> Iterator[Start]:
    stops: list[Callable[[], None]] = []

    def begin(folder: Path, **options: int) -> None:
        stops.append(setup(folder, **options))

    yield begin
    for stop in reversed(stops):
        stop()


@pytest.mark.parametrize(
    ("told", "secret"),
    [
        (
            "GET https://p.supabase.co/storage/v1/object/sign/a/b.png?token=abc.def&x=1 200",
            "abc.def",
        ),
        ("opened https://user:hunter2@example.org/x", "hunter2"),
        ("callback http://127.0.0.1:5123/callback#access_token=zzz", "zzz"),
        ("session eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl ended", "eyJzdWIi"),
        ("Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"),
        ("{'refresh_token': 'v1.abc def', 'n': 1}", "v1.abc"),
        ('{"apikey":"abc123"}', "abc123"),
        ("SUPABASE_SECRET=s3cr3t", "s3cr3t"),
        ("key sb_secret_N7UND0UgjKTVK refused", "N7UND0"),
        ("signed in as anna.b+x@mail.example.org", "anna"),
        ("NewAsset(id='1', original_prompt='a fox, red', n=1)", "fox"),
        ('{"prompt": "a \\"red\\" fox", "steps": 20}', "fox"),
        ("catalog.bad (query='my private words')", "private"),
        ("remote.refused (reason='23514', message='a fox is not allowed')", "fox"),
        ("query.bad_seed (value='my private words')", "private"),
        ("(sqlite3.IntegrityError) x [SQL: INSERT] [parameters: ('a fox',\n 'b')]", "fox"),
    ],
)
def test_nothing_private_is_logged(told: str, secret: str) -> None:
    assert secret in told
    assert secret not in redact(told)


def test_the_users_folder_does_not_name_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/anna"))
    assert redact("opened /home/anna/pictures/fox.png") == "opened ~/pictures/fox.png"
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert redact("opened /srv/fox.png") == "opened /srv/fox.png"


@pytest.mark.parametrize(
    "told",
    [
        "Imported 12 of 20 files in 1.5 s",
        "import.not_media (name='fox.txt')",
        "GET https://p.supabase.co/rest/v1/user_library 200",
        "The tokenizer was skipped: text is 12 bytes",
    ],
)
def test_the_rest_is_left_as_it_is(told: str) -> None:
    assert redact(told) == told


def test_records_and_tracebacks_are_written_redacted(tmp_path: Path, start: Start) -> None:
    start(tmp_path / "log")
    try:
        int("token='abc123'")
    except ValueError:
        logger.exception("It failed for %s", "anna@example.org")
    text = (tmp_path / "log" / LOG_NAME).read_text()
    assert "It failed for <e-mail>" in text
    assert "Traceback" in text
    assert "abc123" not in text


def test_the_file_is_for_the_users_eyes_only(tmp_path: Path, start: Start) -> None:
    start(tmp_path / "log")
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "log" / LOG_NAME).stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_the_log_stays_small(tmp_path: Path, start: Start) -> None:
    start(tmp_path, most_bytes=2000)
    for number in range(500):
        logger.info("line %d", number)
    files = sorted(tmp_path.iterdir())
    assert len(files) == KEPT_FILES
    assert all(file.stat().st_size < 2200 for file in files)
    newest = (tmp_path / LOG_NAME).read_text() + (tmp_path / f"{LOG_NAME}.1").read_text()
    assert "line 499" in newest
    assert "line 0\n" not in newest


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path, start: Start) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    start(tmp_path / "log")
    logger.info("Going on")


def test_a_log_that_cannot_be_rotated_goes_on(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    start(tmp_path, most_bytes=100)
    (tmp_path / f"{LOG_NAME}.1").mkdir()
    (tmp_path / f"{LOG_NAME}.1" / "in the way").touch()
    for number in range(20):
        logger.info("line %d", number)
    assert "line 19" in (tmp_path / LOG_NAME).read_text()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException]]:
    """What reaches the hooks that were there before."""
    kinds: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _traceback: kinds.append(kind))
    monkeypatch.setattr(threading, "excepthook", lambda unhandled: kinds.append(unhandled.exc_type))
    return kinds


def test_unhandled_exceptions_are_logged_and_handed_on(
    tmp_path: Path, told: list[type[BaseException]], start: Start
) -> None:
    start(tmp_path)
    sys.excepthook(RuntimeError, RuntimeError("lost"), None)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    text = (tmp_path / LOG_NAME).read_text()
    assert "Unhandled RuntimeError" in text
    assert "Unhandled ZeroDivisionError" in text
    assert told == [RuntimeError, ZeroDivisionError]


@pytest.mark.parametrize("has_stderr", [True, False])
def test_what_python_would_say_of_them_is_said_redacted(
    tmp_path: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    has_stderr: bool,
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    start(tmp_path)
    if not has_stderr:  # as on Windows, without a console
        monkeypatch.setattr(sys, "stderr", None)
    error = ValueError("anna@example.org has prompt='a fox'")

    def fail() -> None:
        raise error

    sys.excepthook(ValueError, error, None)
    for run in (fail, sys.exit):
        thread = threading.Thread(target=run, name="worker")
        thread.start()
        thread.join()
    said = capsys.readouterr().err
    assert said.count("ValueError: <e-mail> has prompt=…") == (2 if has_stderr else 0)
    assert said.count("Exception in thread worker") == has_stderr
    assert "fox" not in said + (tmp_path / LOG_NAME).read_text()


def test_being_interrupted_is_no_error(
    tmp_path: Path, told: list[type[BaseException]], start: Start
) -> None:
    start(tmp_path)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (tmp_path / LOG_NAME).read_text() == ""
    assert told == [KeyboardInterrupt]


def test_stopping_puts_everything_back(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, sys.excepthook, threading.excepthook)
    stop = logs.setup(tmp_path)
    assert sys.excepthook is not before[2]
    stop()
    assert (list(root.handlers), root.level, sys.excepthook, threading.excepthook) == before
