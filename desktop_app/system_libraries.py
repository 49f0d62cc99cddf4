"""The system libraries that Qt's wheels leave to the machine, and Debian's names for them.

From ``readelf -d`` of PySide6 6.11's modules and of its ``xcb``, ``wayland`` and ``offscreen``
platform plugins; a test compares. Run as a file, it prints the packages that are missing, one a
line, before anything has been installed.
"""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libbz2.so.1": "libbz2-1.0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}


def has_display() -> bool:
    """Whether there is anything to show a window on: a display server, or what the user names."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(n) for n in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"))


def can_load_platform() -> bool:
    """Whether one of the platform plugins that Qt will try can be loaded.

    Asked before Qt is, which would abort. It costs nothing: Qt needs the same libraries next.
    """
    if sys.platform != "linux":
        return True
    asked = os.environ.get("QT_QPA_PLATFORM")
    if asked:
        names = [name.partition(":")[0] for name in asked.split(";")]
    else:
        names = ["wayland"] if os.environ.get("WAYLAND_DISPLAY") else []
        names += ["xcb"] if os.environ.get("DISPLAY") else []
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return True  # importing it will say why
    plugins = Path(spec.submodule_search_locations[0], "Qt", "plugins", "platforms")
    if not plugins.is_dir():
        return True  # a Qt from elsewhere, that keeps its plugins in a place of its own
    return any(_loads(str(plugins / f"libq{name}.so")) for name in names)


def missing_libraries() -> dict[str, str]:
    """Return the libraries that the loader does not find, each with its Debian package.

    Nothing is missing where Qt brings its own: anywhere but on Linux.
    """
    if sys.platform != "linux":
        return {}
    return {name: package for name, package in _PACKAGES.items() if not _loads(name)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.stdout.writelines(f"{package}\n" for package in sorted(set(missing_libraries().values())))
