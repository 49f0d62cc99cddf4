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
from desktop_app.reopening import remember

if TYPE_CHECKING:
    from desktop_app.session import Library

_SWITCH_INTERVAL_S = 0.0005
"""A reader thread needs the interpreter once a row; at the usual 5 ms a page of 200 rows beside a
busy thread takes half a second."""


def run(folder: Path, *, is_sample: bool = False, paths: Sequence[Path] = ()) -> int:
    """Show the window on a library until it is closed.

    Args:
        folder: the library; made when it does not exist.
        is_sample: whether it is the made-up library, to be filled when it is not there yet.
        paths: files and folders to import once the library is open.

    Returns:
        The exit code of the program: 0, also when the window that has the library open already
        took over; 3 when the library cannot be used.
    """
    if is_locked(folder / LOCK_FILE):
        from desktop_app.ui import plain_imports  # noqa: PLC0415 - as below
        from desktop_app.ui.single_window import leave_to_first  # noqa: PLC0415 - seldom needed

        exit_code = leave_to_first(folder, paths)
        if exit_code is not None:
            return exit_code

    def open_library(progress: Callable[[int, int], None]) -> "Library":
        from desktop_app.session import Library  # noqa: PLC0415 - after the first paint

        if is_sample:
            from desktop_app.sample.making import make_sample  # noqa: PLC0415 - only for the sample

            make_sample(folder, progress)
        return Library(folder, cache=remembered.cache)

    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    with ThreadPoolExecutor(1, thread_name_prefix="lightbox-start") as pool:
        remembering = pool.submit(remember, folder)

        from desktop_app.ui import plain_imports  # noqa: F401, PLC0415 - before all that follows
        from desktop_app.ui.application import Application  # noqa: PLC0415 - beside the reading

        application = Application()
        remembered = remembering.result()
        return application.run(folder, remembered, open_library, paths)
