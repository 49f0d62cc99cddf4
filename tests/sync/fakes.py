"""A small server, bucket and replica in memory, for the tests of the engine's parts.

The replica keeps just enough to answer, and writes down what it is told; the real one, and all
parts together, are tested by the simulator.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, AssetRow, FileState, Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import (
    Features,
    Feed,
    ObjectInfo,
    Page,
    RemoteError,
    RemoteTable,
    Resume,
    ServerRow,
)
from desktop_app.domain.sync import Claim, Entity, Upload, Waiting
from desktop_app.sync.surroundings import Limits, Surroundings

if TYPE_CHECKING:
    from desktop_app.catalog.catalog import Catalog
    from desktop_app.catalog.replica import Replica

T = TypeVar("T")

USER = "11111111-1111-4111-8111-111111111111"
SERVER_TIME_US = 1_700_000_000_000_000
ASSETS, COLLECTIONS = RemoteTable.ASSETS, RemoteTable.COLLECTIONS


def uuid(number: int) -> str:
    """Return an id; greater numbers sort later."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def offline() -> RemoteError:
    return RemoteError("remote.offline", ErrorKind.RETRYABLE)


def signed_out() -> RemoteError:
    return RemoteError("remote.signed_out", ErrorKind.PERMANENT)


def refused(reason: str, message: str = "no") -> RemoteError:
    return RemoteError("remote.refused", ErrorKind.PERMANENT, reason=reason, message=message)


class FakeClock:
    def __init__(self) -> None:
        self.us = SERVER_TIME_US

    def now_us(self) -> int:
        return self.us


Script = RemoteError | Callable[[], Awaitable[None] | None]


