"""What is in the folder that is given to people, and what is not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_packaging import shipped

ROOT = Path(__file__).parents[2]
C_LIBRARY = {
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libdl.so.2", "libm.so.6",
    "libmvec.so.1", "libpthread.so.0", "libresolv.so.2", "librt.so.1",
}  # fmt: skip
DISPLAY = {
    "libEGL.so.1", "libGL.so.1", "libdrm.so.2", "libwayland-client.so.0", "libwayland-cursor.so.0",
    "libwayland-egl.so.1", "libxcb.so.1",
}  # fmt: skip
"""They belong to the graphics driver or the display server, and go with those of the machine."""
MOST_BYTES = 400e6
"""A quarter more than it is: what makes it larger than that came by mistake."""


def test_every_resource_and_revision_is_there(folder: Path) -> None:
    package = folder / "_internal" / "desktop_app"
    resources = {
        name for name in shipped(ROOT / "resources") if not name.startswith("screenshots/")
    }
    assert {"lightbox.desktop", "hicolor/256x256/apps/lightbox.png"} <= resources
    assert shipped(package / "_resources") == resources
    migrations = shipped(ROOT / "desktop_app" / "catalog" / "migrations")
    assert shipped(package / "catalog" / "migrations") == migrations


def test_no_tests_tools_or_unused_parts_of_qt_are_there(folder: Path) -> None:
    names = {path.name.lower() for path in folder.rglob("*")}
    unused = (
        "webengine",
        "qt63d",
        "qt6pdf",
        "qt6sql",
        "libgtk-3",
        "virtualkeyboard",
        "pytest",
        "pip",
    )
    assert {name for name in names if any(part in name for part in unused)} == set()


def test_no_path_of_this_machine_is_in_its_texts(folder: Path) -> None:
    texts = [path for path in folder.rglob("*") if path.suffix in {"", ".json", ".txt", ".py"}]
    inside = [p for p in texts if p.is_file() and bytes(ROOT) in p.read_bytes()]
    assert inside == []


def test_no_link_leads_nowhere(folder: Path) -> None:
    assert [path for path in folder.rglob("*") if not path.exists()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux links")
def test_all_it_links_to_is_there_but_what_every_desktop_has(folder: Path) -> None:
    files = [path for path in folder.rglob("*.so*") if not path.is_symlink()]
    told = subprocess.run(
        ["objdump", "-p", *files], capture_output=True, encoding="utf-8", check=True
    ).stdout
    linked = set(re.findall(r"^ *NEEDED +(\S+)", told, re.MULTILINE))
    there = {path.name for path in folder.rglob("*.so*")}
    assert linked - there - C_LIBRARY - DISPLAY == set()


def test_how_large_it_is(folder: Path, figures: list[tuple[str, str]]) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size_bytes = sum(path.stat().st_size for path in files)
    figures.append(("size", f"{size_bytes / 1e6:.0f} MB in {len(files)} files"))
    assert size_bytes < MOST_BYTES
