"""The prompt: read, selected, copied, and the way to all assets with the same one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.ui.inspector.labelled import Labelled, LinkButton
from desktop_app.ui.inspector.selectable_text import SelectableText
from desktop_app.ui.inspector.wording import query_text, translate
from desktop_app.ui.theme import Theme

_TALLEST_PX = 400


class _TextBox(QFrame):
    """Selectable text on the ground of a field."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "field")
        self.text = SelectableText(theme, tint="muted", tallest_px=_TALLEST_PX)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.text)
        self.setFocusProxy(self.text)
        self.refresh_theme()

    def refresh_theme(self) -> None:
        """Follow the text size."""
        side, end = self._theme.px(9), self._theme.px(6)
        self._column.setContentsMargins(side, end, side, end)
        self.text.refresh_theme()


class PromptField(QWidget):
    """The prompt, and under it the negative prompt when there is one.

    Signals:
        copy_requested: (name, text) to put on the clipboard.
        same_requested: search text that finds the assets with this prompt.
    """

    copy_requested = Signal(str, str)
    same_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        prompt, negative = translate("Inspector", "Prompt"), translate("Inspector", "Negative")
        self.prompt_box = _TextBox(theme, prompt)
        self.negative_box = _TextBox(theme, negative)
        self.same_button = LinkButton(
            translate("Inspector", "Same"),
            translate("Inspector", "Show all with the same prompt"),
            is_quiet=True,
        )
        self.same_button.setToolTip(self.same_button.accessibleName())
        self.copy_button = LinkButton(
            translate("Inspector", "Copy"), translate("Inspector", "Copy prompt")
        )
        self.copy_negative_button = LinkButton(
            translate("Inspector", "Copy"), translate("Inspector", "Copy negative prompt")
        )
        self._prompt = Labelled(theme, prompt, self.prompt_box, self.same_button, self.copy_button)
        self._negative = Labelled(theme, negative, self.negative_box, self.copy_negative_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._prompt)
        self._column.addWidget(self._negative)
        self.same_button.clicked.connect(self._on_same)
        self.copy_button.clicked.connect(self._on_copy)
        self.copy_negative_button.clicked.connect(self._on_copy_negative)
        self.refresh_theme()

    def show_prompts(self, prompt: str, negative: str) -> None:
        """Show the prompts of one asset."""
        has_prompt = bool(prompt.strip())
        self.prompt_box.text.set_text(
            prompt if has_prompt else translate("Inspector", "No prompt is known.")
        )
        self.copy_button.setEnabled(has_prompt)
        self.same_button.setEnabled(has_prompt)
        self.negative_box.text.set_text(negative)
        self._negative.setVisible(bool(negative.strip()))

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        self._column.setSpacing(self._theme.px(10))
        for part in (self._prompt, self._negative, self.prompt_box, self.negative_box):
            part.refresh_theme()

    def _on_same(self) -> None:
        self.same_requested.emit(query_text("prompt", self.prompt_box.text.whole_text))

    def _on_copy(self) -> None:
        self.copy_requested.emit(translate("Inspector", "Prompt"), self.prompt_box.text.whole_text)

    def _on_copy_negative(self) -> None:
        self.copy_requested.emit(
            translate("Inspector", "Negative prompt"), self.negative_box.text.whole_text
        )
