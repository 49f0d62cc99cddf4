import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ImportProblem, ImportProgress
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.errors import CatalogError, LightboxError
from desktop_app.ui.activity.import_controller import MOST_UNASKED, ImportController
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.robots.activity import ImportSheetRobot
from tests.ui.activity.fakes import FakeImporter, plan_of

PROBLEM = ImportProblem("/home/a/notes.txt", "import.not_media")
FILES = [Path("a.png"), Path("b.png")]


class Imports:
    """A controller and everything it said."""

    def __init__(self, theme: Theme, workers: Workers, window: QWidget) -> None:
        self.controller = ImportController(theme, workers, window)
        self.progress: list[ImportProgress] = []
        self.finished: list[ImportProgress] = []
        self.failed: list[LightboxError] = []
        self.problem_counts: list[int] = []
        self.waiting_counts: list[int] = []
        self.told: list[str] = []
        self.heard_in: set[str] = set()
        self.controller.progressed.connect(self._on_progressed)
        self.controller.finished.connect(self.finished.append)
        self.controller.failed.connect(self.failed.append)
        self.controller.problems_changed.connect(self.problem_counts.append)
        self.controller.waiting_changed.connect(self.waiting_counts.append)
        self.controller.told.connect(self.told.append)

    def _on_progressed(self, progress: ImportProgress) -> None:
        self.progress.append(progress)
        self.heard_in.add(threading.current_thread().name)

    def attach(self, importer: FakeImporter) -> FakeImporter:
        self.controller.attach(importer)  # type: ignore[arg-type]
        return importer

    @property
    def sheet(self) -> ImportSheetRobot:
        assert self.controller.sheet is not None
        return ImportSheetRobot(self.controller.sheet)


@pytest.fixture
def imports(theme: Theme, workers: Workers, window: QWidget) -> Iterator[Imports]:
    made = Imports(theme, workers, window)
    yield made
    made.controller.close_tasks()


def test_a_few_plain_files_come_in_without_a_question(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(MOST_UNASKED)))
    imports.controller.import_paths(FILES, CollectionId("c"))
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert importer.runs == [{"keep_duplicates": False, "reference": False, "collection_id": "c"}]
    assert imports.finished[0].added == MOST_UNASKED
    assert imports.progress[0].total == 0
    assert imports.progress[-1].is_finished
    assert all("lightbox-long" in name for name in importer.threads)
    assert imports.heard_in == {threading.main_thread().name}
    assert not imports.controller.is_busy


@pytest.mark.parametrize(
    "plan",
    [
        plan_of(MOST_UNASKED + 1),
        plan_of(2, duplicates=1),
        plan_of(2, problems=[PROBLEM]),
        plan_of(0),
    ],
    ids=["many", "duplicates", "problems", "nothing"],
)
def test_where_there_is_something_to_decide_a_sheet_asks(
    imports: Imports, qtbot: QtBot, plan: object
) -> None:
    importer = imports.attach(FakeImporter(plan))  # type: ignore[arg-type]
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    assert importer.runs == []


def test_a_folder_is_asked_about(imports: Imports, qtbot: QtBot, tmp_path: Path) -> None:
    imports.attach(FakeImporter(plan_of(2)))
    imports.controller.import_paths([tmp_path])
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)


def test_the_sheet_says_what_will_be_found_again(imports: Imports, qtbot: QtBot) -> None:
    plan = plan_of(2)
    lost = replace(plan, files=tuple(replace(file, is_lost=True) for file in plan.files))
    imports.attach(FakeImporter(replace(lost, problems=(PROBLEM,))))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    assert "2 missing originals found again" in imports.sheet.texts
    assert imports.sheet.buttons == ["Cancel", "Import 2"]


def test_the_sheet_says_what_will_come_in_and_what_not(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(30, duplicates=4, problems=[PROBLEM])))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    sheet = imports.sheet
    assert "26 images and videos · 26.0 MB" in sheet.texts
    assert "4 files already in the library" in sheet.texts
    assert sheet.listed_problems == 1
    assert sheet.buttons == ["Cancel", "Import 26"]
    sheet.choose("Keep both")
    assert "30 images and videos · 30.0 MB" in sheet.texts
    sheet.choose("Leave them where they are")
    sheet.press("Import")
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert importer.runs == [{"keep_duplicates": True, "reference": True, "collection_id": None}]
    assert imports.controller.sheet is None


def test_only_duplicates_leave_nothing_to_import_unless_both_are_kept(
    imports: Imports, qtbot: QtBot
) -> None:
    imports.attach(FakeImporter(plan_of(2, duplicates=2)))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    assert imports.sheet.buttons == ["Cancel"]
    imports.sheet.choose("Keep both")
    assert imports.sheet.buttons == ["Cancel", "Import 2"]


def test_where_nothing_can_come_in_the_sheet_says_so(imports: Imports, qtbot: QtBot) -> None:
    imports.attach(FakeImporter(plan_of(0, problems=[PROBLEM])))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    assert "Nothing here can be imported" in imports.sheet.texts
    assert imports.sheet.buttons == ["Close"]
    imports.sheet.press("Close")
    assert imports.finished[-1].is_cancelled


