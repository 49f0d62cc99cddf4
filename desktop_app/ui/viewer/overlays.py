"""What lies over the picture: sentences, and the buttons at its sides."""

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.dark import stage_icon
from desktop_app.ui.viewer.wording import translate

CHEVRON_PX = 40


class Overlays(QObject):
    """Children of the viewer that lie over its pages.

    Attributes:
        message: the sentence in the middle, where there is no picture.
        again: the button below it, where trying again may help.
        note: the sentence below, on what is still to come.

    Signals:
        stepped: -1 for the previous asset, 1 for the next.
        retried: what the sentence in the middle tells of is to be tried again.
    """

    stepped = Signal(int)
    retried = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._area = QRect()
        self._leads = True, True
        self._are_shown = True
        self.message = _label(parent, "viewerMessage")
        self.again = self._again_button(parent)
        self.note = _label(parent, "viewerNote")
        self._previous = self._chevron(
            parent, "chevron-left", translate("Viewer", "Previous"), step=-1
        )
        self._next = self._chevron(parent, "chevron-right", translate("Viewer", "Next"), step=1)

    def say(self, sentence: str, *, has_retry: bool = False) -> None:
        """Show a sentence in the middle, or a button to try again below it; "" takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        self.again.setVisible(has_retry)
        self.place(self._area)

    def tell(self, sentence: str) -> None:
        """Show a sentence below the middle; "" takes it away."""
        if sentence != self.note.text():
            self.note.setText(sentence)
            self.note.setVisible(bool(sentence))
            self.place(self._area)

    def offer(self, *, has_previous: bool, has_next: bool) -> None:
        """Show the buttons that lead somewhere."""
        self._leads = has_previous, has_next
        self._offer_chevrons()

    def set_chevrons_shown(self, *, are_shown: bool) -> None:
        """Let the buttons at the sides be seen, or hide them for a while."""
        self._are_shown = are_shown
        self._offer_chevrons()

    def place(self, area: QRect) -> None:
        """Lie over this part of the viewer."""
        self._area = area
        side, gap = self._theme.px(CHEVRON_PX), self._theme.px(12)
        top = area.y() + (area.height() - side) // 2
        self._previous.move(area.x() + gap, top)
        self._next.move(area.x() + area.width() - side - gap, top)
        self.message.adjustSize()
        place = self.message.rect()
        place.moveCenter(area.center())
        self.message.setGeometry(place)
        self.again.adjustSize()
        self.again.move(area.center().x() - self.again.width() // 2, place.bottom() + gap)
        self.note.adjustSize()
        place = self.note.rect()
        place.moveCenter(area.center())
        place.moveBottom(area.bottom() - self._theme.px(24))
        self.note.setGeometry(place)
        for overlay in (self.message, self.again, self.note, self._previous, self._next):
            overlay.raise_()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        theme = self._theme
        side = theme.px(CHEVRON_PX)
        for button in (self._previous, self._next):
            button.setIcon(stage_icon(theme, button.objectName(), 22))
            button.setIconSize(QSize(theme.px(22), theme.px(22)))
            button.setFixedSize(side, side)
        self.place(self._area)

    def _offer_chevrons(self) -> None:
        for button, leads_somewhere in zip((self._previous, self._next), self._leads, strict=True):
            button.setVisible(leads_somewhere and self._are_shown)

    def _again_button(self, parent: QWidget) -> QPushButton:
        button = QPushButton(translate("Viewer", "Try again"), parent)
        button.setObjectName("viewerAgain")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self.retried.emit())
        button.hide()
        return button

    def _chevron(self, parent: QWidget, icon: str, name: str, *, step: int) -> QToolButton:
        button = QToolButton(parent)
        button.setProperty("role", "chevron")
        button.setObjectName(icon)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda _checked=False: self.stepped.emit(step))
        return button


def _label(parent: QWidget, name: str) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setObjectName(name)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.hide()
    return label
