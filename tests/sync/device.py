"""What all devices have in common, simulated or against the real server: a user, and a ledger."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.ports import Clock
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase
from desktop_app.sync.engine import Engine
from tests.sync.simulator.ledger import Edit, History, Ledger
from tests.sync.simulator.schema import Row
from tests.sync.simulator.snapshot import ASSETS, COLLECTIONS, Reader


class AnyServer(Protocol):
    """What there is on the server, as nobody but a judge can see it."""

    @property
    def has_versions(self) -> bool:
        """Whether rows have one."""
        ...

    @property
    def columns(self) -> Mapping[RemoteTable, Mapping[str, object]]:
        """The columns of each table, as they are now."""
        ...

    def row(self, table: RemoteTable, uuid: str, /) -> Row | None:
        """Return a row, whoever has it."""
        ...

    def rows_of(self, table: RemoteTable, user_id: str, /) -> dict[str, Row]:
        """Return the rows of a user by id."""
        ...

    def recent(self, table: RemoteTable, /) -> set[str]:
        """Return rows that were written lately."""
        ...


class AnyProject(Protocol):
    """The server's side, and who keeps the books."""

    @property
    def server(self) -> AnyServer:
        """What there is now."""
        ...

    @property
    def history(self) -> History:
        """What there was."""
        ...

    @property
    def tell(self) -> Callable[[str, str], None]:
        """Takes an invariant that does not hold, and what was seen."""
        ...

    @property
    def note(self) -> Callable[..., None]:
        """Takes what happens, for the trace."""
        ...


class StoredOriginals:
    """The originals of one library, in a folder that is made for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def path(self, asset_id: str) -> Path | None:
        path = self._folder / f"{asset_id}.png"
        return path if path.exists() else None

    def thumbnail(self, asset_id: str) -> bytes | None:
        return None if asset_id[0] in "0123" else b"webp"

    def discard(self, ids: Sequence[str]) -> None:
        for asset_id in ids:
            (self._folder / f"{asset_id}.png").unlink(missing_ok=True)

    def put(self, asset_id: str, data: bytes) -> None:
        """Store an original, before its row."""
        (self._folder / f"{asset_id}.png").write_bytes(data)


class AnyDevice(ABC):
    """One library of one account.

    Attributes:
        ledger: what its user did.
        has_accepted: the user said once that so many removals are meant.
        imported: every asset whose file was ever brought in here.
        removed_elsewhere: every asset that sync ever took away here.
    """

    catalog: Catalog
    clock: Clock
    engine: Engine
    originals: StoredOriginals
    reader: Reader

    def __init__(self, name: str, user_id: str, project: AnyProject) -> None:
        self.name = name
        self.user_id = user_id
        self.project = project
        self.ledger = Ledger()
        self.has_accepted = False
        self.imported: set[str] = set()
        self.removed_elsewhere: set[str] = set()
        self._assets: set[str] = set()
        self._collections: set[str] = set()

    def do(self, action: Callable[[], object]) -> list[Edit]:
        """Have the user do something to the library; return what that changed.

        Raises:
            CrashError: the program ended within.
        """
        self.note_conflicts()  # whoever removes an asset removes them
        before = self.reader.snapshot()
        commit = self._next_commit()
        try:
            action()
        finally:
            made = self.ledger.note(before, self.reader.snapshot(), commit)
            for edit in made:
                self.project.note(self.name, "edit", edit)
        return made

    def note_conflicts(self) -> None:
        """Write down the conflicts that are in the log."""
        for table, id_, column, theirs in self.reader.conflicts():
            self.ledger.conflicts.add((table, id_, column, repr(theirs)))

    @property
    def is_asking(self) -> bool:
        """Whether the engine wants the user's word on removals."""
        return self.engine.status.phase is SyncPhase.ASKING

    def answer_truly(self) -> None:
        """Say whether the removals are meant: only if all of it is gone."""
        server = self.project.server
        missing = self.catalog.replica.missing()
        accept = all(server.row(ASSETS, id_) is None for id_ in missing)
        self.has_accepted |= accept
        self.project.note(self.name, "answers removals", accept, missing)
        self.engine.answer_removals(accept=accept)

    @abstractmethod
    def _next_commit(self) -> int:
        """Return the number that the server's next commit gets."""

    @abstractmethod
    def _collections_here(self) -> set[str]:
        """Return the collections that sync may take away."""

    @abstractmethod
    def _is_false_delete(self, table: RemoteTable, uuid: str) -> bool:
        """Whether nothing has told this device that a row is gone, and it is not."""

    def _watch_removals(self) -> None:
        """Begin to look at what sync takes away, in a catalog that has just been opened."""
        self._assets = self._assets_here()
        self._collections = self._collections_here()
        self.catalog.subscribe(self._on_change)

    def _assets_here(self) -> set[str]:
        """Return the assets that the server has acknowledged."""
        return {*self.catalog.replica.versions(ASSETS, after=None, until=None)}

    def _on_change(self, change: ChangeSet) -> None:
        assets, self._assets = self._assets, self._assets_here()
        if change.origin is not Origin.SYNC:
            if change.are_collections_changed:
                self._collections = self._collections_here()
            return
        removed = sorted(assets - self._assets) if change.removed else []
        self.removed_elsewhere.update(removed)
        self._check_removed(ASSETS, removed)
        if change.are_collections_changed:
            now = self._collections_here()
            self._check_removed(COLLECTIONS, sorted(self._collections - now))
            self._collections = now

    def _check_removed(self, table: RemoteTable, ids: Iterable[str]) -> None:
        for id_ in ids:
            if self._is_false_delete(table, id_):
                self._tell("false delete", f"{id_} of {table} is removed, and is on the server")

    def _tell(self, invariant: str, what: str, error: BaseException | None = None) -> None:
        self.project.tell(invariant, f"{self.name}: {what}")
        if error is not None:
            self.project.note(self.name, "traceback", error)
