"""The web client, the server's own functions, and an administrator: everybody who is not us.

They leave ``updated_at`` alone or write a clock of their own, write whole columns, delete rows
without a trace, keep transactions open, and change the schema while everything runs.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable
from tests.sync.simulator import names
from tests.sync.simulator.schema import (
    ANY_NUMBER,
    ANY_TEXT,
    WILD_COLUMNS,
    Row,
    ServerColumn,
    ServerError,
)
from tests.sync.simulator.server import ASSETS, COLLECTIONS, ModelServer, Transaction
from tests.sync.simulator.times import SECOND_US, YEAR_US, timestamp

WEB: Final = "web"
_HOT: Final = 0.4


class ForeignClient:
    """Changes the rows of one user past Lightbox; what is locked, it leaves alone."""

    def __init__(self, server: ModelServer, user: str, spawn: Callable[..., None]) -> None:
        self._server = server
        self._user = user
        self._spawn = spawn
        self.acts = 0

    def act(self, chance: Random) -> str:
        """Do one thing in one transaction; return what."""
        kinds: dict[Callable[[Random, Transaction], str], int] = {
            self._edit: 12, self._job_done: 4, self._delete: 3, self._collection: 4,
            self._many: 2, self._delete_many: 1, self._bump: 2,
        }  # fmt: skip
        act = chance.choices(list(kinds), list(kinds.values()))[0]
        self.acts += 1
        try:
            with self._server.transaction(WEB) as transaction:
                return act(chance, transaction)
        except ServerError as error:
            return f"refused: {error.code}"

    def edit(self, chance: Random, uuid: str, column: str) -> str:
        """Change one column of one asset, if it is there and nobody holds it."""
        row = self._server.rows_of(ASSETS, self._user).get(uuid)
        if row is None:
            return "nothing to edit"
        self.acts += 1
        with self._server.transaction(WEB) as transaction:
            return self._write(transaction, row, {column: self._value(chance, column, row)})

    def act_slowly(self, chance: Random) -> str:
        """Change many rows in a transaction that commits, or is undone, much later."""
        transaction = self._server.begin(WEB)
        told = self._many(chance, transaction)
        for _ in range(chance.randint(0, 2)):
            told += "; " + self._job_done(chance, transaction)
        self.acts += 1
        self._spawn(self._end(transaction, chance.uniform(0.05, 40), chance.random() < 0.9))
        return f"slowly: {told}"

    def fill(self, chance: Random, assets: int, collections: int) -> None:
        """Make the rows that were there before anybody looked."""
        with self._server.transaction(WEB) as transaction:
            for _ in range(collections):
                self._new_collection(chance, transaction)
        for _ in range(assets):
            with self._server.transaction(WEB) as transaction:
                self._job_done(chance, transaction)

    def change_schema(self, chance: Random) -> str:
        """Add, drop or retype a column of the assets."""
        columns = self._server.columns[ASSETS]
        kind = chance.choice(("add", "drop", "retype", "drop documented"))
        if kind == "add":
            self._server.add_column("mood", ServerColumn(ANY_TEXT.takes, default="calm"))
        elif kind == "drop" and (wild := sorted(WILD_COLUMNS.keys() & columns.keys())):
            kind = chance.choice(wild)
            self._server.drop_column(kind)
        elif kind == "drop documented" and "content_category" in columns:
            self._server.drop_column("content_category")
        elif kind == "retype" and columns["generation_seed"] is not ANY_TEXT:
            self._server.retype_column("generation_seed", ANY_TEXT, str)
        elif kind == "retype":
            self._server.retype_column("generation_seed", ANY_NUMBER, _number)
        return kind

    async def _end(self, transaction: Transaction, after_s: float, is_kept: bool) -> None:  # noqa: FBT001
        await asyncio.sleep(after_s)
        (self._server.commit if is_kept else self._server.roll_back)(transaction)

    # --- single acts

    def _edit(self, chance: Random, within: Transaction) -> str:
        row = self._any(chance, ASSETS, within)
        if row is None:
            return "nothing to edit"
        columns = ["tags"] * 3 + ["custom_title"] * 2 + [
            "is_favorite", "visibility", "content_category", "collection_id", "roleplay_metadata",
            "roleplay_metadata", "label", "original_prompt", "storage_path",
        ]  # fmt: skip
        chosen = chance.choice(columns)
        values: Row = {chosen: self._value(chance, chosen, row)}
        self._stamp(chance, within, values)
        return self._write(within, row, values)

    def _many(self, chance: Random, within: Transaction) -> str:
        rows = self._free(ASSETS, within)
        some = chance.sample(rows, min(len(rows), chance.randint(1, 5)))
        column = chance.choice(("tags", "custom_title", "is_favorite", "visibility"))
        told = [
            self._write(within, row, {column: self._value(chance, column, row)}) for row in some
        ]
        return "; ".join(told)

    def _bump(self, chance: Random, within: Transaction) -> str:
        row = self._any(chance, ASSETS, within)
        return "nothing" if row is None else self._write(within, row, {"label": row.get("label")})

    def _delete(self, chance: Random, within: Transaction) -> str:
        row = self._any(chance, ASSETS, within)
        if row is None:
            return "nothing to delete"
        self._server.delete(within, ASSETS, str(row["id"]))
        return f"deletes {row['id']}"

    def _delete_many(self, chance: Random, within: Transaction) -> str:
        rows = self._free(ASSETS, within)
        for row in rows if chance.random() < 0.4 else rows[: len(rows) // 2]:
            self._server.delete(within, ASSETS, str(row["id"]))
        return "deletes many"

    def _job_done(self, chance: Random, within: Transaction) -> str:
        uuid = names.uuid_of(chance)
        shared = self._any(chance, ASSETS, within) if chance.random() < 0.15 else None
        key = shared["storage_path"] if shared else f"{self._user}/{uuid}.png"
        forms = (key, key, f"user-library/{key}") if shared is None else (key,)
        self._server.insert(
            within,
            ASSETS,
            {
                "id": uuid,
                "user_id": self._user,
                "asset_type": "image",
                "storage_path": chance.choice(forms),
                "file_size_bytes": chance.choice((0, 1_000)),
                "mime_type": "image/png",
                "original_prompt": chance.choice(names.TITLES),
                "model_used": "sdxl",
                "generation_seed": self._seed(chance),
                "tags": names.tags(chance),
                "is_favorite": chance.choice((False, True, None)),
                "roleplay_metadata": chance.choice((None, {}, names.roleplay(chance))),
                "created_at": timestamp(within.now_us - chance.randrange(YEAR_US)),
            },
        )
        return f"new asset {uuid}"

    def _collection(self, chance: Random, within: Transaction) -> str:
        row = self._any(chance, COLLECTIONS, within)
        if row is None or chance.random() < 0.3:
            return self._new_collection(chance, within)
        uuid = str(row["id"])
        if chance.random() < 0.4:
            keys = self._server.keys_touched(COLLECTIONS, uuid, None)
            if self._server.lock_of(keys) in {None, within}:
                self._server.delete(within, COLLECTIONS, uuid)
            return f"deletes collection {uuid}"
        values: Row = {"name": chance.choice(names.COLLECTION_NAMES)}
        self._server.update(within, COLLECTIONS, uuid, values)
        return f"collection {uuid} {values}"

    def _new_collection(self, chance: Random, within: Transaction) -> str:
        uuid = names.uuid_of(chance)
        name = chance.choice(names.COLLECTION_NAMES)
        row: Row = {"id": uuid, "user_id": self._user, "name": name, "description": None}
        self._server.insert(within, COLLECTIONS, row)
        return f"new collection {uuid} {name}"

    # --- inside

    def _seed(self, chance: Random) -> Json:
        drawn = chance.choice((None, 42, 2**62 + 1))
        is_text = self._server.columns[ASSETS]["generation_seed"] is ANY_TEXT
        return str(drawn) if is_text and drawn is not None else drawn

    def _write(self, within: Transaction, row: Row, values: Row) -> str:
        columns = self._server.columns[ASSETS]
        known = {name: value for name, value in values.items() if name in columns}
        uuid = str(row["id"])
        keys = self._server.keys_touched(ASSETS, uuid, known)
        if self._server.lock_of(keys) not in {None, within}:
            return f"{uuid} is locked"
        self._server.update(within, ASSETS, uuid, known)
        return f"{uuid} {known}"

    def _value(self, chance: Random, column: str, row: Row) -> Json:
        makers: dict[str, Callable[[], Json]] = {
            "tags": partial(_tags_after, chance, row.get("tags")),
            "custom_title": lambda: chance.choice((*names.TITLES, None)),
            "is_favorite": lambda: chance.choice((True, False)),
            "visibility": lambda: chance.choice(self._server.visibilities),
            "content_category": lambda: chance.choice(names.CATEGORIES),
            "collection_id": lambda: self._collection_or_none(chance),
            "roleplay_metadata": lambda: names.roleplay(chance),
            "storage_path": lambda: chance.choice(
                (f"user-library/{row['storage_path']}", f"{self._user}/elsewhere.png")
            ),
        }
        return makers.get(column, lambda: chance.choice(names.TITLES))()

    def _collection_or_none(self, chance: Random) -> Json:
        ids: list[Json] = [*sorted(self._server.rows_of(COLLECTIONS, self._user)), None]
        return chance.choice(ids)

    def _stamp(self, chance: Random, within: Transaction, values: Row) -> None:
        drawn = chance.random()
        if drawn < 0.25:
            values["updated_at"] = timestamp(within.now_us)
        elif drawn < 0.5:
            wrong_us = chance.choice((-YEAR_US, YEAR_US, -3_600 * SECOND_US, 90 * SECOND_US))
            values["updated_at"] = timestamp(within.now_us + wrong_us)

    def _any(self, chance: Random, table: RemoteTable, within: Transaction) -> Row | None:
        rows = self._free(table, within)
        if chance.random() < _HOT:
            # What somebody has just written: so people get in each other's way.
            recent = self._server.recent(table)
            rows = [row for row in rows if row["id"] in recent] or rows
        return chance.choice(rows) if rows else None

    def _free(self, table: RemoteTable, within: Transaction) -> list[Row]:
        rows = self._server.rows_of(table, self._user)
        return [
            rows[id_]
            for id_ in sorted(rows)
            if self._server.lock_of(
                [(table, id_), (COLLECTIONS, str(rows[id_].get("collection_id")))]
            )
            in {None, within}
        ]


def _tags_after(chance: Random, before: Json) -> Json:
    """Return the list as a client writes it that has read it: one more, one less, or all new."""
    if not isinstance(before, list) or chance.random() < 0.3:
        return names.tags(chance)
    kept = [tag for tag in before if isinstance(tag, str)]
    if kept and chance.random() < 0.4:
        kept.remove(chance.choice(kept))
    tag = chance.choice(names.TAGS)
    result: list[Json] = [*kept]
    return result if tag in kept else [*result, tag]


def _number(value: Json) -> Json:
    return int(str(value))
