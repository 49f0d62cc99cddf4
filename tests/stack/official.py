"""The official Python client, made the way that leaves nothing open behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from supabase import AsyncClient, AsyncClientOptions, acreate_client

from tests.stack.stack import Stack, StackUser


@asynccontextmanager
async def official_client(
    stack: Stack, user: StackUser | None = None
) -> AsyncIterator[AsyncClient]:
    """Give a client of a project, signed in if a user is given, and close all of it."""
    async with httpx.AsyncClient(timeout=20) as http:
        options = AsyncClientOptions(httpx_client=http, auto_refresh_token=False, flow_type="pkce")
        client = await acreate_client(stack.url, stack.anon_key, options)
        if user is not None:
            await client.auth.set_session(user.access_token, user.refresh_token)
        try:
            yield client
        finally:
            await client.remove_all_channels()
