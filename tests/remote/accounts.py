"""Users of the real stack, signed in through our own client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desktop_app.domain.entities import Json
from desktop_app.domain.ports import SystemClock
from desktop_app.domain.remote import RemoteTable
from desktop_app.remote.account import RemoteAccount, connected
from desktop_app.remote.project import checked_project
from tests.remote.doubles import MemoryStore, uuid
from tests.stack.stack import Stack, StackUser

ASSETS, COLLECTIONS = RemoteTable.ASSETS, RemoteTable.COLLECTIONS


@asynccontextmanager
async def signed_in(
    stack: Stack, user: StackUser | None = None
) -> AsyncIterator[tuple[RemoteAccount, StackUser]]:
    user = user or stack.sign_up()
    project = checked_project(stack.url, stack.publishable_key)
    store = MemoryStore(user.refresh_token)
    async with connected(project, user.id, store, SystemClock()) as account:
        yield account, user


def asset(user: StackUser, number: int, **values: Json) -> dict[str, Json]:
    return {
        "id": own(user, number),
        "asset_type": "image",
        "storage_path": f"{user.id}/{own(user, number)}.png",
        "file_size_bytes": 7,
        "mime_type": "image/png",
        "original_prompt": "a lake",
        "model_used": "sdxl",
        **values,
    }


def own(user: StackUser, number: int) -> str:
    """Return an id that no other test's user has; ordered as the numbers are."""
    return f"{uuid(number)[:24]}{user.id[24:]}"


async def filled(account: RemoteAccount, user: StackUser, count: int) -> None:
    for number in range(1, count + 1):
        row = asset(user, number)
        assert await account.rows.insert(ASSETS, row) is not None
