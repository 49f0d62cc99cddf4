"""Runs several coroutines at once, all or none."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

from desktop_app.domain.remote import RemoteError


async def together(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Wait for all; when one fails the others are cancelled, and its exception is raised.

    Of several failures a bug goes before what the server did.
    """
    failures: list[BaseException] = []
    try:
        async with asyncio.TaskGroup() as group:
            for coroutine in work:
                group.create_task(coroutine)
    except BaseExceptionGroup as failed:
        failures = sorted(failed.exceptions, key=lambda one: isinstance(one, RemoteError))
    if failures:
        raise failures[0]
