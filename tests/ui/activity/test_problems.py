import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ImportProblem
from desktop_app.ui.activity.problem_list import ProblemList
from desktop_app.ui.activity.problems import ProblemsPanel
from desktop_app.ui.theme import Theme
from tests.robots.activity import click

PROBLEMS = (
    ImportProblem("/home/a/notes.txt", "import.not_media"),
    ImportProblem("/home/a/big.png", "import.too_large", {"limit_bytes": 536_870_912}),
)


@pytest.fixture
def panel(theme: Theme, window: QWidget) -> ProblemsPanel:
    made = ProblemsPanel(theme, window)
    made.set_problems(PROBLEMS)
    return made


def _button(panel: ProblemsPanel, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.text() == text)


def test_it_lists_names_and_reasons(panel: ProblemsPanel) -> None:
    model = panel.list.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "notes.txt",
        "big.png",
    ]
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "big.png. The file is too large. An image may have at most 536.9 MB."
    assert panel.findChildren(QLabel)[0].text() == "2 problems"


def test_it_opens_beside_the_work_and_closes_again(panel: ProblemsPanel, window: QWidget) -> None:
    assert panel.isHidden()
    panel.toggle()
    assert panel.isVisible()
    assert window.rect().contains(panel.geometry())
    window.resize(500, 300)
    QApplication.sendEvent(window, QResizeEvent(window.size(), window.size()))
    assert window.rect().contains(panel.geometry())
    panel.toggle()
    assert panel.isHidden()


def test_esc_and_the_button_close_it(panel: ProblemsPanel) -> None:
    panel.toggle()
    QTest.keyClick(panel, Qt.Key.Key_A)
    assert panel.isVisible()
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert panel.isHidden()
    panel.toggle()
    click(panel.findChildren(QToolButton)[0])
    assert panel.isHidden()


def test_copy_takes_all_or_what_is_selected(panel: ProblemsPanel) -> None:
    panel.toggle()
    click(_button(panel, "Copy"))
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text().splitlines() == [
        "/home/a/notes.txt\tNot an image or video. Lightbox keeps images and videos only.",
        "/home/a/big.png\tThe file is too large. An image may have at most 536.9 MB.",
    ]
    panel.list.setCurrentIndex(panel.list.model().index(1, 0))
    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text().startswith("/home/a/big.png\t")


def test_clear_says_so_and_an_empty_list_closes(panel: ProblemsPanel, qtbot: QtBot) -> None:
    panel.toggle()
    with qtbot.waitSignal(panel.cleared):
        click(_button(panel, "Clear"))
    panel.set_problems(())
    assert panel.isHidden()


def test_ten_thousand_problems_are_listed_at_once(theme: Theme, qtbot: QtBot) -> None:
    many = ProblemList(theme, [ImportProblem(f"/{n}.txt", "import.empty") for n in range(10_000)])
    qtbot.addWidget(many)
    many.resize(400, 200)
    with qtbot.waitExposed(many):
        many.show()
    many.setCurrentIndex(many.model().index(9_999, 0))
    assert not many.grab().toImage().isNull()
    assert many.model().index(9_999, 0).data() == "9999.txt"


def test_events_of_others_are_left_alone(panel: ProblemsPanel, window: QWidget) -> None:
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowTitleChange))
    assert panel.isHidden()
