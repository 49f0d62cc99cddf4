"""The window's event loop: Qt's own until the first paint, then asyncio on top of it.

asyncio and qasync are not imported before the first tiles stand on the screen, since that
would cost as much as the window itself.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import qasync  # type: ignore[import-untyped]  # it ships no types
from PySide6.QtWidgets import QApplication


def run(app: QApplication, main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a coroutine function to its end on Qt's event loop; return its exit code."""
    loop = qasync.QEventLoop(app)
    # qasync's own executor keeps Qt threads that it does not join on every path.
    executor = ThreadPoolExecutor(2, thread_name_prefix="lightbox-async")
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    try:
        exit_code: int = loop.run_until_complete(main())
        return exit_code
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
        asyncio.set_event_loop(None)
        loop.close()
