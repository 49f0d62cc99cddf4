"""Which collection the selected assets are in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from desktop_app.domain.entities import Collection, CollectionId
from desktop_app.ui.inspector.choice_field import ChoiceField
from desktop_app.ui.inspector.suggesting_edit import FieldEdit
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.theme import Theme


class CollectionField(QWidget):
    """Which collection the assets are in; "New collection…" is named right here.

    Signals:
        collection_chosen: the CollectionId, or None for no collection.
        collection_named: the name of a collection to be made for the assets.
    """

    collection_chosen = Signal(object)
    collection_named = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._value: CollectionId | None = None
        self._is_mixed = False
        self._names: dict[CollectionId, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice = ChoiceField(theme)
        self.choice.setObjectName("collectionField")
        self.choice.setAccessibleName(translate("Inspector", "Collection"))
        self.choice.activated.connect(self._on_activated)
        self.name_edit = FieldEdit()
        self.name_edit.setAccessibleName(translate("Inspector", "Name of the new collection"))
        self.name_edit.setPlaceholderText(translate("Inspector", "Collection name"))
        self.name_edit.editingFinished.connect(self._on_name_finished)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.choice)
        self._stack.addWidget(self.name_edit)
        self.setFocusProxy(self.choice)
        self._fill()

    @property
    def is_naming(self) -> bool:
        """Whether a new collection is being named."""
        return self._stack.currentWidget() is self.name_edit

    def set_collections(self, collections: Sequence[Collection]) -> None:
        """Offer these collections."""
        names = {collection.id: collection.name for collection in collections}
        if names != self._names:
            self._names = names
            self._fill()

    def show_value(self, value: CollectionId | None, *, is_mixed: bool = False) -> None:
        """Show a collection, none, or "Mixed"."""
        self._value, self._is_mixed = value, is_mixed
        index = -1 if is_mixed else self.choice.findData(value)
        if index < 0 and not is_mixed and value is not None:
            # Its collection has not been read yet, or is not known here.
            self.choice.insertItem(1, translate("Inspector", "Another collection"), value)
            index = 1
        self.choice.show_index(index)

    def finish_naming(self, *, is_kept: bool) -> None:
        """Go back to the list; with `is_kept` a name that was typed makes a collection."""
        if not self.is_naming:
            return
        name = self.name_edit.text().strip()
        self.name_edit.clear()  # hiding it ends its editing, which comes here again
        self._stack.setCurrentWidget(self.choice)
        self.setFocusProxy(self.choice)
        self.show_value(self._value, is_mixed=self._is_mixed)
        if is_kept and name:
            self.collection_named.emit(name)

    def _fill(self) -> None:
        self.choice.clear()
        self.choice.addItem(translate("Inspector", "None"), None)
        for collection_id, name in self._names.items():
            self.choice.addItem(name, collection_id)
        self.choice.insertSeparator(self.choice.count())
        self.choice.addItem(translate("Inspector", "New collection…"))
        self.show_value(self._value, is_mixed=self._is_mixed)

    def _on_activated(self, index: int) -> None:
        if index == self.choice.count() - 1:
            self.name_edit.clear()
            self._stack.setCurrentWidget(self.name_edit)
            self.setFocusProxy(self.name_edit)
            self.name_edit.setFocus()
            return
        chosen: CollectionId | None = self.choice.itemData(index)
        if self._is_mixed or chosen != self._value:
            self.show_value(chosen)
            self.collection_chosen.emit(chosen)

    def _on_name_finished(self) -> None:
        had_focus = self.name_edit.hasFocus()
        self.finish_naming(is_kept=True)
        if had_focus:
            self.choice.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up naming; the line lets it through to here."""
        if event.key() == Qt.Key.Key_Escape and self.is_naming:
            self.finish_naming(is_kept=False)
            self.choice.setFocus()
        else:
            super().keyPressEvent(event)