class Scripted:
    """What to do before a call is answered: raise, or run something, once for each entry."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[Script | None]] = {}
        self.calls: list[tuple[str, Any]] = []

    def script(self, method: str, *steps: Script | None) -> None:
        self.scripts.setdefault(method, []).extend(steps)

    def calls_of(self, method: str) -> list[Any]:
        return [given for name, given in self.calls if name == method]

    async def called(self, method: str, given: object = None) -> None:
        self.calls.append((method, given))
        await asyncio.sleep(0)
        steps = self.scripts.get(method)
        step = steps.pop(0) if steps else None
        if isinstance(step, RemoteError):
            raise step
        if step is not None:
            waited = step()
            if waited is not None:
                await waited


class FakeRows(Scripted):
    """Rows of one user, with a version for each write."""

    user_id = USER

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[RemoteTable, dict[str, dict[str, Json]]] = {t: {} for t in RemoteTable}
        self.has = Features()
        self.feeds: dict[str | None, Feed] = {}
        self.named: set[str] = set()
        self.others: set[str] = set()
        self.is_anonymous = False
        self.tells_count = True
        self.server_time_us: int | None = SERVER_TIME_US
        self._version = 700

    def put(self, table: RemoteTable, number: int, **values: Json) -> dict[str, Json]:
        """Write a row, as anybody would."""
        id_ = uuid(number)
        row = self.tables[table].setdefault(id_, {"id": id_, "user_id": USER})
        row.update(values)
        return self._stamped(row)

    def put_many(self, numbers: Collection[int]) -> None:
        for number in numbers:
            self.put(ASSETS, number)

    def drop(self, table: RemoteTable, number: int) -> None:
        del self.tables[table][uuid(number)]

    def _stamped(self, row: dict[str, Json]) -> dict[str, Json]:
        self._version += 1
        row["xmin"] = str(self._version)
        return row

    def _seen(self, table: RemoteTable) -> list[dict[str, Json]]:
        if self.is_anonymous:
            return []
        rows = sorted(self.tables[table].values(), key=lambda row: str(row["id"]))
        hidden = set() if self.has.has_versions else {"xmin"}
        return [{key: row[key] for key in row if key not in hidden} for row in rows]

    def _range(
        self, table: RemoteTable, after: str | None, until: str | None, limit: int
    ) -> list[dict[str, Json]]:
        return [
            row
            for row in self._seen(table)
            if (after is None or str(row["id"]) > after)
            and (until is None or str(row["id"]) <= until)
        ][:limit]

    async def guard(self) -> None:
        await self.called("guard")

    async def features(self) -> Features:
        await self.called("features")
        return self.has

    async def page(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        found = self._range(table, after, until, limit)
        await self.called("page", (table, after, until))
        return Page(found, self.server_time_us)

    async def versions(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        found = self._range(table, after, until, limit)
        await self.called("versions", (table, after, until))
        return Page([{"id": row["id"], "xmin": row["xmin"]} for row in found], self.server_time_us)

    async def newest(self, *, limit: int) -> Page:
        found = self._seen(ASSETS)[::-1][:limit]
        await self.called("newest", limit)
        return Page(found, self.server_time_us)

    async def rows(self, table: RemoteTable, ids: Sequence[str]) -> Page:
        assert len(ids) <= 100
        found = [row for row in self._seen(table) if row["id"] in ids]
        await self.called("rows", (table, list(ids)))
        return Page(found, self.server_time_us)

    async def touched_since(self, since_us: int, *, after: str | None, limit: int) -> Page:
        found = self._range(ASSETS, after, None, limit)
        await self.called("touched_since", (since_us, after))
        return Page(found, self.server_time_us)

    async def swap(
        self,
        table: RemoteTable,
        uuid: str,
        values: Mapping[str, Json],
        *,
        version: str | None,
        bases: Mapping[str, Json],
    ) -> ServerRow | None:
        await self.called("swap", (uuid, dict(values), version))
        row = self.tables[table].get(uuid)
        if row is None or (version is not None and row["xmin"] != version):
            return None
        if version is None and any(row.get(column) != base for column, base in bases.items()):
            return None
        row.update(values)
        return dict(self._stamped(row))

    async def insert(self, table: RemoteTable, row: ServerRow) -> ServerRow | None:
        id_ = str(row["id"])
        await self.called("insert", id_)
        if id_ in self.tables[table] or id_ in self.others:
            return None
        self.tables[table][id_] = dict(row)
        return dict(self._stamped(self.tables[table][id_]))

    async def remove(self, table: RemoteTable, uuid: str, *, version: str | None) -> bool:
        await self.called("remove", (uuid, version))
        row = self.tables[table].get(uuid)
        if row is None or (version is not None and row["xmin"] != version):
            return False
        del self.tables[table][uuid]
        return True

    async def are_named(self, keys: Sequence[str]) -> set[str]:
        await self.called("are_named", list(keys))
        return self.named & set(keys)

    async def count(self, table: RemoteTable) -> int | None:
        await self.called("count", table)
        return len(self.tables[table]) if self.tells_count else None

    async def feed_start(self) -> str:
        await self.called("feed_start", None)
        return "start"

    async def feed(self, since: str | None) -> Feed:
        await self.called("feed", since)
        return self.feeds[since]


class FakeFiles(Scripted):
    """A bucket."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, ObjectInfo] = {}
        self.resumes: list[Resume] = []
        self.is_cutting = False

    def key_of(self, path: str | None) -> str | None:
        return path

    async def upload(
        self,
        key: str,
        source: Path | bytes,
        *,
        mime_type: str,
        sha256: str,
        resume: Resume | None = None,
        progressed: Callable[[int, Resume | None], None] | None = None,
    ) -> None:
        await self.called("upload", (key, mime_type, resume))
        if key in self.objects:
            raise RemoteError("remote.exists", ErrorKind.PERMANENT)
        size_bytes = _size_bytes(source)
        for step in self.resumes:
            assert progressed is not None
            progressed(step.offset_bytes, step)
        if progressed is not None:
            progressed(size_bytes, None)
        await self.called("uploaded", key)
        self.objects[key] = ObjectInfo(size_bytes - self.is_cutting, sha256)

    async def info(self, key: str) -> ObjectInfo | None:
        await self.called("info", key)
        return self.objects.get(key)

    async def remove(self, keys: Sequence[str]) -> None:
        await self.called("remove", list(keys))
        for key in keys:
            self.objects.pop(key, None)

    async def sign(self, keys: Sequence[str], *, lifetime_s: int) -> dict[str, str]:
        raise AssertionError("the engine shares nothing")

    def download(self, url: str, *, offset_bytes: int = 0) -> AsyncGenerator[bytes, None]:
        raise AssertionError("the engine downloads nothing")


