"""What every test gets: a home of its own, no screen, and a look at what it left behind."""

import gc
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractAnimation, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop_app.ui.tasks import Workers
    from desktop_app.ui.theme import Theme

pytest_plugins = ["tests.stack.fixtures"]

SWITCH_INTERVAL_S = 0.0002
"""As the program sets it: a busy Python thread must not hold up the others."""
PLATFORM = os.environ.get("LIGHTBOX_TEST_PLATFORM", "offscreen")
"""Qt's platform: no screen at all, or ``xcb`` for an X server of each process's own."""
GRACE_S = 2.0
"""How long a thread that is already on its way out may take."""
_TESTS_A_FREEZE = 100
_FOREIGN_THREADS = ("Dummy-", "pydevd", "execnet", "asyncio-waitpid")
"""Threads by name that are not ours: Qt's own, debuggers', the test runner's."""
_FOREIGN_WIDGETS = {"QTipLabel"}
"""Windows that Qt makes for itself and keeps."""

_private = Path(tempfile.mkdtemp(prefix="lightbox-tests-"))
_homes = itertools.count()
_tests = itertools.count(1)
_begun_at: dict[int, str] = {}
_x_servers: "list[subprocess.Popen[bytes]]" = []


def _make_private() -> None:
    """Point every per-user folder of this process and its children into a private one."""
    for name in ("HOME", "USERPROFILE"):
        os.environ[name] = str(_private)
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(_private / name.lower())
    runtime = _private / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    os.environ["LC_ALL"] = "C.UTF-8"
    for name in ("LANGUAGE", "QT_STYLE_OVERRIDE", "QT_SCALE_FACTOR", "QT_QPA_PLATFORMTHEME"):
        os.environ.pop(name, None)
    os.environ["QT_QPA_PLATFORM"] = PLATFORM


def _remember_where_threads_begin() -> None:
    """Let a leaked thread be named with the line that started it."""
    start = threading.Thread.start
    plumbing = (threading.__file__, __file__, str(Path("concurrent", "futures")))

    def start_and_remember(thread: threading.Thread) -> None:
        frame = sys._getframe(1)
        while frame.f_back is not None and any(p in frame.f_code.co_filename for p in plumbing):
            frame = frame.f_back
        _begun_at[id(thread)] = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        start(thread)

    threading.Thread.start = start_and_remember  # type: ignore[assignment,method-assign]


def _start_x_server() -> None:
    """Give this process a screen of its own, with nobody else's windows on it."""
    told, answer = os.pipe()
    _x_servers.append(
        subprocess.Popen(
            ["Xvfb", "-displayfd", str(answer), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
            pass_fds=[answer],
            stderr=subprocess.DEVNULL,
        )
    )
    os.close(answer)
    with os.fdopen(told) as number:
        os.environ["DISPLAY"] = f":{number.readline().strip()}"
    os.environ.pop("WAYLAND_DISPLAY", None)


_make_private()
_remember_where_threads_begin()
hypothesis.settings.register_profile(
    "ci", derandomize=False, deadline=None, max_examples=60, print_blob=True
)
hypothesis.settings.load_profile("ci")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "display: needs a real X server (LIGHTBOX_TEST_PLATFORM=xcb)"
    )
    is_only_handing_out = bool(config.getoption("numprocesses", None))
    if PLATFORM == "xcb" and not is_only_handing_out:
        _start_x_server()


