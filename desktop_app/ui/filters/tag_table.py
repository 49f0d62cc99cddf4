"""The tags manager's rows: tag and count, however many there are."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop_app.ui.sentences import asset_count_text, number_text

TAG_COLUMN = 0
COUNT_COLUMN = 1
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TagTable(QAbstractTableModel):
    """Tags with how many assets carry them, in the order they were given.

    Signals:
        renamed: (old, new): the user typed another name.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tags: Sequence[tuple[str, int]] = ()

    @property
    def tags(self) -> Sequence[tuple[str, int]]:
        """Spelling and count of every row."""
        return self._tags

    def set_tags(self, tags: Sequence[tuple[str, int]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._tags = tags
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return how many tags there are."""
        return 0 if parent.isValid() else len(self._tags)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return two: the tag and its count."""
        return 0 if parent.isValid() else 2

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that tags can be typed over."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == TAG_COLUMN else flags

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if section == COUNT_COLUMN else _LEFT)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Tag") if section == TAG_COLUMN else self.tr("Assets")
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text."""
        tag, count = self._tags[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tag}, {asset_count_text(count)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == COUNT_COLUMN:
            return int(_RIGHT)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return tag if index.column() == TAG_COLUMN else number_text(count)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a typed name: shown at once, handed on to be committed."""
        old, count = self._tags[index.row()]
        new = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not new or new == old:
            return False
        tags = list(self._tags)
        tags[index.row()] = (new, count)
        self._tags = tags
        self.dataChanged.emit(index, index)
        self.renamed.emit(old, new)
        return True