@dataclass
class Entry:
    claim: Claim
    is_in_flight: bool = False
    is_blocked: bool = False
    next_at_us: int = 0


@dataclass
class FakeReplica:
    """Keeps what the server has shown, and entries to push; writes down what it is told."""

    clock: FakeClock
    positions: dict[str, str] = field(default_factory=dict)
    held: dict[RemoteTable, dict[str, str]] = field(
        default_factory=lambda: {table: {} for table in RemoteTable}
    )
    entries: list[Entry] = field(default_factory=list)
    missed: set[str] = field(default_factory=set)
    removing: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    told: list[tuple[str, Any]] = field(default_factory=list)
    old: list[AssetId] = field(default_factory=list)

    def told_of(self, what: str) -> list[Any]:
        return [given for name, given in self.told if name == what]

    def hold(self, table: RemoteTable, rows: Collection[ServerRow]) -> None:
        """Have rows as the server has shown them."""
        for row in rows:
            self.held[table][str(row["id"])] = str(row.get("xmin", ""))

    def queue(self, claim: Claim) -> Claim:
        self.entries.append(Entry(claim))
        return claim

    # reads

    def position(self, key: str) -> str | None:
        return self.positions.get(key)

    def versions(
        self, table: RemoteTable, *, after: str | None, until: str | None
    ) -> dict[str, str]:
        return {
            id_: version
            for id_, version in sorted(self.held[table].items())
            if (after is None or id_ > after) and (until is None or id_ <= until)
        }

    def witnesses(
        self, table: RemoteTable, limit: int, *, besides: Collection[str] = ()
    ) -> list[str]:
        return [id_ for id_ in self.held[table] if id_ not in self.missed and id_ not in besides][
            :limit
        ]

    def waiting(self) -> Waiting:
        queued = [e for e in self.entries if not e.is_in_flight and not e.is_blocked]
        return Waiting(
            queued=len(queued),
            in_flight=sum(entry.is_in_flight for entry in self.entries),
            blocked=sum(entry.is_blocked for entry in self.entries),
            next_at_us=min((entry.next_at_us for entry in queued), default=None),
            uploads=sum(_is_upload(entry) for entry in queued),
        )

    def count(self, table: RemoteTable) -> int:
        return len(self.held[table])

    def missing(self, *, after: str | None = None, limit: int | None = None) -> list[str]:
        return [id_ for id_ in sorted(self.missed) if after is None or id_ > after][:limit]

    def missing_count(self) -> int:
        return len(self.missed)

    def named(self, keys: Sequence[str]) -> set[str]:
        return self.names & set(keys)

    # pull

    def apply(
        self,
        table: RemoteTable,
        rows: Sequence[ServerRow],
        *,
        positions: Mapping[str, str | None] = {},
        is_initial: bool = False,
    ) -> ChangeSet:
        self.told.append(("apply", ([str(row["id"]) for row in rows], is_initial)))
        rows = [row for row in rows if str(row["id"]) not in self.removing]
        new = {str(row["id"]) for row in rows} - self.held[table].keys()
        self.hold(table, rows)
        self.set_positions(positions)
        return self._change(added=len(new) if table is ASSETS else 0)

    def begin_initial(self) -> None:
        self.told.append(("begin_initial", None))

    def finish_initial(self) -> None:
        self.told.append(("finish_initial", None))

    def note_missing(self, ids: Sequence[str], *, positions: Mapping[str, str | None] = {}) -> None:
        self.missed |= set(ids) & set(self.held[ASSETS])
        self.set_positions(positions)

    def clear_missing(
        self, ids: Sequence[str] | None = None, *, positions: Mapping[str, str | None] = {}
    ) -> None:
        self.missed -= self.missed if ids is None else set(ids)
        self.set_positions(positions)

    def remove_elsewhere(self, ids: Sequence[str]) -> ChangeSet:
        self.told.append(("remove_elsewhere", sorted(ids)))
        for id_ in ids:
            del self.held[ASSETS][id_]
        self.missed -= set(ids)
        return self._change(removed=len(ids))

    def put_back(self, ids: Sequence[str]) -> ChangeSet:
        self.told.append(("put_back", sorted(ids)))
        for id_ in ids:
            del self.held[ASSETS][id_]
        self.missed -= set(ids)
        return self._change()

    def remove_collections(self, ids: Sequence[str]) -> ChangeSet:
        self.told.append(("remove_collections", sorted(ids)))
        for id_ in ids:
            self.held[COLLECTIONS].pop(id_, None)
        return self._change()

    def purge_recycled(self, before_us: int) -> list[AssetId]:
        self.told.append(("purge_recycled", before_us))
        gone, self.old = self.old, []
        return gone

    def set_positions(self, positions: Mapping[str, str | None]) -> None:
        for key, value in positions.items():
            if value is None:
                self.positions.pop(key, None)
            else:
                self.positions[key] = value

    # push

    def release_in_flight(self) -> None:
        for entry in self.entries:
            entry.is_in_flight = False

    def make_due(self) -> None:
        for entry in self.entries:
            entry.next_at_us = 0

    def claim(self, limit: int, *, uploads: bool = False) -> list[Claim]:
        due = [
            entry
            for entry in self.entries
            if not entry.is_in_flight
            and not entry.is_blocked
            and entry.next_at_us <= self.clock.now_us()
            and _is_upload(entry) == uploads
        ][:limit]
        for entry in due:
            entry.is_in_flight = True
            entry.claim = replace(entry.claim, attempts=entry.claim.attempts + 1)
        return [entry.claim for entry in due]

    def acknowledge(self, claim: Claim, answer: ServerRow | None) -> ChangeSet:
        self.told.append(("acknowledge", (claim.id, answer)))
        self.entries.remove(self._entry(claim))
        if answer is None:
            self.held[claim.entity.table].pop(claim.id, None)
        else:
            self.hold(claim.entity.table, [answer])
        return self._change()

    def merge_miss(self, claim: Claim, theirs: ServerRow, *, next_at_us: int = 0) -> ChangeSet:
        self.told.append(("merge_miss", (claim.id, theirs["xmin"], next_at_us)))
        entry = self._entry(claim)
        if claim.kind == "update":
            entry.claim = replace(entry.claim, version=str(theirs["xmin"]))
            entry.is_in_flight = False
            entry.next_at_us = next_at_us
        else:
            self.entries.remove(entry)
        return self._change()

    def lost_elsewhere(self, claim: Claim) -> ChangeSet:
        self.told.append(("lost_elsewhere", claim.id))
        self.entries.remove(self._entry(claim))
        return self._change()

    def release(
        self, claim: Claim, *, error: str, next_at_us: int, is_untouched: bool = False
    ) -> ChangeSet:
        self.told.append(("release", (claim.id, error, next_at_us, is_untouched)))
        entry = self._entry(claim)
        entry.is_in_flight = False
        entry.next_at_us = next_at_us
        return self._change()

    def block(self, claim: Claim, code: str, params: Mapping[str, str | int]) -> ChangeSet:
        self.told.append(("block", (claim.id, code)))
        entry = self._entry(claim)
        entry.is_in_flight, entry.is_blocked = False, True
        return self._change()

    def note_upload(
        self,
        asset_id: str,
        *,
        resume: Resume | None = None,
        is_done: bool = False,
        thumbnail_key: str | None = None,
    ) -> None:
        self.told.append(("note_upload", (asset_id, resume, is_done, thumbnail_key)))
        entry = next(entry for entry in self.entries if entry.claim.id == asset_id)
        if is_done and entry.claim.upload is not None:
            upload = replace(entry.claim.upload, is_done=True, thumbnail_key=thumbnail_key)
            entry.claim = replace(entry.claim, upload=upload)

    def _entry(self, claim: Claim) -> Entry:
        return next(
            entry
            for entry in self.entries
            if (entry.claim.entity, entry.claim.id) == (claim.entity, claim.id)
        )

    def _change(self, removed: int = 0, added: int = 0) -> ChangeSet:
        return ChangeSet(
            1,
            Origin.SYNC,
            added=tuple(map(AssetRow, range(added))),
            removed=tuple(map(AssetRow, range(removed))),
        )


