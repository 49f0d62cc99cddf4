"""The window over the whole screen: in the viewer nothing is left but the picture."""

from PySide6.QtCore import QEvent, QObject, Qt

from desktop_app.ui.shell import Shell
from desktop_app.ui.viewer.viewer import Viewer


class FullScreen(QObject):
    """Takes the window's bars away while the viewer fills the screen."""

    def __init__(self, window: Shell, viewer: Viewer) -> None:
        super().__init__(window)
        self._window = window
        self._viewer = viewer
        window.installEventFilter(self)
        viewer.installEventFilter(self)

    def toggle(self) -> None:
        """Fill the screen, or no longer."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _fit(self, *, is_viewer_shown: bool) -> None:
        window = self._window
        is_full = bool(window.windowState() & Qt.WindowState.WindowFullScreen)
        is_bare = is_full and is_viewer_shown
        window.tool_bar.setVisible(not is_bare)
        window.status_bar.setVisible(not is_bare)
        self._viewer.set_bare(is_bare=is_bare)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window fills the screen, and that the viewer comes or goes."""
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.WindowStateChange:
            self._fit(is_viewer_shown=self._viewer.isVisible())
        elif watched is self._viewer and not event.spontaneous():
            if kind == QEvent.Type.Show:
                self._fit(is_viewer_shown=True)
            elif kind == QEvent.Type.Hide:
                self._fit(is_viewer_shown=False)
        return super().eventFilter(watched, event)
