"""Who works in the background lets the window go first."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_app.background import stand_back


@pytest.mark.skipif(sys.platform != "linux", reason="niceness belongs to a process there")
def test_only_the_thread_that_says_so_stands_back() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()
    with ThreadPoolExecutor(1, initializer=stand_back) as behind, ThreadPoolExecutor(1) as beside:
        assert behind.submit(niceness).result() > before
        assert beside.submit(niceness).result() == before
    assert niceness() == before
