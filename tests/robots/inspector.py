"""Works the inspector as a hand would: with the mouse and the keyboard."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from desktop_app.ui.inspector.fact_rows import FactRow
from desktop_app.ui.inspector.inspector import Inspector
from desktop_app.ui.inspector.tag_chip import TagChip

_LEFT = Qt.MouseButton.LeftButton
_NO = Qt.KeyboardModifier.NoModifier


class InspectorRobot:
    """Finds fields by what they are and facts by what they say."""

    def __init__(self, inspector: Inspector) -> None:
        self.inspector = inspector
        self.form = inspector.form

    # --- what is seen

    @property
    def title(self) -> str:
        return self.form.title.text()

    def shown_title(self) -> str:
        """The title, or what stands in its place."""
        return self.form.title.text() or self.form.title.placeholderText()

    def tags(self) -> list[str]:
        return [tag for tag, _count in self.form.tags.tags]

    def tag_counts(self) -> dict[str, int]:
        return dict(self.form.tags.tags)

    def suggestions(self) -> list[str]:
        popup = self.form.tags.entry.popup
        return [] if popup.isHidden() else [line.text for line in popup.suggestions]

    def facts(self) -> dict[str, str]:
        return {row.fact.name: row.fact.value for row in self.form.facts.rows}

    def roleplay(self) -> dict[str, str]:
        return {row.fact.name: row.fact.value for row in self.form.roleplay.rows}

    def more(self) -> dict[str, str]:
        return {row.fact.name: row.fact.value for row in self.form.more.rows.rows}

    def texts(self) -> list[str]:
        """What the visible labels say."""
        labels = self.inspector.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible()]

    def choices(self, field: QComboBox) -> list[str]:
        return [text for n in range(field.count()) if (text := field.itemText(n))]

    # --- what is done

    def type_title(self, text: str) -> None:
        """Replace the title without committing it."""
        self.form.title.setFocus()
        self.form.title.selectAll()
        QTest.keyClicks(self.form.title, text)

    def press(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO) -> None:
        QTest.keyClick(widget, key, modifier)

    def type_tag(self, text: str) -> None:
        """Type into the tags' line."""
        self.form.tags.entry.setFocus()
        QTest.keyClicks(self.form.tags.entry, text)

    def press_in_tags(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO) -> None:
        self.press(self.form.tags.entry, key, modifier)

    def chip(self, tag: str) -> TagChip:
        return next(chip for chip in self.form.tags.chips if chip.tag == tag)

    def take(self, tag: str) -> None:
        """Click the × of a chip."""
        self._click_sign(tag, 1)

    def give(self, tag: str) -> None:
        """Click the + of a chip."""
        self._click_sign(tag, 2)

    def choose(self, field: QComboBox, text: str) -> None:
        """Take an entry of a list."""
        index = field.findText(text)
        assert index >= 0, text
        field.setCurrentIndex(index)
        field.activated.emit(index)

    def fact_row(self, name: str) -> FactRow:
        rows = (*self.form.facts.rows, *self.form.roleplay.rows, *self.form.more.rows.rows)
        return next(row for row in rows if row.fact.name == name)

    def open_more(self) -> None:
        if not self.form.more.header.isChecked():
            QTest.mouseClick(self.form.more.header, _LEFT)

    def _click_sign(self, tag: str, from_right: int) -> None:
        chip = self.chip(tag)
        place = QPoint(chip.width() - 16 * from_right + 4, chip.height() // 2)
        QTest.mouseClick(chip, _LEFT, _NO, place)
