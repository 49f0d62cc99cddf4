import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.catalog.folder_lock import FolderLock, is_locked
from desktop_app.domain.errors import CatalogError


def test_a_lock_is_seen_while_it_is_held(tmp_path: Path) -> None:
    path = tmp_path / "catalog.lock"
    assert not is_locked(path)
    assert not path.exists()
    lock = FolderLock(path)
    assert is_locked(path)
    lock.release()
    assert not is_locked(path)


def test_a_second_lock_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.lock"
    lock = FolderLock(path)
    with pytest.raises(CatalogError, match=r"catalog\.in_use"):
        FolderLock(path)
    lock.release()
    FolderLock(path).release()


def test_whoever_only_asks_refuses_nobody(tmp_path: Path) -> None:
    path = tmp_path / "catalog.lock"
    FolderLock(path).release()
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            is_locked(path)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(200):
            FolderLock(path).release()
    finally:
        is_over.set()
        asking.join()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogError, match=r"catalog\.cannot_open"):
        FolderLock(tmp_path / "file" / "catalog.lock")
    assert not is_locked(tmp_path / "file" / "catalog.lock")


def test_asking_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "import desktop_app.catalog.folder_lock\n"
        "print(*{'sqlalchemy', 'PySide6', 'asyncio', 'numpy'} & sys.modules.keys())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_checkout()
    )
    assert done.stdout.split() == []


def _checkout() -> Path:
    return Path(__file__).parents[2]