def pytest_unconfigure() -> None:
    for server in _x_servers:
        server.terminate()
        server.wait()
    shutil.rmtree(_private, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if PLATFORM == "xcb":
        return
    without_display = [item for item in items if item.get_closest_marker("display") is None]
    if len(without_display) < len(items):
        kept = set(without_display)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = without_display


@pytest.fixture(scope="session", autouse=True)
def switch_interval() -> Iterator[None]:
    """Threads take turns as often as in the program."""
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    yield
    sys.setswitchinterval(before_s)


@pytest.fixture(autouse=True)
def lightbox_home() -> Iterator[Path]:
    """The folder of settings, logs and libraries of this test alone; not made yet."""
    home = _private / f"home-{next(_homes)}"
    os.environ["LIGHTBOX_HOME"] = str(home)
    yield home
    os.environ["LIGHTBOX_HOME"] = str(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_left_behind(lightbox_home: Path) -> Iterator[None]:
    """Fail the test that leaves a thread, a child process, a running timer or a window."""
    del lightbox_home  # goes after the look around
    if next(_tests) % _TESTS_A_FREEZE == 0 or (_has_application() and not gc.get_freeze_count()):
        gc.collect()
        gc.freeze()  # what stays need not be searched for timers: 10 ms a look saved, and more
    threads = set(threading.enumerate())
    windows = {_address(window) for window in _windows()}
    timers = {id(timer) for timer in _running_timers()}
    yield
    left = [
        *_left_threads(threads),
        *_left_processes(),
        *_left_windows(windows),
        *_left_timers(timers),
    ]
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    """An empty folder for a library."""
    folder = tmp_path / "library"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def workers() -> Iterator["Workers"]:
    """The program's thread pools, joined after the test."""
    from desktop_app.ui.tasks import Workers

    pools = Workers()
    yield pools
    pools.close()


@pytest.fixture
def theme(qapp: "QApplication") -> "Theme":
    """The dark theme, in force."""
    from desktop_app.ui.theme import Theme, ThemeMode

    return Theme(qapp, ThemeMode.DARK)


def _left_threads(before: set[threading.Thread]) -> list[str]:
    left = []
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith(_FOREIGN_THREADS):
            continue
        thread.join(GRACE_S)
        if thread.is_alive():
            begun_at = _begun_at.get(id(thread), "outside of Python")
            left.append(f"thread {thread.name!r} begun at {begun_at}")
    _begun_at.clear()
    return left


def _left_processes() -> list[str]:
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is None:
        return []
    left = []
    for child in multiprocessing.active_children():
        child.join(GRACE_S)
        if child.is_alive():
            left.append(f"process {child.name!r}")
    return left


def _has_application() -> bool:
    core = sys.modules.get("PySide6.QtCore")
    return core is not None and core.QCoreApplication.instance() is not None


def _windows() -> "list[QWidget]":
    if not _has_application():
        return []
    from PySide6.QtWidgets import QApplication

    return [
        window
        for window in QApplication.topLevelWidgets()
        if window.metaObject().className() not in _FOREIGN_WIDGETS
    ]


def _address(window: "QWidget") -> int:
    import shiboken6

    return int(shiboken6.getCppPointer(window)[0])  # type: ignore[no-untyped-call]


def _collect() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _left_windows(before: set[int]) -> list[str]:
    if all(_address(window) in before for window in _windows()):
        return []
    _collect()
    return [
        f"window {type(window).__name__} {window.objectName()!r}"
        for window in _windows()
        if _address(window) not in before
    ]


def _running_timers() -> "list[QTimer | QAbstractAnimation]":
    """Return the timers and animations made in Python that run."""
    if not _has_application():
        return []
    import shiboken6
    from PySide6.QtCore import QAbstractAnimation, QTimer

    running: list[QTimer | QAbstractAnimation] = []
    for candidate in gc.get_objects():
        # Not isinstance(), which would wake lazy proxies.
        if not issubclass(type(candidate), QTimer | QAbstractAnimation):
            continue
        if not shiboken6.isValid(candidate):  # type: ignore[no-untyped-call]
            continue
        if isinstance(candidate, QTimer):
            is_running = candidate.isActive()
        else:
            is_running = candidate.state() is QAbstractAnimation.State.Running
        if is_running:
            running.append(candidate)
    return running


def _left_timers(before: set[int]) -> list[str]:
    if all(id(timer) in before for timer in _running_timers()):
        return []
    _collect()
    left = []
    for timer in _running_timers():
        if id(timer) in before:
            continue
        parent = timer.parent()
        owner = "nobody" if parent is None else type(parent).__name__
        left.append(f"{type(timer).__name__} of {owner}")
    return left
