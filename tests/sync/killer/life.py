"""What happens on a device: a library with an account, whose user never rests."""

import itertools
import random
import sys
import threading
import time
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

# Imported with this module, once, instead of by each library as it begins to sync.
import desktop_app.remote.account
import desktop_app.sync.engine  # noqa: F401
from desktop_app.accounts.known import known_accounts
from desktop_app.domain.changes import Column, Origin, TagDelta
from desktop_app.domain.entities import Asset, FileState
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.sync import SyncPhase
from desktop_app.remote.connection import tls_context
from desktop_app.session import Library
from tests.sync.killer.ledger import Entry, Kind, Ledger

tls_context()

_PAUSE_S = 0.015
_MOST_SETTLING = 30
_IMPORTING = 0.35
_FILES_AT_ONCE = 2
_KINDS = {
    Kind.TITLE: 5,
    Kind.TAG: 5,
    Kind.FAVORITE: 2,
    Kind.UNDONE_TITLE: 2,
    Kind.UNDONE_TAG: 2,
    Kind.TRASHED: 1,
    Kind.DISCARDED: 1,
    Kind.COLLECTION: 1,
}


class User:
    """Edits and imports at random, and writes everything down."""

    def __init__(self, library: Library, folder: Path, name: str, seed: int) -> None:
        self._library = library
        self._catalog = library.catalog
        self._inbox = folder / f"inbox-{name}"
        self._inbox.mkdir(exist_ok=True)
        self._name = f"{name}-{seed}"
        self._random = random.Random(seed)
        self._ledger = Ledger(folder / f"{name}.ledger")
        self._numbers = itertools.count()

    def live(self) -> None:
        """Do one thing after another, for ever; meanwhile files come in, one time in three."""
        if self._random.random() < _IMPORTING:
            threading.Thread(target=self._import_all, name="imports", daemon=True).start()
        while True:
            _answer(self._library)
            self._edit(self._random.choices(list(_KINDS), list(_KINDS.values()))[0])
            time.sleep(self._random.random() * _PAUSE_S)

    def _import_all(self) -> None:
        for number in itertools.count():
            self._import(random.Random(f"{self._name} {number}"), number)

    def _edit(self, kind: Kind) -> None:
        rows = self._library.searcher.search(AssetQuery()).result().rows
        asset = self._catalog.assets([self._random.choice(rows)] if len(rows) else [])
        if not asset or not asset[0].are_tags_editable:
            return
        value = f"{kind}-{self._name}-{next(self._numbers)}"
        if kind is Kind.DISCARDED:
            if not _may_be_discarded(asset[0]):
                return
            value = asset[0].original_prompt
        self._ledger.note(Entry(kind, asset[0].id, value, is_done=False))
        self._do(kind, asset[0], value)
        self._ledger.note(Entry(kind, asset[0].id, value, is_done=True))

    def _do(self, kind: Kind, asset: Asset, value: str) -> None:
        catalog, rows = self._catalog, [asset.row]
        match kind:
            case Kind.TITLE | Kind.UNDONE_TITLE:
                catalog.edit(rows, {Column.TITLE: value}, origin=Origin.GRID)
            case Kind.TAG | Kind.UNDONE_TAG:
                catalog.edit_tags(rows, TagDelta(add=(value,)), origin=Origin.GRID)
            case Kind.FAVORITE:
                values = {Column.FAVORITE: not asset.is_favorite}
                catalog.edit(rows, values, origin=Origin.GRID)
            case Kind.COLLECTION:
                made, _changes = catalog.create_collection(value, origin=Origin.GRID)
                catalog.edit(rows, {Column.COLLECTION: made}, origin=Origin.GRID)
            case Kind.TRASHED:
                catalog.trash(rows, origin=Origin.GRID)
                catalog.restore(rows, origin=Origin.GRID)
            case Kind.DISCARDED:
                catalog.trash(rows, origin=Origin.GRID)
                self._library.empty_trash(rows, origin=Origin.GRID)
        if kind in {Kind.UNDONE_TITLE, Kind.UNDONE_TAG}:
            time.sleep(self._random.random() * _PAUSE_S)
            catalog.undo()

    def _import(self, chance: random.Random, number: int) -> None:
        files = []
        for one in range(_FILES_AT_ONCE):
            prompt = f"file {self._name} {number}.{one}"
            told = PngInfo()
            told.add_text(
                "parameters", f"{prompt}\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1"
            )
            path = self._inbox / f"{prompt}.png"
            Image.new("RGB", (48, 32), (chance.randrange(256), 80, 90)).save(path, pnginfo=told)
            self._ledger.note(Entry(Kind.IMPORT, "", prompt, is_done=False))
            files.append(path)
        done = self._library.importer.run(files, token=CancelToken(), progress=lambda _told: None)
        if done.added == len(files):
            for path in files:
                self._ledger.note(Entry(Kind.IMPORT, "", path.stem, is_done=True))


def _may_be_discarded(asset: Asset) -> bool:
    """Whether the asset's file, if Lightbox sent it, was sent by this device, which removes it."""
    return asset.file_state is FileState.STORED or asset.original_prompt.startswith("web ")


def _answer(library: Library) -> None:
    """Say that removals are meant, if that is asked: the web client's always are."""
    if library.sync is not None and library.sync.status.phase is SyncPhase.ASKING:
        library.sync.answer_removals(accept=True)


def work(folder: Path, name: str, seed: int) -> None:
    """Open the library, begin to sync, and let the user live."""
    account = known_accounts()[0]
    with Library(account.folder, account=account.account) as library:
        library.begin_sync()
        User(library, folder, name, seed).live()


def settle() -> list[int]:
    """Sync until nothing waits that is not refused; return how many wait, and are blocked."""
    account = known_accounts()[0]
    with Library(account.folder, account=account.account) as library:
        for _ in range(_MOST_SETTLING):
            try:
                report = library.sync_once(account, CancelToken())
            except LightboxError as error:
                sys.stderr.write(f"{error}\n")
                time.sleep(0.2)
                continue
            if report.asked_removals:
                library.begin_sync()
                while library.catalog.replica.missing_count():
                    _answer(library)
                    time.sleep(_PAUSE_S)
                break
            if not (report.pushed or report.removed or report.waiting):
                break
        waiting = library.catalog.replica.waiting()
        return [waiting.queued + waiting.in_flight, waiting.blocked]
