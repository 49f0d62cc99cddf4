"""The last searches that were finished with Enter, in a menu under the search field."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.query import AssetQuery, from_json, to_json
from desktop_app.ui.filters.wording import Labels, search_name

_KEPT = 10


class RecentSearches(QObject):
    """Remembers queries, newest first, each once."""

    def __init__(self, label_of: Labels, parent: QWidget) -> None:
        super().__init__(parent)
        self._label_of = label_of
        self._parent = parent
        self._queries: list[AssetQuery] = []

    @property
    def queries(self) -> tuple[AssetQuery, ...]:
        """The remembered queries, newest first."""
        return tuple(self._queries)

    def remember(self, query: AssetQuery) -> None:
        """Put a query first; one that asks for everything is not worth it."""
        if query.is_narrowed:
            self._queries = [query, *(q for q in self._queries if q != query)][:_KEPT]

    def state(self) -> dict[str, object]:
        """Return the queries as texts."""
        return {"recent": [to_json(query) for query in self._queries]}

    def restore_state(self, state: Mapping[str, object]) -> None:
        """Read what `state` made; anything else counts as none."""
        stored = state.get("recent")
        texts = stored[:_KEPT] if isinstance(stored, list) else []
        read = (from_json(text) for text in texts if isinstance(text, str))
        self._queries = [query for query in read if query.is_narrowed]

    def open_menu(self, at: QPoint, choose: Callable[[AssetQuery], None]) -> QMenu:
        """Show the remembered queries at a global position."""
        menu = QMenu(self._parent)
        for query in self._queries:
            name = search_name(query, self._label_of).replace("&", "&&")
            menu.addAction(name).triggered.connect(lambda _is_checked, query=query: choose(query))
        if not self._queries:
            menu.addAction(self.tr("No recent searches")).setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return menu
