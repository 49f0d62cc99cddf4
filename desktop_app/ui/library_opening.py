"""Opening the library while its window stands already.

A process that holds the library and has a window gets what this one was asked for. One without
a window, such as a command at work, is waited for: the window says so, and opens the library as
soon as it is free.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.catalog.folder_lock import is_locked
from desktop_app.catalog.layout import LOCK_FILE
from desktop_app.domain.errors import LightboxError
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.single_window import EXIT_REFUSED, Answer, hand_over, tell_refused
from desktop_app.ui.tasks import Lane, Workers

if TYPE_CHECKING:
    from desktop_app.session import Library

logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Opened:
    """How the opening ended.

    Attributes:
        library: open, or None.
        exit_code: of the program, if it ends with this.
        is_left_to_first: another window has taken over; this one is not needed.
    """

    library: "Library | None" = None
    exit_code: int = 0
    is_left_to_first: bool = False


class LibraryOpening:
    """Opens one library for one window."""

    def __init__(
        self,
        folder: Path,
        window: MainWindow,
        workers: Workers,
        open_library: Callable[[], "Library"],
    ) -> None:
        """`open_library` is called in a worker, and again when the library is free at last."""
        self._folder = folder
        self._window = window
        self._workers = workers
        self._open_library = open_library

    async def run(self, paths: Sequence[Path], closed: asyncio.Event) -> Opened:
        """Open it, or say in the window why not.

        Args:
            paths: what this start was asked to import; goes to the window that is first.
            closed: set when the user has closed the window.
        """
        while True:
            opening = self._workers.pool(Lane.LONG).submit(self._open_library)
            try:
                library: Library = await asyncio.wrap_future(opening)
            except LightboxError as error:
                if await self._is_left_to_first(error, paths):
                    return Opened(is_left_to_first=True)
                logger.warning("The library cannot be opened: %s", error)
                tell_refused(error)
                self._window.show_unopened(error)
                if error.code != "catalog.in_use" or not await self._is_freed(closed):
                    return Opened(exit_code=EXIT_REFUSED)
            else:
                return Opened(library)
            self._window.show_loading()

    async def _is_left_to_first(self, error: LightboxError, paths: Sequence[Path]) -> bool:
        """Whether another window, started in the same moment, has opened the library instead."""
        if error.code != "catalog.in_use":
            return False
        asking = asyncio.get_running_loop().run_in_executor(None, hand_over, self._folder, paths)
        return await asking is Answer.TAKEN

    async def _is_freed(self, closed: asyncio.Event) -> bool:
        """Wait until nobody holds the library; False when the window is closed before."""
        loop, lock = asyncio.get_running_loop(), self._folder / LOCK_FILE
        waiting = asyncio.ensure_future(closed.wait())
        try:
            while not closed.is_set():
                if not await loop.run_in_executor(None, is_locked, lock):
                    return True
                await asyncio.wait({waiting}, timeout=_LOOK_EVERY_S)
        finally:
            waiting.cancel()
        return False
