"""The states of sync, made in a copy of the sample library: its server is played from here."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from desktop_app.catalog.layout import CATALOG_FILE
from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import Asset, AssetRow, Json
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase, SyncStatus, Transfer
from desktop_app.session import Library
from desktop_app.ui.main_window import MainWindow
from tests.builders import ACCOUNT
from tests.ui.activity.sync_fakes import FakeSync

_RETRY_US = 90_000_000


def give_account(folder: Path) -> None:
    """Make of a local library one of which a server has everything."""
    with closing(sqlite3.connect(folder / CATALOG_FILE)) as catalog, catalog:
        catalog.execute(
            "UPDATE library SET user_id = ?, project = ?", (ACCOUNT.user_id, ACCOUNT.project)
        )
        catalog.execute("UPDATE asset SET version = '1', user_id = ?", (ACCOUNT.user_id,))


class PlayedSync:
    """A window's library whose server does what the pictures are to show."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        self._library = library
        self._sync = FakeSync()
        self.room = window.furniture.sync
        self.room.attach(self._sync, library.catalog, library.folder)
        result = window.browse.result
        rows = [] if result is None else [AssetRow(int(row)) for row in result.rows[:40]]
        self._assets = library.catalog.assets(rows)

    def be_busy(self) -> None:
        """Let something of everything be there: waiting, refused, in conflict, removed."""
        replica = self._library.catalog.replica
        self._edit(3, Column.VISIBILITY, "public")
        for claim in replica.claim(10):
            replica.block(
                claim,
                "remote.refused",
                {"reason": "23514", "message": "new row violates check “visibility_allowed”"},
            )
        self._edit(1, Column.TITLE, "Mountain Sunset")
        self._answer(1, custom_title="Alpine evening")
        self._edit(4, Column.CATEGORY, "wallpaper")
        self._answer(4, content_category="portrait")
        self._edit(8, Column.TITLE, "Birches at noon")
        self._edit(6, Column.FAVORITE, True)
        replica.remove_elsewhere([self._assets[at].id for at in (30, 31, 32)])

    def be_syncing(self) -> None:
        """Let sync run, with files on their way."""
        self._sync.moving = tuple(
            Transfer(self._assets[at].id, self._assets[at].row, at != 10, done, 12_400_000)
            for at, done in ((9, 9_300_000), (10, 4_100_000), (11, 1_200_000))
        )
        for waiting in (16, 4):
            self._sync.tell(SyncStatus(SyncPhase.SYNCING, waiting=waiting, synced_at_us=_now_us()))

    def be_offline(self) -> None:
        """Let there be no line."""
        self._sync.moving = ()
        self._sync.tell(
            SyncStatus(
                SyncPhase.OFFLINE,
                waiting=4,
                retry_at_us=_now_us() + _RETRY_US,
                synced_at_us=_now_us(),
            )
        )

    def be_up_to_date(self) -> None:
        """Let everything be through."""
        self._sync.moving = ()
        self._sync.tell(SyncStatus(SyncPhase.UP_TO_DATE, synced_at_us=_now_us()))

    def ask(self) -> None:
        """Let much be gone on the server."""
        self._sync.tell(SyncStatus(SyncPhase.ASKING, asked_removals=214))

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