class FakeCatalog:
    """Tells of edits."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[ChangeSet], None]] = []

    def asset_by_id(self, id: AssetId) -> None:  # noqa: A002
        return None

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def tell(self, origin: Origin) -> None:
        for listener in self.listeners:
            listener(ChangeSet(1, origin, changed=(AssetRow(1),)))


class FakeOriginals:
    """Files on this machine."""

    def __init__(self) -> None:
        self.paths: dict[str, Path] = {}
        self.thumbnails: dict[str, bytes] = {}

    def path(self, asset_id: str) -> Path | None:
        return self.paths.get(asset_id)

    def thumbnail(self, asset_id: str) -> bytes | None:
        return self.thumbnails.get(asset_id)

    def discard(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            self.paths.pop(id_, None)


class FakeHints:
    """A feed of hints that does as it is told."""

    def __init__(self) -> None:
        self.runs = 0
        self.is_listening = True
        self.script: list[RemoteError | None] = []
        self.hinted: Callable[[RemoteTable, str], None] | None = None
        self.gap: Callable[[], None] | None = None

    async def run(
        self, hinted: Callable[[RemoteTable, str], None], gap: Callable[[], None]
    ) -> None:
        self.runs += 1
        self.hinted, self.gap = hinted, gap
        if self.script:
            step = self.script.pop(0)
            if step is not None:
                raise step
            return
        await asyncio.Event().wait()


class Inline:
    """Makes blocking calls at once, and lets others run in between."""

    async def __call__(self, call: Callable[[], T]) -> T:
        await asyncio.sleep(0)
        return call()


class FullJitter(random.Random):
    """The longest wait of all, so that a test can say how long it is."""

    def uniform(self, a: float, b: float) -> float:
        return b


@dataclass
class World:
    """Everything that the engine's parts are given."""

    rows: FakeRows = field(default_factory=FakeRows)
    files: FakeFiles | None = field(default_factory=FakeFiles)
    hints: FakeHints | None = None
    replica: FakeReplica = field(init=False)
    catalog: FakeCatalog = field(default_factory=FakeCatalog)
    originals: FakeOriginals = field(default_factory=FakeOriginals)
    clock: FakeClock = field(default_factory=FakeClock)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.replica = FakeReplica(self.clock)

    @property
    def bucket(self) -> FakeFiles:
        assert self.files is not None
        return self.files

    def surroundings(self) -> Surroundings:
        return Surroundings(
            rows=self.rows,
            files=self.files,
            hints=self.hints,
            replica=cast("Replica", self.replica),
            catalog=cast("Catalog", self.catalog),
            originals=self.originals,
            clock=self.clock,
            random=FullJitter(),
            database=Inline(),
            disk=Inline(),
            limits=self.limits,
        )

    def synced(self, numbers: Collection[int]) -> None:
        """Have assets on both sides."""
        for number in numbers:
            self.replica.hold(ASSETS, [self.rows.put(ASSETS, number)])

    def loaded(self) -> None:
        """Be past the initial load."""
        self.replica.positions["initial.done"] = "1"


def update(number: int, version: str | None, **values: Json) -> Claim:
    bases: dict[str, Json] = dict.fromkeys(values)
    return Claim(Entity.ASSET, uuid(number), "update", 0, 1, version, values, bases)


def insert(number: int, upload: Upload | None = None, **values: Json) -> Claim:
    row: dict[str, Json] = {"id": uuid(number), "user_id": USER, **values}
    return Claim(Entity.ASSET, uuid(number), "insert", 0, 1, None, row=row, upload=upload)


def removal(number: int, version: str | None, **gone: Json) -> Claim:
    return Claim(Entity.ASSET, uuid(number), "delete", 0, 1, version, gone=gone)


def upload_of(
    number: int,
    size_bytes: int = 3,
    *,
    mime_type: str = "image/png",
    resume: Resume | None = None,
) -> Upload:
    return Upload(
        asset_id=AssetId(uuid(number)),
        object_key=f"{USER}/{uuid(number)}.png",
        sha256="ab" * 32,
        size_bytes=size_bytes,
        mime_type=mime_type,
        file_state=FileState.STORED,
        resume=resume,
    )


def _size_bytes(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _is_upload(entry: Entry) -> bool:
    upload = entry.claim.upload
    return upload is not None and not upload.is_done
