"""What the person in front of one library does, through the catalog's own methods."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Column, Origin, TagDelta
from desktop_app.domain.entities import AssetId, CollectionId, FileState, Json, NewAsset
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.sync import Entity, Side
from tests.sync.device import AnyDevice
from tests.sync.simulator import names
from tests.sync.simulator.files import sha256_of
from tests.sync.simulator.snapshot import ASSETS

ORIGIN: Final = Origin.WINDOW
_HOT: Final = 0.4


class User:
    """Acts at random, on what the library shows."""

    def __init__(self, device: AnyDevice) -> None:
        self._device = device

    def act(self, chance: Random) -> str:
        """Do one thing; return what.

        Raises:
            CrashError: the program ended within.
        """
        kinds: dict[Callable[[Random], str], int] = {
            self._edit: 14, self._tag: 10, self._undo: 5, self._redo: 2, self._trash: 4,
            self._restore: 2, self._empty: 2, self._discard: 3, self._collection: 4,
            self._import: 8,
            self._rename_tag: 1, self._answer: 9,
        }  # fmt: skip
        act = chance.choices(list(kinds), list(kinds.values()))[0]
        try:
            return act(chance)
        except CatalogError as error:
            return f"{act.__name__}: {error}"

    def edit(self, chance: Random, uuid: str, column: Column) -> str:
        """Change one column of one asset, if it is there.

        Raises:
            CrashError: the program ended within.
        """
        found = self._device.reader.all('SELECT "row" FROM asset WHERE id = ?', uuid)
        rows = [int(row[0]) for row in found]
        try:
            if column is Column.TAGS:
                return self._tag(chance, rows)
            return self._edit(chance, rows, column)
        except CatalogError as error:
            return str(error)

    def _edit(self, chance: Random, rows: Sequence[int] = (), column: Column | None = None) -> str:
        rows = rows or self._some(chance)
        column = column or chance.choice([one for one in Column if one is not Column.TAGS])
        makers: dict[Column, Callable[[], Json]] = {
            Column.TITLE: lambda: chance.choice((*names.TITLES, "")),
            Column.FAVORITE: lambda: chance.choice((True, False)),
            Column.VISIBILITY: lambda: chance.choice(("private", "public", "shared", "unlisted")),
            Column.CATEGORY: lambda: chance.choice(names.CATEGORIES),
            Column.COLLECTION: lambda: self._collection_or_none(chance),
            Column.ROLEPLAY: lambda: {
                **names.roleplay(chance),
                **({"mood": None} if chance.random() < 0.2 else {}),
            },
        }
        value = makers[column]()
        self._do(lambda: self._catalog.edit(rows, {column: value}, origin=ORIGIN))
        return f"{column} of {rows} becomes {value!r}"

    def _tag(self, chance: Random, rows: Sequence[int] = ()) -> str:
        rows = rows or self._some(chance)
        some = chance.sample(names.TAGS, chance.randint(1, 3))
        split = chance.randint(0, len(some))
        delta = TagDelta(add=tuple(some[:split]), remove=tuple(some[split:]))
        self._do(lambda: self._catalog.edit_tags(rows, delta, origin=ORIGIN))
        return f"tags of {rows}: {delta}"

    def _rename_tag(self, chance: Random) -> str:
        old, new = chance.sample(names.TAGS, 2)
        self._do(lambda: self._catalog.rename_tag(old, new, origin=ORIGIN))
        return f"tag {old} becomes {new}"

    def _undo(self, _chance: Random) -> str:
        self._do(self._catalog.undo)
        return "undo"

    def _redo(self, _chance: Random) -> str:
        self._do(self._catalog.redo)
        return "redo"

    def _trash(self, chance: Random) -> str:
        rows = self._some(chance)
        self._do(lambda: self._catalog.trash(rows, origin=ORIGIN))
        return f"trash {rows}"

    def _restore(self, chance: Random) -> str:
        rows = self._some(chance)
        self._do(lambda: self._catalog.restore(rows, origin=ORIGIN))
        return f"restore {rows}"

    def _discard(self, chance: Random) -> str:
        """Trash something, and empty the Trash."""
        return f"{self._trash(chance)}, {self._empty(chance)}"

    def _empty(self, _chance: Random) -> str:
        def empty() -> None:
            change = self._catalog.empty_trash(origin=ORIGIN)
            self._device.originals.discard(change.removed_ids)

        self._do(empty)
        return "empty trash"

    def _collection(self, chance: Random) -> str:
        ids = sorted(collection.id for collection in self._catalog.collections())
        name = chance.choice(names.COLLECTION_NAMES)
        if not ids or chance.random() < 0.35:
            self._do(lambda: self._catalog.create_collection(name, origin=ORIGIN))
            return f"new collection {name}"
        id_ = chance.choice(ids)
        if chance.random() < 0.6:
            self._do(lambda: self._catalog.rename_collection(id_, name, origin=ORIGIN))
            return f"collection {id_} becomes {name}"
        self._do(lambda: self._catalog.delete_collection(id_, origin=ORIGIN))
        return f"delete collection {id_}"

    def _import(self, chance: Random) -> str:
        made = [self._new_asset(chance) for _ in range(chance.randint(1, 2))]
        self._device.imported.update(asset.id for asset in made)
        self._do(lambda: self._catalog.add_assets(made, origin=Origin.IMPORT))
        return f"import {[asset.id for asset in made]}"

    def _new_asset(self, chance: Random) -> NewAsset:
        uuid = names.uuid_of(chance)
        data = uuid.encode()[: chance.choice((3, 7, 20, 30))]
        self._device.originals.put(uuid, data)
        is_odd = chance.random() < 0.07
        mime_type = "image/bmp" if is_odd else "image/png"
        collection = self._collection_or_none(chance)
        return NewAsset(
            id=AssetId(uuid),
            asset_type="image",
            mime_type=mime_type,
            storage_path=f"{self._device.user_id}/{uuid}.png",
            file_size_bytes=len(data),
            original_prompt=chance.choice(names.TITLES),
            model_used="sdxl",
            content_category="general",
            content_hash=sha256_of(data),
            file_state=FileState.STORED,
            file_name="lighthouse.png",
            created_at_us=self._device.clock.now_us(),
            generation_seed=chance.choice((None, "7", str(2**64 - 1))),
            custom_title=chance.choice((None, *names.TITLES)),
            tags=tuple(chance.sample(names.TAGS, chance.randint(0, 2))),
            collection_id=CollectionId(str(collection)) if collection else None,
        )

    def _answer(self, chance: Random) -> str:
        """Do something about conflicts, problems, and what was removed elsewhere."""
        device, replica = self._device, self._catalog.replica
        if device.is_asking:
            device.answer_truly()
            return "answers"
        device.note_conflicts()
        choices: list[Callable[[Random], str]] = []
        if replica.conflicts():
            choices += [self._decide] * 2
        if replica.recycled():
            choices.append(self._bring_back)
        if replica.problems():
            choices.append(self._mend)
        return chance.choice(choices or [self._edit])(chance)

    def _decide(self, chance: Random) -> str:
        """Say whose value to keep."""
        replica = self._catalog.replica
        conflicts = replica.conflicts()
        some = chance.sample(conflicts, chance.randint(1, len(conflicts)))
        seqs = [conflict.seq for conflict in some]
        side = chance.choice((Side.MINE, Side.THEIRS))
        self._do(lambda: replica.resolve(seqs, keep=side, origin=ORIGIN))
        return f"keeps {side} in {seqs}"

    def _bring_back(self, chance: Random) -> str:
        """Bring back what was removed elsewhere."""
        replica = self._catalog.replica
        ids = [chance.choice(replica.recycled()).id]
        self._do(lambda: replica.restore_recycled(ids, origin=ORIGIN))
        return f"brings back {ids}"

    def _mend(self, chance: Random) -> str:
        """Try again what was refused, or give it up."""
        replica = self._catalog.replica
        problem = chance.choice(replica.problems())
        entity, ids = Entity(problem.entity), [problem.id]
        if chance.random() < 0.5:
            self._do(lambda: replica.retry(entity, ids, origin=ORIGIN))
            return f"retries {ids}"
        self._do(lambda: replica.revert(entity, ids, origin=ORIGIN))
        return f"reverts {ids}"

    # --- inside

    @property
    def _catalog(self) -> Catalog:
        return self._device.catalog

    def _do(self, action: Callable[[], object]) -> None:
        self._device.do(action)

    def _some(self, chance: Random) -> list[int]:
        rows = {
            str(id_): int(row)
            for row, id_ in self._device.reader.all('SELECT "row", id FROM asset ORDER BY id')
        }
        if chance.random() < _HOT:
            # What is new here, or was just written by somebody.
            recent = self._device.project.server.recent(ASSETS)
            hot = {id_: row for id_, row in rows.items() if id_ in recent}
            hot |= {id_: row for id_, row in rows.items() if row == max(rows.values())}
            rows = hot or rows
        return chance.sample(list(rows.values()), min(len(rows), chance.choice((1, 1, 1, 2, 4))))

    def _collection_or_none(self, chance: Random) -> Json:
        ids: list[Json] = [*sorted(one.id for one in self._catalog.collections()), None]
        return chance.choice(ids)
