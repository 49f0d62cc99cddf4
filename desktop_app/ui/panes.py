"""The three panes and the full views that take the grid's place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.theme import Theme

_SIDEBAR_PX = 232
_INSPECTOR_PX = 320
_LINE_PX = 1


def _empty_pane(name: str) -> QWidget:
    """Return what stands in a side pane's place until it is made, looking like it."""
    pane = QWidget()
    pane.setObjectName(name)
    pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return pane


def _replaced(splitter: QSplitter, pane: QWidget, by: QWidget) -> QWidget:
    """Put one pane in another's place and return it."""
    is_shown = not pane.isHidden()
    splitter.replaceWidget(splitter.indexOf(pane), by)
    # Not before: a widget without a parent would be shown as a window of its own.
    by.setVisible(is_shown)
    pane.deleteLater()
    return by


class Panes(QWidget):
    """Sidebar, grid and inspector; viewer and comparison cover the first two.

    Both side panes can be hidden; their widths are kept and grow with the text.
    """

    def __init__(self, theme: Theme, grid: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._sidebar_px, self._inspector_px = _SIDEBAR_PX, _INSPECTOR_PX
        self._sidebar = _empty_pane("sidebar")
        self._grid = grid
        self._inspector = _empty_pane("inspector")
        self._stack = QStackedWidget()
        self._inner = QSplitter(Qt.Orientation.Horizontal)
        self._outer = QSplitter(Qt.Orientation.Horizontal)
        for splitter, pane_widgets in (
            (self._inner, (self._sidebar, grid)),
            (self._outer, (self._stack, self._inspector)),
        ):
            splitter.setHandleWidth(_LINE_PX)
            splitter.setChildrenCollapsible(False)
            for widget in pane_widgets:
                splitter.addWidget(widget)
        self._stack.addWidget(self._inner)
        self._inner.setStretchFactor(1, 1)
        self._outer.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._outer)
        self._fit_minimums()
        theme.changed.connect(self._on_theme_changed)
        self._inner.splitterMoved.connect(self._on_splitter_moved)
        self._outer.splitterMoved.connect(self._on_splitter_moved)

    def set_sidebar(self, sidebar: QWidget) -> None:
        """Put the sidebar into its place, with the width that is kept for it."""
        self._sidebar = _replaced(self._inner, self._sidebar, sidebar)
        self._on_theme_changed()

    def set_inspector(self, inspector: QWidget) -> None:
        """Put the inspector into its place, with the width that is kept for it."""
        self._inspector = _replaced(self._outer, self._inspector, inspector)
        self._on_theme_changed()

    def lay_out_now(self) -> None:
        """Give every pane its size, although nothing is shown yet."""
        self._outer.resize(self.size())
        self._apply_widths()
        self._stack.resize(self._outer.sizes()[0], self.height())
        self._inner.resize(self._stack.size())
        self._apply_widths()

    def add_full_view(self, view: QWidget) -> None:
        """Add a view that can take the place of sidebar and grid."""
        self._stack.addWidget(view)

    def show_grid(self) -> None:
        """Go back to the grid and give it the keyboard."""
        self._stack.setCurrentWidget(self._inner)
        self._grid.setFocus()

    def show_full_view(self, view: QWidget) -> None:
        """Show one of the added views and give it the keyboard."""
        self._stack.setCurrentWidget(view)
        view.setFocus()

    @property
    def full_view(self) -> QWidget | None:
        """The view in the grid's place, or None."""
        shown = self._stack.currentWidget()
        return None if shown is self._inner else shown

    def set_sidebar_shown(self, is_shown: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Show or hide the sidebar."""
        self._sidebar.setVisible(is_shown)

    def set_inspector_shown(self, is_shown: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Show or hide the inspector."""
        self._inspector.setVisible(is_shown)

    def widths_px(self) -> tuple[int, int]:
        """Return the widths of sidebar and inspector at 100 % text size."""
        return self._sidebar_px, self._inspector_px

    def restore_widths(self, sidebar_px: int, inspector_px: int) -> None:
        """Give the side panes these widths, in pixels at 100 % text size."""
        self._sidebar_px, self._inspector_px = sidebar_px, inspector_px
        self._apply_widths()

    def _apply_widths(self) -> None:
        sidebar_px, inspector_px = (
            self._theme.px(self._sidebar_px),
            self._theme.px(self._inspector_px),
        )
        outer_px, inner_px = self._outer.width(), self._inner.width()
        self._outer.setSizes([max(outer_px - inspector_px - _LINE_PX, 1), inspector_px])
        self._inner.setSizes([sidebar_px, max(inner_px - sidebar_px - _LINE_PX, 1)])

    def _on_splitter_moved(self) -> None:
        scale = self._theme.text_scale
        sidebar_px, inspector_px = self._inner.sizes()[0], self._outer.sizes()[1]
        if sidebar_px:
            self._sidebar_px = round(sidebar_px / scale)
        if inspector_px:
            self._inspector_px = round(inspector_px / scale)

    def _on_theme_changed(self) -> None:
        self._fit_minimums()
        self._apply_widths()

    def _fit_minimums(self) -> None:
        self._sidebar.setMinimumWidth(self._theme.px(180))
        self._inspector.setMinimumWidth(self._theme.px(260))
        self._grid.setMinimumWidth(200)
