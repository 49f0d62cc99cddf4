"""What this program is, in a small sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app import __version__
from desktop_app.resources import resource
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.theme import Theme


class AboutSheet(Overlay):
    """Name, version, licence."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, self.tr("About Lightbox"), width_px=360)
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = QLabel(self.tr("Lightbox %1").replace("%1", __version__))
        title.setProperty("role", "title")
        text = QLabel(
            self.tr(
                "Your library of generated images and videos: looked at and found in an instant,"
                " online or not. Free software under the MIT licence."
            )
        )
        text.setProperty("role", "muted")
        self._close = QPushButton(self.tr("Close"))
        self._close.setProperty("role", "raised")
        self._close.clicked.connect(self.leave)
        self.body.addWidget(self._mark)
        for label in (title, text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.body.addWidget(self._close)

    def first_focus(self) -> QWidget:
        """Begin on the button that closes it."""
        return self._close

    def refresh_look(self) -> None:
        """Take over lengths, and draw the mark for this screen."""
        space_px = self._theme.px(20)
        self.body.setContentsMargins(space_px, space_px, space_px, space_px)
        self.body.setSpacing(self._theme.px(10))
        self._mark.setPixmap(
            self._theme.svg_pixmap(
                resource("lightbox.svg"), self._theme.px(64), ratio=self.devicePixelRatioF()
            )
        )
