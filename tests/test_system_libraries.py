import ctypes
import importlib.util
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import system_libraries
from desktop_app.system_libraries import can_load_platform, has_display, missing_libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings everything")

USED = (
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtMultimedia.abi3.so",
    "QtSvg.abi3.so",
    "QtWidgets.abi3.so",
    "Qt/plugins/multimedia/libffmpegmediaplugin.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqwayland.so",
    "Qt/plugins/platforms/libqxcb.so",
)
EVERYWHERE = ("ld-linux", "libc.so", "libdl.so", "libgcc_s.so", "libm.so", "libpthread.so",
              "libresolv.so", "librt.so", "libstdc++.so")  # fmt: skip
"""Part of every Linux system that can run Python."""
_LOADED, _DYNAMIC = 1, 2
_NEEDED, _NAMES = 1, 5


def qt_folder() -> Path:
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def needed(path: Path) -> set[str]:
    """Return what a library names as needed, and what those of Qt that it names need."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        for name in _named_in(waiting.pop()) - found:
            found.add(name)
            beside = qt_folder() / "Qt" / "lib" / name
            if beside.exists():
                waiting.append(beside)
    return {name for name in found if not (qt_folder() / "Qt" / "lib" / name).exists()}


def _named_in(path: Path) -> set[str]:
    """Return the libraries that one names as needed (DT_NEEDED); 64-bit ELF, low byte first.

    Source of the structures: System V ABI, "Program Loading and Dynamic Linking".
    """
    data = path.read_bytes()
    (table_at,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    loaded: list[tuple[int, int, int]] = []
    dynamic = b""
    for at in range(table_at, table_at + size * count, size):
        kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", data, at)
        if kind == _LOADED:
            loaded.append((address, offset, length))
        elif kind == _DYNAMIC:
            dynamic = data[offset : offset + length]
    entries = list(struct.iter_unpack("<qQ", dynamic))
    address_of_names = dict(entries)[_NAMES]
    begin = next(
        offset + address_of_names - address
        for address, offset, length in loaded
        if address <= address_of_names < address + length
    )
    starts = [begin + value for tag, value in entries if tag == _NEEDED]
    return {data[start : data.index(b"\0", start)].decode() for start in starts}


def test_everything_qt_leaves_to_the_machine_is_known() -> None:
    left = set().union(*(needed(qt_folder() / name) for name in USED))
    own = ("libpyside6", "libshiboken6")
    left = {name for name in left if not name.startswith((*EVERYWHERE, *own))}
    assert left - set(system_libraries._PACKAGES) == set()


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Libraries (by a part of their path) that the loader shall not find."""
    gone: set[str] = set()
    load = ctypes.CDLL

    def load_unless_gone(name: str) -> ctypes.CDLL:
        if any(part in name for part in gone):
            raise OSError(f"{name}: cannot open shared object file")
        return load(name)

    monkeypatch.setattr(ctypes, "CDLL", load_unless_gone)
    return gone


def test_a_missing_library_is_told_with_its_package(without: set[str]) -> None:
    without.add("libxcb-cursor")
    assert missing_libraries()["libxcb-cursor.so.0"] == "libxcb-cursor0"


def test_as_a_file_it_prints_the_packages(capfd: pytest.CaptureFixture[str]) -> None:
    subprocess.run([sys.executable, system_libraries.__file__], check=True)
    printed = capfd.readouterr().out.splitlines()
    assert printed == sorted(set(missing_libraries().values()))


@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"])
def test_any_of_three_variables_is_a_display(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for variable in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert not has_display()
    monkeypatch.setenv(name, "x")
    assert has_display()


def test_one_platform_plugin_that_loads_is_enough(
    monkeypatch: pytest.MonkeyPatch, without: set[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;offscreen:some=option")
    without.add("libqwayland")
    assert can_load_platform()
    without.add("libqoffscreen")
    assert not can_load_platform()


def test_without_a_choice_the_display_decides(
    monkeypatch: pytest.MonkeyPatch, without: set[str]
) -> None:
    without |= {"libqwayland", "libqxcb"}
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("DISPLAY", ":0")
    assert not can_load_platform()
    without.discard("libqxcb")
    without.add("libqoffscreen")
    if not missing_libraries():
        assert can_load_platform()


def test_elsewhere_nothing_is_missing(monkeypatch: pytest.MonkeyPatch, without: set[str]) -> None:
    without.add("lib")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert has_display()
    assert can_load_platform()
    assert missing_libraries() == {}


def test_a_qt_from_elsewhere_is_left_to_say_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert can_load_platform()
