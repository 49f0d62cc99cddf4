"""Gives a world its loop, its folder and its ids, and leads it through its steps."""

import asyncio
import random
import shutil
import tempfile
import traceback
import uuid
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from tests.sync.simulator import names
from tests.sync.simulator.loop import StalledError, VirtualLoop
from tests.sync.simulator.steps import Step, steps_of
from tests.sync.simulator.world import Outcome, World


class Stage:
    """Holds one world with its loop, so that it can be led step by step from outside."""

    def __init__(self, seed: int, *, is_traced: bool = False) -> None:
        self._loop = VirtualLoop()
        self._folder = Path(tempfile.mkdtemp(prefix="world-", dir=_ground()))
        self._seed = seed
        self._uuids = random.Random(f"{seed} ids")
        self._run(self._make(is_traced=is_traced))

    async def _make(self, *, is_traced: bool) -> None:
        templates = _ground() / "templates"
        self.world = World(self._seed, self._folder, templates, is_traced=is_traced)

    def begin(self) -> None:
        """Make the world."""
        self._run(self.world.begin())

    def take(self, step: Step) -> None:
        """Let one thing happen."""
        self._run(self.world.take(step))

    def play(self, steps: Sequence[Step]) -> None:
        """Let all of it happen, to the end."""
        self._run(self.world.run(steps))

    def end(self) -> None:
        """Let the world come to rest, and check it."""
        self._run(self.world.end())

    def close(self) -> None:
        """Remove what is left of it."""
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        # The ids that the catalog makes follow from the seed, too.
        usual = uuid.uuid4
        uuid.uuid4 = lambda: uuid.UUID(names.uuid_of(self._uuids))
        try:
            self._loop.run_until_complete(work)
        except StalledError:
            self.world.outcome.violations.append(("bounded", "everything waits for something"))
        except Exception as error:  # noqa: BLE001 - a world that breaks is a failing seed
            told = "".join(traceback.format_exception(error))
            self.world.outcome.violations.append(("world", told))
        finally:
            uuid.uuid4 = usual


def run_seed(
    seed: int, *, is_traced: bool = False, left_out: frozenset[int] = frozenset()
) -> Outcome:
    """Run the world of a seed and return what came of it; `left_out`: steps by number."""
    stage = Stage(seed, is_traced=is_traced)
    try:
        stage.play([step for number, step in enumerate(steps_of(seed)) if number not in left_out])
    finally:
        stage.close()
    return stage.world.outcome


_grounds: list[tempfile.TemporaryDirectory[str]] = []


def _ground() -> Path:
    """Return the folder of this process's worlds: in memory, where there is such a place."""
    if not _grounds:
        memory = Path("/dev/shm")  # noqa: S108 - only looked for
        place = memory if memory.is_dir() else None
        _grounds.append(tempfile.TemporaryDirectory(prefix="lightbox-simulator-", dir=place))
    return Path(_grounds[0].name)
