"""The window's composition root: what is made, in which order.

The order serves the first paint. The first screen is read with plain SQL in a thread while Qt
is being imported; SQLAlchemy, NumPy, Pillow and asyncio come after the first tiles stand.
"""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.catalog.folder_lock import is_locked
from desktop_app.catalog.layout import LOCK_FILE
from desktop_app.reopening import Remembered, remember

if TYPE_CHECKING:
    from desktop_app.session import Library

_SWITCH_INTERVAL_S = 0.0002
"""A reader thread needs the interpreter once a row, and whoever paints needs it back after each
call of Qt; at the usual 5 ms a page of 200 rows beside a busy thread takes half a second."""


def run(folder: Path, *, is_sample: bool = False, paths: Sequence[Path] = ()) -> int:
    """Show the window on a library until it is closed.

    Args:
        folder: the library; made when it does not exist.
        is_sample: whether it is the made-up library, to be filled when it is not there yet.
        paths: files and folders to import once the library is open.

    Returns:
        The exit code of the program: 0, also when the window that has the library open already
        took over; 3 when the library cannot be used; 130 when it was asked from outside to end.
    """
    if is_locked(folder / LOCK_FILE):
        from desktop_app.ui import plain_imports  # noqa: PLC0415 - as below
        from desktop_app.ui.single_window import Answer, hand_over  # noqa: PLC0415 - seldom needed

        if hand_over(folder, paths) is Answer.TAKEN:
            return 0
        # Whoever does not answer is waited for in the window, which says so.

    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    with ThreadPoolExecutor(1, thread_name_prefix="lightbox-start") as pool:
        remembering = pool.submit(remember, folder)

        from desktop_app.ui import plain_imports  # noqa: F401, PLC0415 - before all that follows
        from desktop_app.ui.application import Application  # noqa: PLC0415 - beside the reading

        application = Application()
        remembered = remembering.result()
    try:
        while True:
            opened = _Opened(folder, remembered, is_sample=is_sample)
            ended = application.run(folder, remembered, opened.library, paths)
            if ended.next_folder is None:
                return ended.exit_code
            folder, is_sample, paths = ended.next_folder, False, ()
            remembered = remember(folder)
    finally:
        application.close()


class _Opened:
    """Opens one library, in a worker, with what was read of it before the first paint."""

    def __init__(self, folder: Path, remembered: Remembered, *, is_sample: bool) -> None:
        self._folder = folder
        self._remembered = remembered
        self._is_sample = is_sample

    def library(self, progress: Callable[[int, int], None]) -> "Library":
        """Open it; `progress` hears of (done, total) of the assets of a sample."""
        from desktop_app.accounts.known import of_folder  # noqa: PLC0415 - after the first paint
        from desktop_app.session import Library  # noqa: PLC0415 - likewise

        if self._is_sample:
            from desktop_app.sample.making import make_sample  # noqa: PLC0415 - only for the sample

            make_sample(self._folder, progress)
        known = of_folder(self._folder)
        account = None if known is None else known.account
        library = Library(self._folder, account=account, cache=self._remembered.cache)
        library.begin_sync()
        return library
