"""A list of anything, as Qt's list views read one."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")
_INVALID = QModelIndex()


class RowModel(QAbstractListModel, Generic[R]):
    """Rows that come and go all at once; their texts are made when they are looked at."""

    def __init__(self, text_of: Callable[[R, int], str | None], rows: Sequence[R] = ()) -> None:
        """List these rows; `text_of` gives the text of one for a role of Qt's."""
        super().__init__()
        self._text_of = text_of
        self._rows = tuple(rows)

    @property
    def rows(self) -> tuple[R, ...]:
        """What is listed."""
        return self._rows

    def set_rows(self, rows: Sequence[R]) -> None:
        """List others."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _INVALID) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the text of a row."""
        return self._text_of(self._rows[index.row()], role) if index.isValid() else None
