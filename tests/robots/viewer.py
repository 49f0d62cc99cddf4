"""Works the viewer and the comparison as a hand would."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.viewer.stage import Stage
from desktop_app.ui.viewer.viewer import Viewer

_LEFT = Qt.MouseButton.LeftButton
_NO = Qt.KeyboardModifier.NoModifier


def turn_wheel(widget: QWidget, place: QPoint, notches: int) -> None:
    """Turn the wheel over a place of a widget."""
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        _NO,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Drag with the left button."""
    QTest.mousePress(widget, _LEFT, _NO, start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, _LEFT, _NO, end)


def color_at(stage: Stage, place: QPoint) -> QColor:
    """What is painted at a place of a stage."""
    image = stage.grab().toImage()
    return image.pixelColor(place * image.devicePixelRatio())


class ViewerRobot:
    """Presses keys and buttons, reads the caption."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.stage = viewer.stage

    @property
    def title(self) -> str:
        return self.viewer.bar.title.text()

    @property
    def place(self) -> str:
        """Where in the result one is."""
        return self.viewer.bar.position.text()

    @property
    def zoom(self) -> str:
        return self.viewer.bar.zoom.text()

    @property
    def message(self) -> str:
        """The sentence over the stage, or ""."""
        label = self.viewer._overlays.message
        return label.text() if label.isVisible() else ""

    @property
    def can_try_again(self) -> bool:
        return self.viewer._overlays.again.isVisible()

    def try_again(self) -> None:
        QTest.mouseClick(self.viewer._overlays.again, _LEFT)

    @property
    def is_sharp(self) -> bool:
        picture = self.stage.picture
        return picture is not None and picture.is_sharp

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO) -> None:
        QTest.keyClick(self.viewer, key, modifier)

    def click(self, command: str) -> None:
        QTest.mouseClick(self.viewer.bar.buttons[command], _LEFT)

    def click_chevron(self, name: str) -> None:
        button = self.viewer.findChild(QWidget, f"chevron-{name}")
        assert button is not None
        QTest.mouseClick(button, _LEFT)
