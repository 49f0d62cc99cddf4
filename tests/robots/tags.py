"""Works the tags manager with the mouse and the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView

from desktop_app.ui.filters.merge_bar import MergeBar
from desktop_app.ui.filters.tag_table import TagTable
from desktop_app.ui.filters.tags_manager import TagsManager

_NO = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


class TagsRobot:
    """Finds rows by their tag."""

    def __init__(self, dialog: TagsManager) -> None:
        self.dialog = dialog
        view = dialog.findChild(QTableView)
        assert view is not None
        self.view: QTableView = view

    def tags(self) -> list[tuple[str, int]]:
        """Return the rows."""
        model = self.view.model()
        assert isinstance(model, TagTable)
        return list(model.tags)

    def click(self, tag: str, modifier: Qt.KeyboardModifier = _NO) -> None:
        """Click a row."""
        row = [name for name, _ in self.tags()].index(tag)
        rect = self.view.visualRect(self.view.model().index(row, 0))
        QTest.mouseClick(self.view.viewport(), _LEFT, modifier, rect.center())

    def press_button(self, text: str) -> None:
        """Click a button of the dialog."""
        button = next(
            b for b in self.dialog.findChildren(QPushButton) if b.text() == text and b.isVisible()
        )
        QTest.mouseClick(button, _LEFT)

    def type_over(self, name: str) -> None:
        """Type into the row that is being edited, and press Enter."""
        editor = self.view.viewport().findChild(QLineEdit)
        assert editor is not None
        editor.selectAll()
        QTest.keyClicks(editor, name)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def type_filter(self, text: str) -> None:
        """Type into the filter."""
        field = next(
            edit
            for edit in self.dialog.findChildren(QLineEdit)
            if edit.accessibleName() == "Filter tags"
        )
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)

    def type_target(self, text: str) -> None:
        """Type what the selected tags become, and press Enter."""
        bar = self.dialog.findChild(MergeBar)
        assert bar is not None
        edit = bar.findChild(QLineEdit)
        assert edit is not None
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
