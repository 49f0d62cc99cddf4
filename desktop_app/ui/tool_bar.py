"""The bar on top: view switch, search field, order, tile size, import, theme, menu."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from desktop_app.domain.query import Sort
from desktop_app.ui.actions import Actions
from desktop_app.ui.orders import ORDERS, order_name
from desktop_app.ui.theme import Theme

MIN_CELL_PX = 96
MAX_CELL_PX = 512
_SEARCH_MAX_PX = 640
_ICON_ONLY_BELOW_PX = 1080


class ToolBar(QWidget):
    """Buttons and the search field in one row; labels give way to icons when it is narrow.

    Signals:
        grid_requested: the user wants the grid back.
        cell_px_chosen: a tile size from the slider, in pixels at 100 %.
        sort_chosen: an order from the menu.
    """

    grid_requested = Signal()
    cell_px_chosen = Signal(int)
    sort_chosen = Signal(object)

    def __init__(self, theme: Theme, actions: Actions, search: QWidget) -> None:
        super().__init__()
        self.setObjectName("toolBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._actions = actions
        self._sort = Sort()
        self._search = search
        self._grid = self._button(self.tr("Grid"), is_checkable=True)
        self._grid.setChecked(True)
        self._grid.clicked.connect(self._on_grid_clicked)
        self._compare = self._button(self.tr("Compare"), is_checkable=True)
        self._compare.clicked.connect(self._on_compare_clicked)
        self._order = self._button(order_name(self._sort))
        # The arrow stands behind the text, as in every field that opens a list.
        self._order.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._order.setMenu(self._make_order_menu())
        self._smaller, self._larger = QLabel(), QLabel()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(MIN_CELL_PX, MAX_CELL_PX)
        self._slider.setSingleStep(8)
        self._slider.setPageStep(32)
        self._slider.setAccessibleName(self.tr("Tile size"))
        self._slider.setToolTip(self.tr("Tile size"))
        self._slider.valueChanged.connect(self.cell_px_chosen)
        self._import = self._button(self.tr("Import"))
        self._import.setProperty("role", "raised")
        self._import.clicked.connect(actions["import_files"].trigger)
        self._look = self._button("")
        self._look.setProperty("role", "icon")
        self._look.setAccessibleName(self.tr("Switch between light and dark"))
        self._look.setToolTip(actions["toggle_theme"].text())
        self._look.clicked.connect(actions["toggle_theme"].trigger)
        self._menu = self._button("")
        self._menu.setProperty("role", "icon")
        self._menu.setAccessibleName(self.tr("Menu"))
        self._menu.setToolTip(self.tr("Menu"))
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_sort(self, sort: Sort) -> None:
        """Show which order is in force."""
        self._sort = sort
        self._order.setText(order_name(sort))
        self._order.setAccessibleName(self.tr("Order: %1").replace("%1", order_name(sort)))
        for action in self._order.menu().actions():
            action.setChecked(action.data() == sort)

    def set_cell_px(self, cell_px: int) -> None:
        """Show a tile size that was chosen elsewhere."""
        self._slider.blockSignals(True)
        self._slider.setValue(cell_px)
        self._slider.blockSignals(False)

    def show_view(self, *, is_comparing: bool) -> None:
        """Show which of the two views is open."""
        self._grid.setChecked(not is_comparing)
        self._compare.setChecked(is_comparing)

    def set_can_compare(self, can_compare: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Enable the comparison: it takes two to four selected assets."""
        self._compare.setEnabled(can_compare or self._compare.isChecked())

    def set_menu(self, menu: QMenu) -> None:
        """Give the last button its menu."""
        self._menu.setMenu(menu)

    def open_menu(self) -> None:
        """Open the menu at its button."""
        self._menu.showMenu()

    def _button(self, text: str, *, is_checkable: bool = False) -> QToolButton:
        button = QToolButton(self)
        # A space between icon and text, of which Qt itself leaves none in this style.
        button.setText(f" {text}" if text else "")
        button.setAccessibleName(text)
        button.setCheckable(is_checkable)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _make_order_menu(self) -> QMenu:
        menu = QMenu(self._order)
        for sort, _name in ORDERS:
            action = QAction(order_name(sort), menu)
            action.setCheckable(True)
            action.setData(sort)
            action.triggered.connect(lambda _checked=False, chosen=sort: self._choose(chosen))
            menu.addAction(action)
        return menu

    def _choose(self, sort: Sort) -> None:
        self.set_sort(sort)
        self.sort_chosen.emit(sort)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self._grid)
        layout.addWidget(self._compare)
        layout.addStretch(1)
        self._search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._search.setMaximumWidth(_SEARCH_MAX_PX)
        layout.addWidget(self._search, 8)
        layout.addStretch(1)
        layout.addWidget(self._order)
        layout.addWidget(self._smaller)
        layout.addWidget(self._slider)
        layout.addWidget(self._larger)
        layout.addWidget(self._import)
        layout.addWidget(self._look)
        layout.addWidget(self._menu)

    def _on_theme_changed(self) -> None:
        theme = self._theme
        self.setFixedHeight(theme.px(48))
        self._search.setMaximumWidth(theme.px(_SEARCH_MAX_PX))
        self._slider.setFixedWidth(theme.px(72))
        icons = (
            (self._grid, "grid", "text"),
            (self._compare, "compare", "muted"),
            (self._import, "plus", "text"),
            (self._order, "chevron-down", "muted"),
            (self._look, "theme", "muted"),
            (self._menu, "more", "muted"),
        )
        for button, name, token in icons:
            button.setIcon(theme.icon(name, token))
            button.setIconSize(QSize(theme.px(15), theme.px(15)))
        ratio = self.devicePixelRatioF()
        for label, size_px in ((self._smaller, 9), (self._larger, 13)):
            label.setPixmap(theme.pixmap("checkbox", "muted", theme.px(size_px), ratio=ratio))
        self._fit_labels()

    def _on_grid_clicked(self) -> None:
        self.show_view(is_comparing=False)
        self.grid_requested.emit()

    def _on_compare_clicked(self) -> None:
        self.show_view(is_comparing=not self._compare.isChecked())
        self._actions["compare"].trigger()

    def _fit_labels(self) -> None:
        is_narrow = self.width() < self._theme.px(_ICON_ONLY_BELOW_PX)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if is_narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for button in (self._grid, self._compare, self._import):
            button.setToolButtonStyle(style)
            button.setToolTip(button.accessibleName() if is_narrow else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Trade labels for icons where there is no room for both."""
        self._fit_labels()
        super().resizeEvent(event)
