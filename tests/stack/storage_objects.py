"""The rows of storage.objects, and whether whoever asks may touch them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.stack.database import Claims, Database
from tests.stack.storage_answers import Row, no_bucket, no_object, too_large
from tests.stack.storage_bodies import Upload

_INSERT = """
    insert into storage.objects (bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (%s, %s, %s, %s, %s, %s, %s)
"""
_REPLACE = """
    on conflict (bucket_id, name) do update
    set owner = excluded.owner, owner_id = excluded.owner_id, version = excluded.version,
        metadata = excluded.metadata, user_metadata = excluded.user_metadata, updated_at = now()
"""
_COLUMNS = {"name", "updated_at", "created_at", "last_accessed_at"}


class Objects:
    """Objects and the files behind them.

    Attributes:
        folder: holds the files, named by their versions.
        largest_bytes: the project's limit.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self.folder = folder
        self.largest_bytes = 0
        self._database = database
        folder.mkdir(mode=0o700)

    def path(self, version: str) -> Path:
        """Return where the bytes of a version are."""
        return self.folder / version

    def new_version(self) -> str:
        """Return a name for bytes to come."""
        return str(uuid4())

    async def bucket(self, bucket: str) -> Row:
        """Return a bucket's settings, whoever asks.

        Raises:
            StorageError: there is none.
        """
        async with self._database.admin() as cursor:
            await cursor.execute("select * from storage.buckets where id = %s", [bucket])
            row = await cursor.fetchone()
        if row is None:
            raise no_bucket()
        return row

    async def limit(self, bucket: Row) -> int:
        """Return how many bytes an object of a bucket may have."""
        return min(bucket["file_size_limit"] or self.largest_bytes, self.largest_bytes)

    async def check_may_write(
        self, claims: Claims, bucket: str, name: str, *, is_upsert: bool
    ) -> None:
        """Try to add the row as whoever asks, and take it back.

        Raises:
            psycopg.Error: the policies refuse it, or the object is there already.
        """
        values = [bucket, name, *_owner(claims), "1", Jsonb({}), None]
        async with self._database.caller(claims) as cursor:
            await cursor.execute((_INSERT + _REPLACE if is_upsert else _INSERT), values)
            raise psycopg.Rollback

    async def complete(
        self, claims: Claims, bucket: str, name: str, version: str, upload: Upload
    ) -> str:
        """Add the row of bytes that have arrived; return its id."""
        if upload.size_bytes > self.largest_bytes:
            raise too_large()
        facts = {
            "eTag": upload.etag,
            "size": upload.size_bytes,
            "mimetype": upload.mime_type,
            "cacheControl": upload.cache_control,
            "lastModified": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "contentLength": upload.size_bytes,
            "httpStatusCode": 200,
        }
        values = [
            *(bucket, name, *_owner(claims), version, Jsonb(facts)),
            Jsonb(upload.user_metadata or {}),
        ]
        async with self._database.admin() as cursor:
            await cursor.execute(
                "select version from storage.objects where bucket_id = %s and name = %s for update",
                [bucket, name],
            )
            before = await cursor.fetchone()
            await cursor.execute(_INSERT + _REPLACE + " returning id", values)
            row = await cursor.fetchone()
        if before is not None:
            self.path(before["version"]).unlink(missing_ok=True)
        if row is None:
            raise no_object()
        return str(row["id"])

    async def find(self, claims: Claims | None, bucket: str, name: str) -> Row:
        """Return an object that whoever asks may see; everything without claims.

        Raises:
            StorageError: there is none for them.
        """
        rows = await self.find_all(claims, bucket, [name])
        if not rows:
            raise no_object()
        return rows[0]

    async def find_all(
        self, claims: Claims | None, bucket: str, names: Sequence[str]
    ) -> Sequence[Row]:
        """Return those of these objects that whoever asks may see."""
        query = "select * from storage.objects where bucket_id = %s and name = any(%s)"
        who = self._database.admin() if claims is None else self._database.caller(claims)
        async with who as cursor:
            await cursor.execute(query, [bucket, list(names)])
            return await cursor.fetchall()

    async def remove(self, claims: Claims, bucket: str, names: Sequence[str]) -> Sequence[Row]:
        """Remove those of these objects that whoever asks may remove; return them."""
        async with self._database.caller(claims) as cursor:
            await cursor.execute(
                "delete from storage.objects where bucket_id = %s and name = any(%s) returning *",
                [bucket, list(names)],
            )
            rows = await cursor.fetchall()
        for row in rows:
            self.path(row["version"]).unlink(missing_ok=True)
        return rows

    async def listing(self, claims: Claims, bucket: str, body: dict[str, Any]) -> Sequence[Row]:
        """Return what is right under a folder: folders, with a null id, and objects."""
        prefix = str(body.get("prefix") or "")
        if prefix and not prefix.endswith("/"):
            prefix += "/"
        sort = body.get("sortBy") or {}
        column = sort.get("column", "name")
        query = sql.SQL(
            """with below as (
                   select substring(name from {start}) as rest, * from storage.objects
                   where bucket_id = {bucket} and starts_with(lower(name), lower({prefix}))
               ), entries as (
                   select distinct on (split_part(rest, '/', 1)) split_part(rest, '/', 1) as name,
                          null::uuid as id, null::timestamptz as updated_at,
                          null::timestamptz as created_at, null::timestamptz as last_accessed_at,
                          null::jsonb as metadata
                   from below where strpos(rest, '/') > 0
                   union all
                   select rest, id, updated_at, created_at, last_accessed_at, metadata
                   from below where strpos(rest, '/') = 0
               )
               select * from entries where starts_with(lower(name), lower({search}))
               order by id is not null, {column} {order} limit {limit} offset {offset}"""
        ).format(
            start=len(prefix) + 1,
            bucket=bucket,
            prefix=prefix,
            search=str(body.get("search") or ""),
            column=sql.Identifier(column if column in _COLUMNS else "name"),
            order=sql.SQL("desc" if sort.get("order") == "desc" else "asc"),
            limit=int(body.get("limit") or 100),
            offset=int(body.get("offset") or 0),
        )
        async with self._database.caller(claims) as cursor:
            await cursor.execute(query)
            return await cursor.fetchall()

    async def buckets(self, claims: Claims, bucket: str | None) -> Sequence[Row]:
        """Return the buckets that whoever asks may see."""
        async with self._database.caller(claims) as cursor:
            await cursor.execute(
                "select * from storage.buckets where %s::text is null or id = %s order by id",
                [bucket, bucket],
            )
            return await cursor.fetchall()


def _owner(claims: Claims) -> tuple[UUID | None, str | None]:
    who = claims.get("sub")
    return (None, None) if who is None else (UUID(who), who)
