"""Connections of the stack's own servers to the cluster, and who speaks through them."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

Cursor = psycopg.AsyncCursor[DictRow]
Claims = Mapping[str, Any]
"""What a token says of who sends it."""


class Database:
    """A few connections, made when needed, handed out for one transaction at a time.

    Attributes:
        conninfo: how they connect.
    """

    def __init__(self, conninfo: str, *, most: int = 8) -> None:
        self.conninfo = conninfo
        self._room = asyncio.Semaphore(most)
        self._idle: list[psycopg.AsyncConnection[DictRow]] = []

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[Cursor]:
        """Give a transaction of the superuser."""
        async with self._room:
            connection = self._idle.pop() if self._idle else await self._connect()
            try:
                async with connection.transaction(), connection.cursor() as cursor:
                    yield cursor
            finally:
                if connection.closed:
                    await connection.close()
                else:
                    self._idle.append(connection)

    @asynccontextmanager
    async def caller(self, claims: Claims) -> AsyncIterator[Cursor]:
        """Give a transaction of whoever sent a token, row-level security applied."""
        async with self.admin() as cursor:
            await become(cursor, claims)
            yield cursor

    async def close(self) -> None:
        """Close the connections that are idle."""
        while self._idle:
            await self._idle.pop().close()

    async def _connect(self) -> psycopg.AsyncConnection[DictRow]:
        return await psycopg.AsyncConnection.connect(
            self.conninfo, autocommit=True, row_factory=dict_row
        )


async def become(cursor: Cursor, claims: Claims) -> None:
    """Go on in this transaction as whoever sent a token, as PostgREST does it."""
    role = claims.get("role", "anon")
    await cursor.execute(
        "select set_config('request.jwt.claims', %s, true)", [json.dumps(dict(claims))]
    )
    await cursor.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
