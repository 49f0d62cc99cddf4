"""On a full screen nothing is seen but the picture, until the pointer moves."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.viewer.bar import ViewerBar
from desktop_app.ui.viewer.overlays import Overlays

_REST_MS = 2_000
"""So long the pointer must rest."""


class RestingControls(QObject):
    """The viewer's bar and buttons: always there, or only while the pointer moves."""

    def __init__(
        self, viewer: QWidget, column: QVBoxLayout, bar: ViewerBar, overlays: Overlays
    ) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._column = column
        self._bar = bar
        self._overlays = overlays
        self._is_bare = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._on_rested)

    @property
    def is_bare(self) -> bool:
        """Whether they go while the pointer rests."""
        return self._is_bare

    def set_bare(self, *, is_bare: bool) -> None:
        """Let them go while the pointer rests, or stay."""
        if is_bare == self._is_bare:
            return
        self._is_bare = is_bare
        if is_bare:
            # Over the picture, which so stays where it is when the bar comes and goes.
            self._column.removeWidget(self._bar)
            self.place()
            self._resting.start()
        else:
            self._resting.stop()
            self._column.insertWidget(0, self._bar)
            self._show(are_shown=True)

    def note_movement(self) -> None:
        """Hear that the pointer moves."""
        if self._is_bare:
            self._show(are_shown=True)
            self._resting.start()

    def place(self) -> None:
        """Lie over the top of the viewer; in its layout the bar needs no place."""
        if self._is_bare:
            self._bar.setGeometry(0, 0, self._viewer.width(), self._bar.height())
            self._bar.raise_()

    def _show(self, *, are_shown: bool) -> None:
        self._bar.setVisible(are_shown)
        self._overlays.set_chevrons_shown(are_shown=are_shown)
        if are_shown:
            self._viewer.unsetCursor()
        else:
            self._viewer.setCursor(Qt.CursorShape.BlankCursor)

    def _on_rested(self) -> None:
        if self._bar.rect().contains(self._bar.mapFromGlobal(QCursor.pos())):
            self._resting.start()
        else:
            self._show(are_shown=False)
