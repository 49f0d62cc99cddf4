from pathlib import Path

import pytest

from desktop_app.domain.errors import Cancelled
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.activity.storage_used import StorageUsed, measure


def test_originals_and_all_else_are_added_up(tmp_path: Path) -> None:
    (tmp_path / "originals" / "0a").mkdir(parents=True)
    (tmp_path / "originals" / "0a" / "x.png").write_bytes(b"x" * 1_000)
    (tmp_path / "renditions.db").write_bytes(b"x" * 50)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "b.db").write_bytes(b"x" * 7)
    (tmp_path / "elsewhere").symlink_to(tmp_path / "originals")
    used = measure(tmp_path, "originals", CancelToken())
    assert used.originals_bytes == 1_000
    assert 57 <= used.rest_bytes < 1_000


def test_a_folder_that_is_gone_takes_no_room(tmp_path: Path) -> None:
    assert measure(tmp_path / "gone", "originals", CancelToken()) == StorageUsed(0, 0)


def test_it_can_be_called_off(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        measure(tmp_path, "originals", token)
