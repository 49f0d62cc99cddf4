"""What a user does with the status bar, toasts, sheets and the command palette."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from desktop_app.ui.activity.import_sheet import ImportSheet
from desktop_app.ui.activity.problem_list import ProblemList
from desktop_app.ui.activity.status_bar import StatusBar
from desktop_app.ui.activity.toasts import Toast, Toasts
from desktop_app.ui.command_palette import CommandPalette


def click(widget: QWidget) -> None:
    """Click with the left button in the middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


class StatusBarRobot:
    """Reads the status bar as a user does, and clicks on it."""

    def __init__(self, bar: StatusBar) -> None:
        self._bar = bar

    @property
    def texts(self) -> list[str]:
        """All texts on it that can be seen, from left to right."""
        return [
            label.text()
            for label in self._bar.findChildren(QLabel)
            if label.isVisibleTo(self._bar) and label.text()
        ]

    @property
    def share_done(self) -> float | None:
        """How much of the progress bar is filled, 0 to 1; None when there is none."""
        bar = self._bar.findChildren(QProgressBar)[0]
        if not bar.isVisibleTo(self._bar):
            return None
        return bar.value() / bar.maximum() if bar.maximum() else 0.0

    @property
    def problems_text(self) -> str:
        """What the button of the problem list says; "" when it is not there."""
        button = self._bar.findChildren(QPushButton)[0]
        return button.text() if button.isVisibleTo(self._bar) else ""

    def cancel(self) -> None:
        """Call off the work that is shown."""
        click(next(b for b in self._bar.findChildren(QToolButton) if b.isVisibleTo(self._bar)))

    def open_problems(self) -> None:
        """Open the list of problems."""
        click(self._bar.findChildren(QPushButton)[0])


class ToastsRobot:
    """Reads and clicks toasts."""

    def __init__(self, toasts: Toasts) -> None:
        self._toasts = toasts

    @property
    def texts(self) -> list[str]:
        """What the toasts say, the oldest first."""
        return [toast.text for toast in self._toasts.shown]

    @property
    def newest(self) -> Toast:
        """The lowest toast."""
        return self._toasts.shown[-1]

    @property
    def undoable_texts(self) -> list[str]:
        """What the toasts that offer Undo say."""
        return [toast.text for toast in self._toasts.shown if toast.undo_button is not None]

    def undo(self) -> None:
        """Press Undo on the newest toast."""
        button = self.newest.undo_button
        assert button is not None
        click(button)

    def dismiss_all(self) -> None:
        """Close every toast."""
        for toast in self._toasts.shown:
            toast.dismiss()


class ImportSheetRobot:
    """Answers the question before an import."""

    def __init__(self, sheet: ImportSheet) -> None:
        self._sheet = sheet

    @property
    def texts(self) -> list[str]:
        """All its labels."""
        return [
            label.text()
            for label in self._sheet.findChildren(QLabel)
            if label.isVisibleTo(self._sheet)
        ]

    @property
    def listed_problems(self) -> int:
        """How many problems it lists."""
        lists = self._sheet.findChildren(ProblemList)
        return lists[0].model().rowCount() if lists else 0

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons that can be pressed."""
        return [
            button.text()
            for button in self._sheet.findChildren(QPushButton)
            if button.isVisibleTo(self._sheet) and button.isEnabled()
        ]

    def choose(self, text: str) -> None:
        """Choose one of the round buttons."""
        button = next(b for b in self._sheet.findChildren(QRadioButton) if b.text() == text)
        button.click()

    def press(self, text: str) -> None:
        """Press the button that begins like this."""
        button = next(b for b in self._sheet.findChildren(QPushButton) if b.text().startswith(text))
        click(button)


class PaletteRobot:
    """Types into the command palette."""

    def __init__(self, palette: CommandPalette) -> None:
        self._palette = palette
        self._field = palette.findChildren(QLineEdit)[0]

    def type(self, text: str) -> None:
        """Type into the field."""
        QTest.keyClicks(self._field, text)

    def press(self, key: Qt.Key) -> None:
        """Press a key in the field."""
        QTest.keyClick(self._field, key)
