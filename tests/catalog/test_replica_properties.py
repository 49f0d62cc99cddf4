"""Edits here and elsewhere, pulls, pushes, lost answers, crashes, in any order: both sides agree.

A small server in memory; the engine's part is played by hand.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.catalog.replica_rows import EDITABLE, as_sent
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import Column, TagDelta
from desktop_app.domain.entities import Asset, Json
from desktop_app.domain.merge import same
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.sync import WHOLE_ROW, Claim, Side
from tests.builders import ACCOUNT, FakeClock, catalog_with
from tests.catalog.conftest import GRID, check_derived, claim_all, waiting
from tests.catalog.served import ASSETS, COLLECTIONS, Row, served, served_collection, written

COLUMNS = EDITABLE[ASSETS]
NUMBERS = st.integers(1, 4)
TAGS = st.lists(st.sampled_from(["sea", "Sea", "sky", "hill"]), max_size=2)
VALUES = st.one_of(
    st.tuples(st.just("custom_title"), st.sampled_from([None, "one", "two", "three"])),
    st.tuples(st.just("is_favorite"), st.booleans()),
    st.tuples(st.just("visibility"), st.sampled_from(["private", "shared", "public", "unlisted"])),
    st.tuples(st.just("content_category"), st.sampled_from(["general", "sea"])),
    st.tuples(
        st.just("roleplay_metadata"),
        st.dictionaries(st.sampled_from("xy"), st.integers(0, 2), min_size=1, max_size=2),
    ),
)
LOCAL = st.one_of(
    st.tuples(st.just("edit"), NUMBERS, VALUES),
    st.tuples(st.just("tags"), NUMBERS, TAGS, TAGS),
    st.tuples(st.just("move"), NUMBERS, st.integers(-1, 2)),
    st.tuples(st.sampled_from(["undo", "redo"])),
    st.tuples(st.just("empty"), NUMBERS),
    st.tuples(st.just("make"), st.sampled_from(["Trip", "Alps"])),
    st.tuples(st.just("rename"), st.integers(0, 2), st.sampled_from(["Trip", "Sea"])),
    st.tuples(st.just("unmake"), st.integers(0, 2)),
    st.tuples(st.just("resolve"), st.sampled_from(Side)),
    st.tuples(st.just("restore")),
)
FOREIGN = st.one_of(
    st.tuples(st.just("they write"), NUMBERS, VALUES),
    st.tuples(st.just("they tag"), NUMBERS, TAGS),
    st.tuples(st.just("they add"), st.integers(5, 6)),
    st.tuples(st.just("they delete"), NUMBERS),
    st.tuples(st.just("they rename"), st.integers(0, 2), st.sampled_from(["Trip", "Hut"])),
    st.tuples(st.just("they unmake"), st.integers(0, 2)),
)
SYNC = st.one_of(
    st.tuples(st.just("pull")),
    st.tuples(st.just("pull some"), st.sets(NUMBERS)),
    st.tuples(st.just("claim"), st.integers(1, 3)),
    st.tuples(st.just("send"), st.sampled_from(["ok", "lost before", "lost after", "limited"])),
    st.tuples(st.just("crash")),
)
ACTIONS = st.lists(st.one_of(LOCAL, LOCAL, FOREIGN, SYNC, SYNC), min_size=5, max_size=30)


@dataclass
class Server:
    """Two tables, with versions that grow with every write."""

    assets: dict[str, Row] = field(default_factory=dict)
    collections: dict[str, Row] = field(default_factory=dict)

    def table(self, claim: Claim) -> dict[str, Row]:
        return self.assets if claim.entity.table is ASSETS else self.collections

    def write(self, id_: str, **values: Json) -> None:
        if id_ in self.assets:
            self.assets[id_] = written(self.assets[id_], **values)

    def drop_collection(self, id_: str) -> None:
        if self.collections.pop(id_, None) is not None:
            for asset_id, row in self.assets.items():
                if row["collection_id"] == id_:
                    self.write(asset_id, collection_id=None)

    def take(self, claim: Claim) -> Row | bool | None:
        """Apply a request: the row it answers with, None for a miss, True for a removal."""
        table = self.table(claim)
        there = table.get(claim.id)
        if claim.kind == "insert":
            assert claim.row is not None
            if there is not None:
                return None
            self._check_collection(claim.row.get("collection_id"))
            extras: Row = {"updated_at": claim.row["created_at"]} if table is self.assets else {}
            table[claim.id] = written({**claim.row, **extras})
            return table[claim.id]
        if there is None or claim.version not in {None, there["xmin"]}:
            return None
        if claim.kind == "delete":
            if table is self.collections:
                self.drop_collection(claim.id)
            else:
                del table[claim.id]
            return True
        self._check_collection(claim.values.get("collection_id"))
        table[claim.id] = written(there, **claim.values)
        return {"id": claim.id, "xmin": table[claim.id]["xmin"], **claim.values}

    def _check_collection(self, id_: Json) -> None:
        if id_ is not None and id_ not in self.collections:
            raise KeyError(id_)


class World:
    """One catalog, one server, and what each of the edits is expected to become."""

    def __init__(self, folder: Path) -> None:
        self.server = Server()
        self.catalog = catalog_with(folder, account=ACCOUNT, clock=FakeClock())
        self.searcher = Searcher(self.catalog, snapshot=None)
        self.searcher.start().result(10)
        self.flying: list[Claim] = []
        self.mine: dict[tuple[str, str], Json] = {}
        self.theirs: dict[tuple[str, str], Json] = {}
        self.edited: set[tuple[str, str]] = set()
        self.disturbed: set[str] = set()
        for number in range(1, 5):
            row = served(number)
            self.server.assets[str(row["id"])] = row
        trip = served_collection(1)
        self.server.collections[str(trip["id"])] = trip
        self.pull()

    def close(self) -> None:
        self.searcher.close()
        self.catalog.close()

    # --- what a person does

    def act(self, action: tuple[Any, ...]) -> None:
        match action:
            case ("they write" | "they tag" | "they add" | "they delete", *_):
                self._foreign(action)
            case ("they rename" | "they unmake", *_):
                self._foreign_collection(action)
            case ("pull",):
                self.pull()
            case ("pull some", set(numbers)):
                ids = {served(int(str(number)))["id"] for number in numbers}
                self.catalog.replica.apply(
                    ASSETS, [row for id_, row in self.server.assets.items() if id_ in ids]
                )
            case ("claim", int(limit)):
                self.flying += claim_all(self.catalog, limit)
            case ("send", str(outcome)):
                self.send(outcome)
            case ("crash",):
                self.flying.clear()
                self.catalog.replica.release_in_flight()
            case _:
                before = self._assets()
                self._local(action)
                self._expect(before)
        check_derived(self.catalog)

    def _assets(self) -> dict[str, Asset]:
        return {one.id: one for one in self.catalog.assets(range(1, 60))}

    def _expect(self, before: dict[str, Asset]) -> None:
        """Note what the last action has changed here: that is to get to the server."""
        for id_, after in self._assets().items():
            for column in COLUMNS:
                if id_ in before and not same(value(before[id_], column), value(after, column)):
                    self.mine[id_, column] = value(after, column)
                    self.edited.add((id_, column))

    def _local(self, action: tuple[Any, ...]) -> None:
        catalog = self.catalog
        match action:
            case ("edit" | "tags" | "move" | "empty", int(number), *_):
                id_ = served(number)["id"]
                self._edit(action, [one.row for one in self._assets().values() if one.id == id_])
            case ("make" | "rename" | "unmake", *_):
                self._organise(action)
            case ("undo",):
                catalog.undo()
            case ("redo",):
                catalog.redo()
            case ("resolve", Side() as side):
                seqs = [one.seq for one in catalog.replica.conflicts()[:1]]
                catalog.replica.resolve(seqs, keep=side, origin=GRID)
            case ("restore",):
                ids = [one.id for one in catalog.replica.recycled()[:1]]
                catalog.replica.restore_recycled(ids, origin=GRID)

    def _edit(self, action: tuple[Any, ...], rows: list[int]) -> None:
        catalog = self.catalog
        collections = sorted(one.id for one in catalog.collections())
        match action:
            case (_, _, (str(column), new)):
                catalog.edit(rows, {Column(column): new}, origin=GRID)
            case ("tags", _, list(add), list(remove)):
                delta = TagDelta(tuple(map(str, add)), tuple(map(str, remove)))
                catalog.edit_tags(rows, delta, origin=GRID)
            case ("move", _, int(which)) if which < len(collections):
                target = None if which < 0 else collections[which]
                catalog.edit(rows, {Column.COLLECTION: target}, origin=GRID)
            case ("empty", _):
                catalog.trash(rows, origin=GRID)
                catalog.empty_trash(origin=GRID)

    def _organise(self, action: tuple[Any, ...]) -> None:
        catalog = self.catalog
        collections = sorted(one.id for one in catalog.collections())
        match action:
            case ("make", str(name)):
                catalog.create_collection(name, origin=GRID)
            case ("rename", int(which), str(name)) if which < len(collections):
                catalog.rename_collection(collections[which], name, origin=GRID)
            case ("unmake", int(which)) if which < len(collections):
                catalog.delete_collection(collections[which], origin=GRID)

    def _foreign(self, action: tuple[Any, ...]) -> None:
        server = self.server
        id_ = str(served(int(str(action[1])))["id"])
        match action:
            case (_, _, (str(column), new)) if id_ in server.assets:
                server.write(id_, **{column: new})
                self._disturb(id_, column, new)
            case ("they tag", _, list(tags)) if id_ in server.assets:
                server.write(id_, tags=list(dict.fromkeys(tags)))
                self._disturb(id_, "tags", server.assets[id_]["tags"])
            case ("they add", int(number)):
                server.assets.setdefault(id_, served(number))
            case ("they delete", _):
                server.assets.pop(id_, None)
                self.disturbed.add(id_)

    def _disturb(self, id_: str, column: str, new: Json) -> None:
        self.mine.pop((id_, column), None)
        self.disturbed.add(f"{id_} {column}")
        self.theirs[id_, column] = new

    def _foreign_collection(self, action: tuple[Any, ...]) -> None:
        ids = sorted(self.server.collections)
        match action:
            case ("they rename", int(which), str(name)) if which < len(ids):
                row = self.server.collections[ids[which]]
                self.server.collections[ids[which]] = written(row, name=name)
            case ("they unmake", int(which)) if which < len(ids):
                self.server.drop_collection(ids[which])

    # --- what the engine does

    def pull(self) -> None:
        replica = self.catalog.replica
        for table, rows, remove in (
            (COLLECTIONS, self.server.collections, replica.remove_collections),
            (ASSETS, self.server.assets, replica.remove_elsewhere),
        ):
            replica.apply(table, list(rows.values()))
            known = replica.versions(table, after=None, until=None)
            remove([id_ for id_ in known if id_ not in rows])

    def send(self, outcome: str) -> None:
        if not self.flying:
            return
        claim = self.flying.pop(0)
        replica = self.catalog.replica
        if outcome == "limited":
            replica.release(claim, error="limited", next_at_us=0, is_untouched=True)
            return
        if outcome == "lost before":
            replica.release(claim, error="offline", next_at_us=0)
            return
        try:
            answer = self.server.take(claim)
        except KeyError:
            replica.block(claim, "remote.refused", {"reason": "23503"})
            return
        if outcome == "lost after":
            replica.release(claim, error="offline", next_at_us=0)
        elif answer is True:
            replica.acknowledge(claim, None)
        elif isinstance(answer, dict):
            replica.acknowledge(claim, answer)
        else:
            self._missed(claim)

    def _missed(self, claim: Claim) -> None:
        replica = self.catalog.replica
        theirs = self.server.table(claim).get(claim.id)
        if theirs is not None:
            replica.merge_miss(claim, theirs)
        elif claim.kind == "delete":
            replica.acknowledge(claim, None)
        else:
            replica.lost_elsewhere(claim)

    def settle(self) -> None:
        """The faults stop: everything is sent, then everything is compared."""
        self.flying.clear()
        self.catalog.replica.release_in_flight()
        for _ in range(60):
            self.flying += claim_all(self.catalog)
            if not self.flying:
                break
            while self.flying:
                self.send("ok")
        self.pull()
        assert {state for *_, state in waiting(self.catalog)} <= {"blocked", "held"}

    # --- what has to be true then

    def check(self) -> None:
        resting = {id_ for _, id_, _, _ in waiting(self.catalog)}
        here = {id_: one for id_, one in self._assets().items() if id_ not in resting}
        there = {id_: row for id_, row in self.server.assets.items() if id_ not in resting}
        assert here.keys() == there.keys()
        for id_, one in here.items():
            assert one.version == there[id_]["xmin"]
            assert one.pending_columns == frozenset()
            for column in COLUMNS:
                wanted = as_sent(ASSETS, column, there[id_][column])
                assert same(value(one, column), wanted), (id_, column)
        names = {one.id: one.name for one in self.catalog.collections() if one.id not in resting}
        assert names == {
            id_: row["name"] for id_, row in self.server.collections.items() if id_ not in resting
        }
        self._check_edits(there)
        check_derived(self.catalog)
        self._check_index()

    def _check_edits(self, there: dict[str, Row]) -> None:
        shown = {(one.id, one.column) for one in self.catalog.replica.conflicts()}
        for (id_, column), mine in self.mine.items():
            # Where nobody else had a hand in it, it is there as it was edited here.
            untouched = f"{id_} {column}" not in self.disturbed and id_ not in self.disturbed
            if id_ in there and untouched and (id_, WHOLE_ROW) not in shown:
                if column == Column.COLLECTION and mine not in self.server.collections:
                    continue
                assert same(there[id_][column], mine), (id_, column)
        for (id_, column), theirs in self.theirs.items():
            # What only they have edited is as they have left it.
            if id_ in there and (id_, column) not in self.edited and id_ not in self.disturbed:
                assert same(there[id_][column], theirs), (id_, column)

    def _check_index(self) -> None:
        fresh = Searcher(self.catalog, snapshot=None)
        try:
            fresh.start().result(10)
            for text in ("", "is:pending", "is:conflict", "is:problem", "tag:sea", "one", "*ight*"):
                query = AssetQuery(text=text)
                told, wanted = (
                    self.searcher.search(query).result(10),
                    fresh.search(query).result(10),
                )
                assert list(told.rows) == list(wanted.rows), text
            told_counts = self.searcher.counts(AssetQuery()).result(10)
            counts = fresh.counts(AssetQuery()).result(10)
            assert told_counts.places == counts.places
            assert told_counts.facets == counts.facets
            assert told_counts.collections == counts.collections
        finally:
            fresh.close()


def value(one: Asset, column: str) -> Json:
    """Return an editable value of an asset as it is sent."""
    found: Json
    match column:
        case Column.TAGS:
            found = list(one.tags)
        case Column.ROLEPLAY:
            found = dict(one.roleplay_metadata)
        case _:
            found = getattr(one, column)
    return found


@contextmanager
def a_world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        try:
            yield world
        finally:
            world.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ACTIONS)
def test_both_sides_agree_in_the_end(actions: list[tuple[Any, ...]]) -> None:
    with a_world() as world:
        for action in actions:
            world.act(action)
        world.settle()
        world.check()
