"""Two to four assets side by side, zoomed and moved together, with what differs below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.entities import Asset, AssetRow
from desktop_app.ui.tasks import Lane, TaskScope, Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.bar import CutLabel
from desktop_app.ui.viewer.dark import dark_style_sheet, stage_icon
from desktop_app.ui.viewer.diff import DiffRow, diff_rows
from desktop_app.ui.viewer.diff_panel import DiffPanel
from desktop_app.ui.viewer.loader import PictureLoading
from desktop_app.ui.viewer.picture import AssetsOf, Picture, PictureSource
from desktop_app.ui.viewer.stage import Stage, View
from desktop_app.ui.viewer.wording import absence_text, title_of, translate

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 2, 4
_HEIGHT_PX = 44
_MOVE_PX = 80


class _Column(QWidget):
    """One picture with its title under it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.stage = Stage(theme)
        self.title = CutLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note = QLabel(self.stage)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setProperty("role", "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.stage, 1)
        self._column.addWidget(self.title)
        inside = QVBoxLayout(self.stage)
        inside.addWidget(self.note)
        self.note.hide()

    def show_asset(self, asset: Asset, spacing_px: int) -> None:
        """Name the column after an asset whose picture is on its way."""
        self._column.setSpacing(spacing_px)
        self._column.setContentsMargins(0, 0, 0, spacing_px)
        self.title.setText(title_of(asset))
        self.setAccessibleName(title_of(asset))
        self.note.hide()
        self.stage.set_picture(None, keeps_view=False)

    def show_note(self, text: str) -> None:
        """Say why there is no picture."""
        self.note.setText(text)
        self.note.show()


class Compare(QWidget):
    """Full view of a few assets.

    Attributes:
        panel: the differences.

    Signals:
        closed: it was left.
    """

    closed = Signal()

    def __init__(self, theme: Theme, workers: Workers) -> None:
        super().__init__()
        self._theme = theme
        self._scope = TaskScope(workers)
        self._source: PictureSource | None = None
        self._assets_of: AssetsOf | None = None
        self._wanted: list[AssetRow] = []
        self._is_open = False
        self.setObjectName("compare")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Viewer", "Comparison"))
        self._columns = [_Column(theme) for _ in range(MOST)]
        pictures = QWidget()
        self._line = QHBoxLayout(pictures)
        self._line.setContentsMargins(0, 0, 0, 0)
        for column in self._columns:
            self._line.addWidget(column, 1)
            column.stage.view_changed.connect(self._on_view_changed)
        self.panel = DiffPanel(theme)
        self.differences_button = QPushButton(translate("Viewer", "Only differences"))
        self.differences_button.setCheckable(True)
        self.differences_button.toggled.connect(self._on_differences_toggled)
        self._buttons: dict[str, QToolButton] = {}
        self._bar = self._make_bar()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(pictures)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 300])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._bar)
        whole.addWidget(splitter, 1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def attach(self, source: PictureSource, assets: AssetsOf) -> None:
        """Begin to show the assets of a library."""
        self._source = source
        self._assets_of = assets
        if self._is_open:
            self.open_rows(self._wanted)  # it was opened over the first screen

    @property
    def stages(self) -> list[Stage]:
        """The stages in use, from left to right."""
        return [column.stage for column in self._columns if not column.isHidden()]

    def open_rows(self, rows: Sequence[AssetRow]) -> None:
        """Compare these assets, the first four at most."""
        assets_of = self._assets_of
        wanted = self._wanted = list(rows[:MOST])
        self._scope.cancel_all()
        self._is_open = True
        if assets_of is None:
            return

        def read() -> tuple[list[Asset], list[DiffRow]]:
            assets = assets_of(wanted)
            return assets, diff_rows(assets)

        self._scope.run(Lane.READS, read, done=self._on_read)

    def close_view(self) -> None:
        """Leave the comparison."""
        if self._is_open:
            self._stop()
            self.closed.emit()

    def close_tasks(self) -> None:
        """Stop everything that runs."""
        self._stop()
        self._scope.close()
        self._assets_of = None

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("viewerBar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(bar)
        self._heading = QLabel()
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        line.addWidget(self._heading, 1)
        line.addWidget(self.differences_button)
        runs: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("fit", translate("Viewer", "Fit (0)"), self._fit),
            ("zoom-out", translate("Viewer", "Zoom out (−)"), lambda: self._zoom(-1)),
            ("zoom-in", translate("Viewer", "Zoom in (+)"), lambda: self._zoom(1)),
            ("close", translate("Viewer", "Close (Esc)"), self.close_view),
        )
        for icon, name, run in runs:
            button = QToolButton()
            button.setProperty("role", "icon")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda _checked=False, act=run: act())
            self._buttons[icon] = button
            line.addWidget(button)
        return bar

    def _stop(self) -> None:
        self._is_open = False
        self._scope.cancel_all()
        for column in self._columns:
            column.stage.set_picture(None, keeps_view=False)
        self.panel.set_rows((), 0)

    def _on_read(self, answer: tuple[list[Asset], list[DiffRow]]) -> None:
        assets, rows = answer
        heading = translate("Viewer", "Comparing {count} assets").format(count=len(assets))
        self._heading.setText(heading)
        self.panel.set_rows(rows, len(assets))
        for column in self._columns[len(assets) :]:
            column.hide()
        for column, asset in zip(self._columns, assets, strict=False):
            column.show_asset(asset, self._theme.px(6))
            column.show()
            self._load(column, asset)

    def _load(self, column: _Column, asset: Asset) -> None:
        if self._source is None:
            return

        def arrived(picture: Picture | None) -> None:
            shown = column.stage.picture
            if picture is not None:
                column.stage.set_picture(picture, keeps_view=shown is not None)
            elif shown is None:
                column.show_note(absence_text(asset))

        loading = PictureLoading(self._scope, self._source, asset, arrived)
        loading.load_quick(arrived)
        loading.load(is_whole_wanted=True)

    def _on_view_changed(self, view: View) -> None:
        for stage in self.stages:
            if stage is not self.sender():
                stage.set_view(view)

    def _on_differences_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        self.panel.set_only_differences(is_on=is_on)

    def _on_theme_changed(self) -> None:
        theme = self._theme
        self.setStyleSheet(dark_style_sheet(theme, 0))
        self._bar.setFixedHeight(theme.px(_HEIGHT_PX))
        line = self._bar.layout()
        if line is not None:
            line.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
            line.setSpacing(theme.px(6))
        self._line.setSpacing(theme.px(2))
        side = theme.px(18)
        for icon, button in self._buttons.items():
            button.setIcon(stage_icon(theme, icon))
            button.setIconSize(QSize(side, side))
        self.panel.refresh_theme()

    def _fit(self) -> None:
        if self.stages:
            self.stages[0].fit()

    def _zoom(self, steps: int) -> None:
        if self.stages:
            self.stages[0].zoom_by(steps)

    def _move(self, across: int, down: int) -> None:
        if self.stages:
            by = -self._theme.px(_MOVE_PX)
            self.stages[0].move_by(across * by, down * by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move, leave."""
        keys: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Escape: self.close_view,
            Qt.Key.Key_Plus: lambda: self._zoom(1),
            Qt.Key.Key_Equal: lambda: self._zoom(1),
            Qt.Key.Key_Minus: lambda: self._zoom(-1),
            Qt.Key.Key_0: self._fit,
            Qt.Key.Key_1: lambda: self.stages[0].zoom_to(1.0) if self.stages else None,
            Qt.Key.Key_D: self.differences_button.toggle,
            Qt.Key.Key_Left: lambda: self._move(-1, 0),
            Qt.Key.Key_Right: lambda: self._move(1, 0),
            Qt.Key.Key_Up: lambda: self._move(0, -1),
            Qt.Key.Key_Down: lambda: self._move(0, 1),
        }
        act = keys.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the memory back when something else is shown."""
        super().hideEvent(event)
        if not event.spontaneous() and self._is_open:
            self._stop()
