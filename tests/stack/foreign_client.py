"""Somebody else who edits the same library, in the ways of the wild.

Tags change without `updated_at`, titles come with a clock that is wrong, rows appear before their
files, whole batches change in transactions that take their time, and things are deleted for good.
"""

import random
import uuid
from collections.abc import Callable
from contextlib import suppress

import psycopg

from tests.stack.rows import asset_row
from tests.stack.stack import Stack

Edit = Callable[[], str]


class ForeignClient:
    """Makes one edit a step, the same ones for the same seed and rows."""

    def __init__(self, stack: Stack, user_id: str, *, seed: int = 0) -> None:
        self._stack = stack
        self._user_id = user_id
        self._random = random.Random(seed)
        self._connection = stack.connect(is_autocommit=False)
        self._edits: dict[str, tuple[int, Edit]] = {
            "tag": (6, self._tag),
            "title": (4, self._title),
            "favorite": (3, self._favorite),
            "insert": (3, self._insert),
            "delete": (1, self._delete),
            "batch": (1, self._batch),
            "collection": (1, self._collection),
        }

    def close(self) -> None:
        """Close its connection; what it has not committed is taken back."""
        self._connection.close()

    def step(self) -> str:
        """Make one edit and commit it; return what it was, for people."""
        names = list(self._edits)
        weights = [self._edits[name][0] for name in names]
        edit = self._edits[self._random.choices(names, weights)[0]][1]
        with suppress(psycopg.Error):
            told = edit()
            self._connection.commit()
            return told
        self._connection.rollback()
        return "an edit that the server refused"

    def _row(self) -> object:
        """Return the id of some row, or None when there is none."""
        number = uuid.UUID(int=self._random.getrandbits(128))
        found = self._connection.execute(
            """(select id, 1 as rank from user_library where user_id = %s and id >= %s
                order by id limit 1)
               union all
               (select id, 2 from user_library where user_id = %s order by id limit 1)
               order by rank limit 1""",
            [self._user_id, number, self._user_id],
        ).fetchone()
        return None if found is None else found["id"]

    def _tag(self) -> str:
        tag = self._random.choice(["web", "role:villain", "Sunset", "checked"])
        row = self._row()
        self._connection.execute(
            "update user_library set tags = array_append(array_remove(tags, %s), %s) where id = %s",
            [tag, tag, row],
        )
        return f"tagged {row} “{tag}”"

    def _title(self) -> str:
        row = self._row()
        self._connection.execute(
            """update user_library set custom_title = %s, updated_at = now() - interval '1 year'
               where id = %s""",
            [f"From the web {self._random.randrange(1000)}", row],
        )
        return f"gave {row} a title, by a clock a year behind"

    def _favorite(self) -> str:
        row = self._row()
        self._connection.execute(
            "update user_library set is_favorite = not is_favorite where id = %s", [row]
        )
        return f"changed whether {row} is a favorite"

    def _insert(self) -> str:
        number = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        row = asset_row(self._user_id, id=number, original_prompt=f"made by a job, {number[:8]}")
        self._connection.execute(
            """insert into user_library (id, user_id, asset_type, storage_path, file_size_bytes,
                                         mime_type, original_prompt, model_used)
               values (%(id)s, %(user_id)s, %(asset_type)s, %(storage_path)s,
                       %(file_size_bytes)s, %(mime_type)s, %(original_prompt)s,
                       %(model_used)s)""",
            row,
        )
        return f"inserted {number}, whose file is not there yet"

    def _delete(self) -> str:
        row = self._row()
        self._connection.execute("delete from user_library where id = %s", [row])
        return f"deleted {row}"

    def _batch(self) -> str:
        row = self._row()
        changed = self._connection.execute(
            """update user_library set content_category = %s where id in (
                   select id from user_library where user_id = %s and id >= %s
                   order by id limit 20)""",
            [self._random.choice(["general", "landscape", "portrait"]), self._user_id, row],
        )
        return f"moved {changed.rowcount} rows to another category at once"

    def _collection(self) -> str:
        found = self._connection.execute(
            "select id from user_collections where user_id = %s order by id", [self._user_id]
        ).fetchall()
        if len(found) > 3:
            gone = self._random.choice(found)["id"]
            self._connection.execute("delete from user_collections where id = %s", [gone])
            return f"deleted the collection {gone}; its rows are in none now"
        name = f"Web {self._random.randrange(1000)}"
        self._connection.execute(
            "insert into user_collections (user_id, name) values (%s, %s)", [self._user_id, name]
        )
        return f"made the collection “{name}”"