def test_cancel_in_the_sheet_imports_nothing(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(30)))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    imports.sheet.press("Cancel")
    assert importer.runs == []
    assert imports.finished[-1].is_cancelled
    assert not imports.controller.is_busy


def test_several_imports_go_one_after_the_other(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(1), plan_of(2), plan_of(3)))
    importer.hold_run.clear()
    for name in ("a", "b", "c"):
        imports.controller.import_paths([Path(name)])
    qtbot.waitUntil(lambda: len(importer.runs) == 1)
    assert imports.waiting_counts[-1] == 2
    importer.hold_run.set()
    qtbot.waitUntil(lambda: len(imports.finished) == 3)
    assert [last.added for last in imports.finished] == [1, 2, 3]
    assert importer.planned_paths == [(Path("a"),), (Path("b"),), (Path("c"),)]
    assert imports.waiting_counts[-1] == 0


def test_what_was_asked_before_the_library_is_open_waits_for_it(
    imports: Imports, qtbot: QtBot
) -> None:
    imports.controller.import_paths(FILES)
    assert not imports.controller.is_busy
    imports.attach(FakeImporter(plan_of(2)))
    qtbot.waitUntil(lambda: len(imports.finished) == 1)


def test_cancelling_while_files_are_looked_through(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(2)))
    importer.hold_plan.clear()
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: bool(importer.planned_paths))
    imports.controller.cancel()
    assert imports.progress[-1].is_cancelled
    assert not imports.progress[-1].is_finished
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert imports.finished[0].is_cancelled
    assert importer.runs == []


def test_cancelling_keeps_what_came_in_and_the_next_import_goes_on(
    imports: Imports, qtbot: QtBot
) -> None:
    importer = imports.attach(FakeImporter(plan_of(9), plan_of(2)))
    importer.hold_run.clear()
    imports.controller.import_paths(FILES)
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: len(importer.runs) == 1)
    importer.hold_run.clear()
    imports.controller.cancel()
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert imports.finished[0].is_cancelled
    assert imports.finished[0].added == 1
    importer.hold_run.set()
    qtbot.waitUntil(lambda: len(imports.finished) == 2)
    assert not imports.finished[1].is_cancelled


def test_cancelling_closes_the_question(imports: Imports, qtbot: QtBot) -> None:
    imports.attach(FakeImporter(plan_of(30)))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    imports.controller.cancel()
    assert imports.controller.sheet is None
    assert imports.finished[-1].is_cancelled


def test_cancelling_nothing_does_nothing(imports: Imports) -> None:
    imports.controller.cancel()
    assert imports.progress == []


def test_progress_does_not_flood_the_main_thread(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(20)))
    importer.steps = 20_000
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert len(imports.progress) < 200
    dones = [progress.done for progress in imports.progress]
    assert dones == sorted(dones)
    assert imports.progress[-1].is_finished


def test_problems_are_collected_until_they_are_cleared(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(2)))
    importer.run_problems = (PROBLEM,)
    imports.controller.import_paths(FILES)
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: len(imports.finished) == 2)
    assert list(imports.controller.problems) == [PROBLEM, PROBLEM]
    assert imports.problem_counts[-1] == 2
    imports.controller.clear_problems()
    assert list(imports.controller.problems) == []
    assert imports.problem_counts[-1] == 0


def test_an_error_ends_the_import_and_the_next_one_goes_on(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(2)))
    importer.error = CatalogError("catalog.disk_full")
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert [error.code for error in imports.failed] == ["catalog.disk_full"]
    importer.error = None
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: len(imports.finished) == 2)
    assert imports.finished[1].added == 2


def test_closing_stops_the_worker(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(2)))
    importer.hold_run.clear()
    imports.controller.import_paths(FILES)
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: len(importer.runs) == 1)
    imports.controller.close_tasks()
    assert not imports.controller.is_busy
    imports.controller.import_paths(FILES)
    assert imports.finished == []


def test_closing_while_the_sheet_asks(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(30)))
    imports.controller.import_paths(FILES)
    qtbot.waitUntil(lambda: imports.controller.sheet is not None)
    sheet = imports.sheet
    imports.controller.close_tasks()
    sheet.press("Import")
    assert importer.runs == []


def test_files_on_the_clipboard_are_imported(imports: Imports, qtbot: QtBot) -> None:
    importer = imports.attach(FakeImporter(plan_of(1)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/home/a/cat.png"), QUrl("https://example.org/dog.png")])
    QGuiApplication.clipboard().setMimeData(data)
    imports.controller.import_clipboard()
    qtbot.waitUntil(lambda: len(imports.finished) == 1)
    assert importer.planned_paths == [(Path("/home/a/cat.png"),)]


def test_a_clipboard_without_files_is_told(imports: Imports, qtbot: QtBot) -> None:
    imports.attach(FakeImporter(plan_of(1)))
    QGuiApplication.clipboard().setText("a prompt")
    imports.controller.import_clipboard()
    qtbot.waitUntil(lambda: imports.told == ["There is nothing on the clipboard to import"])
    imports.controller.import_paths([])
    assert not imports.controller.is_busy
