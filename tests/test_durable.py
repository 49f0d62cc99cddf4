import os
import stat
from pathlib import Path

import pytest

from desktop_app import durable


def test_a_small_file_is_replaced_whole_and_only_for_its_user(tmp_path: Path) -> None:
    path = tmp_path / "made on the way" / "notes.json"
    durable.write_whole(path, b"first")
    durable.write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert [stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()] == [0o600]


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notes.json"
    durable.write_whole(path, b"first")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_crash_left_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    left, fresh, other = (
        tmp_path / name
        for name in (".token.0a0a0a0a.part", ".token.0b0b0b0b.part", ".other.0c0c0c0c.part")
    )
    for path in (left, fresh, other):
        path.write_bytes(b"half")
    for path in (left, other):
        os.utime(path, (1.0, 1.0))
    durable.write_whole(tmp_path / "token", b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {"token", fresh.name, other.name}


def test_on_windows_folders_are_not_synced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "name", "nt")
    durable.sync_folder(tmp_path / "not there")
