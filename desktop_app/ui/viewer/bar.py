"""The line above the picture: what it is, where one is, and everything that can be done."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip
from desktop_app.ui.viewer.dark import stage_icon
from desktop_app.ui.viewer.wording import translate

INTERVALS_S = (2, 4, 8, 15, 30)
DEFAULT_INTERVAL_S = 4
_HEIGHT_PX = 44
_TITLE_PX = 120
_LEFT_OUT_FIRST = ("actual", "fit", "zoom-in", "zoom-out")


class CutLabel(QLabel):
    """Text that is cut where the room ends."""

    def minimumSizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as there is room for."""
        del event
        painter = QPainter(self)
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment().value, cut)
        painter.end()


class ViewerBar(QWidget):
    """Title, position and zoom on the left, commands on the right.

    Signals:
        pressed: the name of a command: ``fit actual zoom-out zoom-in favorite slideshow info
            fullscreen close``.
        interval_chosen: seconds each picture is seen in the slideshow.
    """

    pressed = Signal(str)
    interval_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_favorite = False
        self._is_playing = False
        self._is_zoomable = True
        self.setObjectName("viewerBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = CutLabel()
        self.position = QLabel()
        self.zoom = QLabel()
        for label in (self.title, self.position, self.zoom):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.position.setProperty("role", "muted")
        self.zoom.setProperty("role", "muted")
        self._line = QHBoxLayout(self)
        self._line.addWidget(self.title, 1)
        self._line.addWidget(self.position)
        self._line.addWidget(self.zoom)
        self.buttons: dict[str, QToolButton] = {}
        for command, icon, text in self._commands():
            self._add_button(command, icon, text)
        self._add_intervals()
        self.refresh_theme()

    def set_caption(self, title: str, position: str) -> None:
        """Show what is seen and where in the result one is."""
        self.title.setText(title)
        self.title.setToolTip(plain_tool_tip(title))
        self.position.setText(position)

    def set_zoom(self, scale: float | None) -> None:
        """Show the scale in percent; None shows none."""
        self.zoom.setText("" if scale is None else f"{round(scale * 100)} %")

    def set_favorite(self, *, is_favorite: bool) -> None:
        """Show whether the asset is a favorite."""
        self._is_favorite = is_favorite
        self.refresh_theme()

    def set_playing(self, *, is_playing: bool) -> None:
        """Show whether the slideshow runs."""
        self._is_playing = is_playing
        self.refresh_theme()

    def set_zoomable(self, *, is_zoomable: bool) -> None:
        """Offer zooming for pictures only."""
        self._is_zoomable = is_zoomable
        self._fit()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        theme = self._theme
        self.setFixedHeight(theme.px(_HEIGHT_PX))
        self._line.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
        self._line.setSpacing(theme.px(6))
        self.zoom.setMinimumWidth(self.zoom.fontMetrics().horizontalAdvance("1000 %"))
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        side = theme.px(18)
        for command, icon, _text in self._commands():
            tint = "heart" if command == "favorite" and self._is_favorite else ""
            button = self.buttons[command]
            button.setIcon(stage_icon(theme, icon, tint=tint))
            button.setIconSize(QSize(side, side))
        self._fit()

    def _fit(self) -> None:
        """Leave out what the keyboard does as well, so that the title has its room."""
        for command in _LEFT_OUT_FIRST:
            self.buttons[command].setVisible(self._is_zoomable)
        self.zoom.setVisible(self._is_zoomable)
        if not self._is_zoomable:
            return
        spare = self.width() - self._theme.px(_TITLE_PX) - self._line.minimumSize().width()
        for command in _LEFT_OUT_FIRST:
            if spare >= 0:
                return
            button = self.buttons[command]
            spare += button.sizeHint().width() + self._line.spacing()
            button.hide()

    def _commands(self) -> tuple[tuple[str, str, str], ...]:
        heart = "heart-filled" if self._is_favorite else "heart"
        play = "pause" if self._is_playing else "play"
        return (
            ("fit", "fit", translate("Viewer", "Fit (0)")),
            ("actual", "image", translate("Viewer", "Actual pixels (1)")),
            ("zoom-out", "zoom-out", translate("Viewer", "Zoom out (−)")),
            ("zoom-in", "zoom-in", translate("Viewer", "Zoom in (+)")),
            ("favorite", heart, translate("Viewer", "Favorite (F)")),
            ("slideshow", play, translate("Viewer", "Slideshow (S)")),
            ("info", "info", translate("Viewer", "Inspector (I)")),
            ("fullscreen", "fullscreen", translate("Viewer", "Full screen (F11)")),
            ("close", "close", translate("Viewer", "Close (Esc)")),
        )

    def _add_button(self, command: str, icon: str, text: str) -> None:
        button = QToolButton()
        button.setProperty("role", "icon")
        button.setObjectName(f"viewer-{command}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setIcon(stage_icon(self._theme, icon))
        button.clicked.connect(lambda _checked=False: self.pressed.emit(command))
        self.buttons[command] = button
        self._line.addWidget(button)

    def _add_intervals(self) -> None:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for interval_s in INTERVALS_S:
            text = translate("Viewer", "{count} seconds each").format(count=interval_s)
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(interval_s == DEFAULT_INTERVAL_S)
            group.addAction(action)
            action.triggered.connect(
                lambda _checked=False, chosen=interval_s: self.interval_chosen.emit(chosen)
            )
        button = self.buttons["slideshow"]
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as there is room for."""
        super().resizeEvent(event)
        self._fit()
