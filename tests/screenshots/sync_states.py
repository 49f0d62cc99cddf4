"""The states of sync, made in a copy of the sample library: its server is played from here."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from desktop_app.catalog.layout import CATALOG_FILE
from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import Asset, AssetRow, FileState, Json
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase, SyncStatus, Transfer
from desktop_app.session import Library
from desktop_app.ui.activity import storage_state
from desktop_app.ui.activity.storage_used import StorageUsed
from desktop_app.ui.main_window import MainWindow
from tests.builders import ACCOUNT, open_catalog
from tests.ui.activity.sync_fakes import FakeSync

_RETRY_US = 90_000_000
_LARGE_BYTES = 130_000_000


def give_account(folder: Path) -> None:
    """Make of a local library one of which a server has everything."""
    with closing(sqlite3.connect(folder / CATALOG_FILE)) as catalog, catalog:
        catalog.execute(
            "UPDATE library SET user_id = ?, project = ?", (ACCOUNT.user_id, ACCOUNT.project)
        )
        catalog.execute("UPDATE asset SET version = '1', user_id = ?", (ACCOUNT.user_id,))


def make_empty(folder: Path) -> None:
    """Make a library with an account in which nothing is yet."""
    with open_catalog(folder, account=ACCOUNT):
        pass


class PlayedSync:
    """A window's library whose server does what the pictures are to show.

    Attributes:
        room: the window's room of sync.
    """

    def __init__(self, window: MainWindow, library: Library) -> None:
        self._library = library
        self._sync = FakeSync()
        self.room = window.furniture.sync
        self.room.attach(self._sync, library.catalog, library.folder)
        result = window.browse.result
        rows = [] if result is None else [AssetRow(int(row)) for row in result.rows[:40]]
        self._assets = library.catalog.assets(rows)
        self._left: dict[AssetRow, int] = {}

    def be(self, phase: SyncPhase, **over: Any) -> None:  # noqa: ANN401 - what a status holds
        """Let sync stand so, with nothing on its way."""
        self._sync.moving = ()
        is_trying = phase in {SyncPhase.OFFLINE, SyncPhase.STOPPED}
        retry_at_us = _now_us() + _RETRY_US if is_trying else None
        standing = SyncStatus(phase, retry_at_us=retry_at_us, synced_at_us=_now_us())
        self._sync.tell(replace(standing, **over))

    def be_up_to_date(self) -> None:
        """Let everything be through."""
        self.be(SyncPhase.UP_TO_DATE)

    def load_first(self) -> None:
        """Let the library be loaded for the first time."""
        self.be(SyncPhase.SYNCING, pulled=8_300, total=12_481, synced_at_us=None)

    def edit_some(self) -> None:
        """Let three edits wait."""
        for at in (12, 13, 14):
            self._edit(at, Column.CATEGORY, "wallpaper")

    def send_all(self) -> None:
        """Let the server take what waits."""
        replica = self._library.catalog.replica
        for claim in replica.claim(10):
            replica.acknowledge(claim, {"xmin": "2"})

    def be_busy(self) -> None:
        """Let something of everything be there: waiting, refused, in conflict, removed."""
        replica = self._library.catalog.replica
        self._edit(3, Column.VISIBILITY, "public")
        for claim in replica.claim(10):
            if claim.id == self._assets[3].id:
                replica.block(
                    claim,
                    "remote.refused",
                    {"reason": "23514", "message": "new row violates check “visibility_allowed”"},
                )
            else:
                replica.release(claim, error="", next_at_us=0, is_untouched=True)
        self._edit(1, Column.TITLE, "Mountain Sunset")
        self._answer(1, custom_title="Alpine evening")
        self._edit(4, Column.CATEGORY, "wallpaper")
        self._answer(4, content_category="portrait")
        self._edit(8, Column.TITLE, "Birches at noon")
        self._edit(6, Column.FAVORITE, True)
        self._lose_some()

    def _lose_some(self) -> None:
        """Let some be removed elsewhere; two that are brought back are too large to go up again."""
        replica = self._library.catalog.replica
        lost = [self._assets[at].id for at in range(28, 33)]
        replica.remove_elsewhere(lost)
        replica.restore_recycled(lost[:2], origin=Origin.WINDOW)
        for claim in replica.claim(10, uploads=True):
            replica.block(claim, "remote.too_large", {})

    def be_syncing(self) -> None:
        """Let sync run, with files on their way."""
        self._sync.moving = tuple(
            Transfer(self._assets[at].id, self._assets[at].row, at != 10, done, 12_400_000)
            for at, done in ((9, 9_300_000), (10, 4_100_000), (11, 1_200_000))
        )
        for waiting in (16, 4):
            self._sync.tell(SyncStatus(SyncPhase.SYNCING, waiting=waiting, synced_at_us=_now_us()))

    def ask(self) -> None:
        """Let much be gone on the server."""
        self.be(SyncPhase.ASKING, asked_removals=214)

    def leave_most_on_the_server(self) -> None:
        """Let most originals, large ones, not be on this machine."""
        for asset in self._library.catalog.all_assets()[60:]:
            self._left[asset.row] = asset.file_size_bytes
            self._note_file(asset.row, FileState.ABSENT, _LARGE_BYTES)

    def fetch_everything(self) -> None:
        """Let all originals be on this machine again."""
        for row, size_bytes in self._left.items():
            self._note_file(row, FileState.STORED, size_bytes)

    @contextmanager
    def disk(self, used: StorageUsed) -> Iterator[None]:
        """Let the disk be as full as this."""
        with patch.object(storage_state, "measure", lambda *_arguments: used):
            yield

    def _note_file(self, row: AssetRow, state: FileState, size_bytes: int) -> None:
        self._library.catalog.record_file(
            row, file_state=state, file_size_bytes=size_bytes, origin=Origin.SYNC
        )

    def _asset(self, at: int) -> Asset:
        return self._assets[at]

    def _edit(self, at: int, column: Column, value: Json) -> None:
        rows = [self._asset(at).row]
        self._library.catalog.edit(rows, {column: value}, origin=Origin.INSPECTOR)

    def _answer(self, at: int, **values: Json) -> None:
        """Let the server's row of an asset arrive with these values."""
        row = {"id": self._asset(at).id, "user_id": ACCOUNT.user_id, "xmin": "2", **values}
        self._library.catalog.replica.apply(RemoteTable.ASSETS, [row])


def _now_us() -> int:
    return time.time_ns() // 1000
