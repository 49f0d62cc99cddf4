"""Progress of a worker as the main thread hears of it."""

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.activity.progress_relay import ProgressRelay


def test_the_newest_arrives_on_the_main_thread(qtbot: QtBot) -> None:
    owner = QObject()
    relay = ProgressRelay(owner)
    heard: list[tuple[object, object, threading.Thread]] = []
    relay.arrived.connect(
        lambda work, progress: heard.append((work, progress, threading.current_thread()))
    )

    def copy() -> None:
        for done in range(100):
            relay.send("copying", done)

    with qtbot.waitSignal(relay.arrived):
        worker = threading.Thread(target=copy)
        worker.start()
        worker.join()

    assert heard == [("copying", 99, threading.main_thread())]


def test_after_a_while_there_is_more(qtbot: QtBot) -> None:
    owner = QObject()
    relay = ProgressRelay(owner)
    heard: list[object] = []
    relay.arrived.connect(lambda _work, progress: heard.append(progress))
    relay.send("copying", 1)
    qtbot.waitUntil(lambda: heard == [1])

    def is_told() -> bool:
        relay.send("copying", 2)
        return len(heard) > 1

    qtbot.waitUntil(is_told)
    assert heard == [1, 2]
