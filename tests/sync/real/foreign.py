"""Everybody who is not Lightbox: other clients of the same user, jobs, an administrator.

They leave ``updated_at`` alone or write a clock of their own, write whole columns, delete rows
without a trace, keep transactions open for long, and change the schema while everything runs.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Json
from tests.stack.rows import asset_row
from tests.stack.settings import Kind
from tests.stack.stack import Stack, StackUser
from tests.sync.simulator import names

Within = psycopg.Connection[DictRow]

_LOCK_MS: Final = 60
_HOT: Final = 0.4
_DROPPED: Final[Mapping[str, str]] = {
    "content_category": "text default 'general'",
    "duration_seconds": "numeric",
}
_RENAMED: Final = ("custom_title", "caption")
_ADDED: Final = "mood"


class Foreigner:
    """Changes the rows of one user; what somebody else holds is left alone."""

    def __init__(self, stack: Stack, user_id: str) -> None:
        self._stack = stack
        self._user_id = user_id
        self._quick = self._connection()
        self._slow: list[Within] = []
        unlisted = "unlisted" if stack.kind is Kind.WILD else "shared"
        self._visibilities = ("private", unlisted, "public")

    def close(self) -> None:
        """Take back what is not committed, and go."""
        for connection in (self._quick, *self._slow):
            connection.close()

    def fill(self, chance: Random, assets: int, collections: int) -> None:
        """Make the rows that were there before anybody looked."""
        for _ in range(collections):
            self._in_one(lambda within: self._new_collection(chance, within))
        for _ in range(assets):
            self._in_one(lambda within: self._job_done(chance, within))

    def act(self, chance: Random) -> str:
        """Do one thing in one transaction; return what."""
        kinds: dict[Callable[[Random, Within], str], int] = {
            self._edit: 12, self._job_done: 4, self._delete: 3, self._collection: 4,
            self._many: 2, self._delete_many: 1, self._bump: 2,
        }  # fmt: skip
        act = chance.choices(list(kinds), list(kinds.values()))[0]
        return self._in_one(lambda within: act(chance, within))

    def edit(self, chance: Random, uuid: str, column: Column) -> str:
        """Change one column of one asset, if it is there and nobody holds it."""
        return self._in_one(
            lambda within: self._write(
                within, uuid, {str(column): self._value(chance, str(column), uuid, within)}
            )
        )

    def act_slowly(self, chance: Random) -> str:
        """Change rows in a transaction that ends much later."""
        connection = self._connection()
        try:
            told = self._many(chance, connection)
            told += "; " + self._job_done(chance, connection)
        except psycopg.Error as error:
            connection.close()
            return f"slowly: refused: {error}"
        self._slow.append(connection)
        return f"slowly: {told}"

    def end_slow(self, *, is_kept: bool) -> str:
        """End the transactions that are open."""
        for connection in self._slow:
            if is_kept:
                connection.commit()
            connection.close()
        count = len(self._slow)
        self._slow.clear()
        return f"{count} slow transactions {'commit' if is_kept else 'are undone'}"

    # --- the schema

    def change_schema(self, chance: Random) -> str:
        """Add, drop or rename a column of the assets."""
        kind = chance.choice(("add", "drop", "rename"))
        if kind == "add":
            statement = f"ADD COLUMN IF NOT EXISTS {_ADDED} text DEFAULT 'calm'"
        elif kind == "drop":
            statement = f"DROP COLUMN IF EXISTS {chance.choice(list(_DROPPED))}"
        else:
            statement = f"RENAME COLUMN {_RENAMED[0]} TO {_RENAMED[1]}"
        return self._in_one(lambda within: self._alter(within, statement))

    def mend_schema(self, user: StackUser) -> None:
        """Make the tables again what they were; each row that has lost something is new to all."""
        there = {
            line["column_name"]
            for line in self._stack.sql(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = 'user_library'"
            )
        }
        statements = [
            f"ADD COLUMN {name} {kind}" for name, kind in _DROPPED.items() if name not in there
        ]
        if _ADDED in there:
            statements.append(f"DROP COLUMN {_ADDED}")
        if _RENAMED[1] in there:
            statements.append(f"RENAME COLUMN {_RENAMED[1]} TO {_RENAMED[0]}")
        if not statements:
            return
        for statement in statements:
            self._alter(self._quick, statement)
        # A column that comes or goes changes no row's version.
        self._quick.execute(
            "UPDATE public.user_library SET original_prompt = original_prompt WHERE user_id = %s",
            [self._user_id],
        )
        self._quick.commit()
        self._wait_for_schema(user)

    def _alter(self, within: Within, statement: str) -> str:
        within.execute(f"ALTER TABLE public.user_library {statement}".encode())
        within.execute("NOTIFY pgrst, 'reload schema'")
        return statement

    def _wait_for_schema(self, user: StackUser) -> None:
        """Wait until PostgREST has read the schema anew."""
        columns = ",".join((_RENAMED[0], *_DROPPED))
        while True:
            answer = self._stack.http.patch(
                f"/rest/v1/user_library?id=is.null&select={columns}",
                json={_RENAMED[0]: None, **dict.fromkeys(_DROPPED)},
                headers={**self._stack.headers(user), "prefer": "return=representation"},
            )
            if answer.status_code == 200:
                return

    # --- single acts

    def _edit(self, chance: Random, within: Within) -> str:
        uuid = self._any(chance, within)
        columns = ["tags"] * 3 + ["custom_title"] * 2 + [
            "is_favorite", "visibility", "content_category", "collection_id", "roleplay_metadata",
            "roleplay_metadata", "original_prompt", "storage_path",
        ]  # fmt: skip
        column = chance.choice(columns)
        values = {column: self._value(chance, column, uuid, within)}
        told = self._write(within, uuid, values)
        drawn = chance.random()
        if drawn < 0.5:
            within.execute(
                "UPDATE public.user_library SET updated_at = now() - %s * interval '1 year'"
                " WHERE id = %s",
                [int(drawn < 0.25), uuid],
            )
        return told

    def _many(self, chance: Random, within: Within) -> str:
        column = chance.choice(("tags", "custom_title", "is_favorite", "visibility"))
        told = []
        for uuid in sorted({self._any(chance, within) for _ in range(chance.randint(1, 5))}):
            values = {column: self._value(chance, column, uuid, within)}
            told.append(self._write(within, uuid, values))
        return "; ".join(told)

    def _bump(self, chance: Random, within: Within) -> str:
        uuid = self._any(chance, within)
        within.execute("UPDATE public.user_library SET tags = tags WHERE id = %s", [uuid])
        return f"touches {uuid}"

    def _delete(self, chance: Random, within: Within) -> str:
        uuid = self._any(chance, within)
        within.execute("DELETE FROM public.user_library WHERE id = %s", [uuid])
        return f"deletes {uuid}"

    def _delete_many(self, chance: Random, within: Within) -> str:
        part = "" if chance.random() < 0.4 else " AND id < '80000000-0000-0000-0000-000000000000'"
        within.execute(
            f"DELETE FROM public.user_library WHERE user_id = %s{part}".encode(),  # noqa: S608
            [self._user_id],
        )
        return f"deletes many{part}"

    def _job_done(self, chance: Random, within: Within) -> str:
        uuid = names.uuid_of(chance)
        key = f"{self._user_id}/{uuid}.png"
        row = asset_row(
            self._user_id,
            id=uuid,
            storage_path=chance.choice((key, key, f"user-library/{key}", f"https://x.test/{key}")),
            file_size_bytes=chance.choice((0, 1_000)),
            original_prompt=chance.choice(names.TITLES),
            generation_seed=chance.choice((None, 42, 2**62 + 1)),
            tags=names.tags(chance),
            is_favorite=chance.random() < 0.5,
            roleplay_metadata=names.roleplay(chance),
        )
        columns = sql.SQL(", ").join(map(sql.Identifier, row))
        places = sql.SQL(", ").join(sql.Placeholder() * len(row))
        within.execute(
            sql.SQL("INSERT INTO public.user_library ({}) VALUES ({})").format(columns, places),
            [_sent(value) for value in row.values()],
        )
        return f"new asset {uuid}"

    def _collection(self, chance: Random, within: Within) -> str:
        uuid = self._any_collection(chance, within)
        if uuid is None or chance.random() < 0.3:
            return self._new_collection(chance, within)
        if chance.random() < 0.4:
            within.execute("DELETE FROM public.user_collections WHERE id = %s", [uuid])
            return f"deletes collection {uuid}"
        name = chance.choice(names.COLLECTION_NAMES)
        within.execute("UPDATE public.user_collections SET name = %s WHERE id = %s", [name, uuid])
        return f"collection {uuid} becomes {name}"

    def _new_collection(self, chance: Random, within: Within) -> str:
        name = chance.choice(names.COLLECTION_NAMES)
        within.execute(
            "INSERT INTO public.user_collections (id, user_id, name) VALUES (%s, %s, %s)",
            [names.uuid_of(chance), self._user_id, name],
        )
        return f"new collection {name}"

    # --- inside

    def _connection(self) -> Within:
        connection = self._stack.connect(is_autocommit=False)
        connection.execute(f"SET lock_timeout = {_LOCK_MS}".encode())
        connection.commit()
        return connection

    def _in_one(self, act: Callable[[Within], str]) -> str:
        try:
            told = act(self._quick)
            self._quick.commit()
        except psycopg.Error as error:
            self._quick.rollback()
            return f"refused: {str(error).splitlines()[0]}"
        return told

    def _write(self, within: Within, uuid: str, values: Mapping[str, Json]) -> str:
        sets = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(one)) for one in values)
        within.execute(
            sql.SQL("UPDATE public.user_library SET {} WHERE id = %s").format(sets),
            [*map(_sent, values.values()), uuid],
        )
        return f"{uuid} {dict(values)}"

    def _value(self, chance: Random, column: str, uuid: str, within: Within) -> Json:
        makers: dict[str, Callable[[], Json]] = {
            "tags": lambda: self._tags_after(chance, uuid, within),
            "is_favorite": lambda: chance.random() < 0.5,
            "visibility": lambda: chance.choice(self._visibilities),
            "content_category": lambda: chance.choice(names.CATEGORIES),
            "collection_id": lambda: self._any_collection(chance, within),
            "roleplay_metadata": lambda: names.roleplay(chance),
            "storage_path": lambda: f"{self._user_id}/elsewhere-{uuid}.png",
        }
        return makers.get(column, lambda: chance.choice(names.TITLES))()

    def _tags_after(self, chance: Random, uuid: str, within: Within) -> Json:
        """Return the list as a client writes it that has read it: one more, one less, or new."""
        found = within.execute(
            "SELECT tags FROM public.user_library WHERE id = %s", [uuid]
        ).fetchone()
        before = None if found is None else found["tags"]
        if not isinstance(before, list) or chance.random() < 0.3:
            return names.tags(chance)
        kept: list[Json] = [tag for tag in before if isinstance(tag, str)]
        if kept and chance.random() < 0.4:
            del kept[chance.randrange(len(kept))]
        tag = chance.choice(names.TAGS)
        return kept if tag in kept else [*kept, tag]

    def _any(self, chance: Random, within: Within) -> str:
        rows = within.execute(
            "SELECT id FROM public.user_library WHERE user_id = %s ORDER BY id", [self._user_id]
        ).fetchall()
        ids = [str(row["id"]) for row in rows]
        if chance.random() < _HOT:
            written = within.execute(
                "SELECT id FROM books.line WHERE user_id = %s ORDER BY seq DESC LIMIT 3",
                [self._user_id],
            ).fetchall()
            recent = {str(row["id"]) for row in written}
            ids = [one for one in ids if one in recent] or ids
        return chance.choice(ids or [names.uuid_of(chance)])

    def _any_collection(self, chance: Random, within: Within) -> str | None:
        rows = within.execute(
            "SELECT id FROM public.user_collections WHERE user_id = %s ORDER BY id",
            [self._user_id],
        ).fetchall()
        return str(chance.choice(rows)["id"]) if rows else None


def _sent(value: Any) -> Any:  # noqa: ANN401 - whatever PostgreSQL takes
    return Jsonb(value) if isinstance(value, dict) else value
