"""Text that can be selected and copied, as tall as it needs to be."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from desktop_app.ui.theme import Theme

LONGEST_SHOWN = 20_000
"""Characters; laying out more would hold up the window. Copying gives the whole text."""
_LINE_PX = 18.2


class SelectableText(QTextEdit):
    """Plain text without a frame that wraps anywhere and grows with what it holds.

    Up to `tallest_px` (a designed length) it shows everything; beyond that it scrolls.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        tint: str = "text",
        tallest_px: int = 4000,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tallest_px = tallest_px
        self._text = ""
        self.setProperty("role", f"value-{tint}")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)

    @property
    def whole_text(self) -> str:
        """The text as given, also where only its beginning is shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other text; what is shown already is left as it is, with its selection."""
        if text != self._text or not text:
            self._text = text
            shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
            self.setPlainText(shown)
            self._space_lines()
        self._fit()

    def refresh_theme(self) -> None:
        """Follow the text size."""
        self._space_lines()
        self._fit()

    def _space_lines(self) -> None:
        spacing = QTextBlockFormat()
        spacing.setLineHeight(
            self._theme.px(_LINE_PX), QTextBlockFormat.LineHeightTypes.FixedHeight.value
        )
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)

    def _fit(self) -> None:
        wanted = round(self.document().size().height())
        tallest = self._theme.px(self._tallest_px)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if wanted > tallest
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(max(min(wanted, tallest), self._theme.px(_LINE_PX)))

    def event(self, event: QEvent) -> bool:
        """Claim Copy while text is selected; without any it is the window's, which copies files."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_copying = event.matches(QKeySequence.StandardKey.Copy)
            if (is_copying and self.textCursor().hasSelection()) or event.matches(
                QKeySequence.StandardKey.SelectAll
            ):
                event.accept()
                return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Ask for no width of its own; the height is fixed by the text."""
        return QSize(0, self._theme.px(_LINE_PX))

    def minimumSizeHint(self) -> QSize:
        """Accept any width: the text wraps anywhere."""
        return QSize(0, self._theme.px(_LINE_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again, and grow or shrink with it."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Drop the selection, except for the context menu that copies it."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)
