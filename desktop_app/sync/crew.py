"""Pieces of work that are under way together, each under a name of its own."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Iterator
from typing import Any, Generic, TypeVar

N = TypeVar("N", bound=Hashable)


class Crew(Generic[N]):
    """Runs work until it is over, or called off."""

    def __init__(self, finished: Callable[[], None]) -> None:
        """Begin without any; `finished` is called whenever one is over."""
        self._finished = finished
        self._tasks: dict[N, asyncio.Task[None]] = {}

    def __iter__(self) -> Iterator[N]:
        """Return what is under way."""
        return iter(tuple(self._tasks))

    def __len__(self) -> int:
        """Return how much is under way."""
        return len(self._tasks)

    def __contains__(self, name: object) -> bool:
        """Whether this is under way."""
        return name in self._tasks

    def start(self, name: N, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin, unless it is under way already."""
        if name not in self._tasks:
            self._tasks[name] = task = asyncio.create_task(work())
            task.add_done_callback(lambda _task: self._finished())

    def cancel(self, name: N) -> None:
        """Call one off."""
        self._tasks[name].cancel()

    def reap(self) -> None:
        """Forget what is over; an exception of one of them is raised."""
        for name, task in tuple(self._tasks.items()):
            if task.done():
                del self._tasks[name]
                if not task.cancelled() and (error := task.exception()) is not None:
                    raise error

    async def stop(self) -> None:
        """Call everything off, and wait until it is over."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.exception()  # what else goes wrong while all ends is of no use to anybody
        self._tasks.clear()
