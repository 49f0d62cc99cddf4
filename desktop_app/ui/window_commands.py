"""What the commands on the window itself do: views, panes, sizes, dialogs."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.query import Sort
from desktop_app.ui.about import AboutSheet
from desktop_app.ui.command_palette import CommandPalette
from desktop_app.ui.filters.tags_manager import TagsManager
from desktop_app.ui.full_screen import FullScreen
from desktop_app.ui.keys_sheet import KeysSheet
from desktop_app.ui.sentences import counted
from desktop_app.ui.shell import Shell
from desktop_app.ui.shortcuts_editor import ShortcutsEditor
from desktop_app.ui.theme import ThemeMode
from desktop_app.ui.translation import LANGUAGES

if TYPE_CHECKING:
    from desktop_app.ui.furniture import Furniture
    from desktop_app.ui.window_memory import WindowMemory

_TEXT_STEP = 0.1
_FEWEST_COMPARED, _MOST_COMPARED = 2, 4


class WindowCommands(QObject):
    """Connects the window's actions, and the switches between grid, viewer and comparison."""

    def __init__(self, window: Shell, furniture: "Furniture", memory: "WindowMemory") -> None:
        super().__init__(furniture)
        self._window = window
        self._furniture = furniture
        self._memory = memory
        self._full_screen = FullScreen(window, furniture.viewer)
        self._connect_commands()
        self._connect_languages()
        self._connect_views()

    def _connect_commands(self) -> None:
        window, commands = self._window, self._window.commands
        slots: dict[str, Callable[[], object]] = {
            "import_files": self._choose_files,
            "import_folder": self._choose_folder,
            "find_originals": self._find_originals,
            "export": self._export,
            "paste": self._furniture.imports.import_clipboard,
            "quit": window.close,
            "find": window.search.focus_search,
            "save_search": window.sidebar.save_search,
            "tags_manager": self._open_tags_manager,
            "edit_title": lambda: self._edit_in_inspector(self._furniture.inspector.focus_title),
            "edit_tags": lambda: self._edit_in_inspector(self._furniture.inspector.focus_tags),
            "add_to_collection": self._furniture.show_collection_menu,
            "view": self._open_viewer,
            "compare": self._toggle_compare,
            "larger_tiles": lambda: window.grid.step_cell_px(1),
            "smaller_tiles": lambda: window.grid.step_cell_px(-1),
            "larger_text": lambda: self._scale_text(_TEXT_STEP),
            "smaller_text": lambda: self._scale_text(-_TEXT_STEP),
            "toggle_theme": self._toggle_theme,
            "system_theme": lambda: window.theme.set_mode(ThemeMode.SYSTEM),
            "full_screen": self._full_screen.toggle,
            "palette": lambda: CommandPalette(window.theme, commands.shown(), window).open(),
            "keys": lambda: KeysSheet(window.theme, commands, window).open(),
            "edit_shortcuts": self._open_shortcuts,
            "menu": window.tool_bar.open_menu,
            "about": lambda: AboutSheet(window.theme, window).open(),
        }
        for name, slot in slots.items():
            commands[name].triggered.connect(lambda _checked=False, run=slot: run())
        for name in ("inspector", "sidebar", "crop_tiles"):
            commands[name].setChecked(True)
        for name, change in (
            ("inspector", window.panes.set_inspector_shown),
            ("sidebar", window.panes.set_sidebar_shown),
            ("crop_tiles", window.grid.set_is_cropped),
            ("blur", window.grid.set_blurred),
            ("blur", self._furniture.inspector.set_blurred),
            ("reduced_motion", window.theme.set_motion_reduced),
        ):
            commands[name].toggled.connect(change)
            commands[name].toggled.connect(self._memory.note)

    def _connect_languages(self) -> None:
        chosen = self._memory.settings.language
        group = QActionGroup(self)
        for code in ("", *LANGUAGES):
            action = self._window.commands[f"language_{code or 'system'}"]
            action.setChecked(code == chosen)
            action.triggered.connect(partial(self._on_language_chosen, code))
            group.addAction(action)

    def _connect_views(self) -> None:
        window = self._window
        window.grid.activated.connect(self._open_viewer)
        window.grid.view_requested.connect(self._open_viewer)
        self._furniture.inspector.viewer_requested.connect(self._open_viewer)
        viewer, settings = self._furniture.viewer, self._memory.settings
        viewer.video.set_sound(settings.volume_percent, is_muted=settings.is_muted)
        viewer.sound_changed.connect(self._memory.keep_sound)
        viewer.closed.connect(self._on_viewer_closed)
        self._furniture.viewer.inspector_toggled.connect(window.commands["inspector"].toggle)
        self._furniture.viewer.full_screen_toggled.connect(self._full_screen.toggle)
        self._furniture.compare.closed.connect(self._show_grid)
        window.grid.cell_px_changed.connect(window.tool_bar.set_cell_px)
        window.grid.cell_px_changed.connect(self._memory.note)
        window.tool_bar.cell_px_chosen.connect(window.grid.set_cell_px)
        window.tool_bar.sort_chosen.connect(self._on_sort_chosen)
        window.tool_bar.grid_requested.connect(self._show_grid)
        window.sidebar.tags_manager_requested.connect(self._open_tags_manager)
        window.selection.changed.connect(self._on_selection_changed)
        self._on_selection_changed()

    def _on_sort_chosen(self, sort: Sort) -> None:
        browse = self._window.browse
        browse.set_query(replace(browse.query, sort=sort))

    def _on_language_chosen(self, code: str) -> None:
        self._memory.choose_language(code)
        self._furniture.toasts.show_text(
            self.tr("The language changes when Lightbox is started the next time")
        )

    def _on_selection_changed(self) -> None:
        count = self._window.selection.count
        self._window.tool_bar.set_can_compare(_FEWEST_COMPARED <= count <= _MOST_COMPARED)

    def _open_viewer(self, row: object = None) -> None:
        del row  # the viewer begins at the focus ring and follows the order shown
        window = self._window
        if window.selection.current >= 0:
            window.panes.show_full_view(self._furniture.viewer)
            self._furniture.viewer.open_at(window.selection.current)

    def _on_viewer_closed(self, position: int) -> None:
        self._show_grid()
        self._window.grid.ensure_visible(position)

    def _toggle_compare(self) -> None:
        window = self._window
        count = window.selection.count
        if window.panes.full_view is self._furniture.compare:
            self._show_grid()
        elif _FEWEST_COMPARED <= count <= _MOST_COMPARED:
            window.panes.show_full_view(self._furniture.compare)
            self._furniture.compare.open_rows(window.selection.rows())
            window.tool_bar.show_view(is_comparing=True)
        else:
            window.tool_bar.show_view(is_comparing=False)
            self._furniture.toasts.show_text(self.tr("Select two to four assets to compare them"))

    def _show_grid(self) -> None:
        self._window.tool_bar.show_view(is_comparing=False)
        self._window.panes.show_grid()

    def _edit_in_inspector(self, focus: Callable[[], None]) -> None:
        self._window.commands["inspector"].setChecked(True)
        focus()

    def _scale_text(self, step: float) -> None:
        theme = self._window.theme
        theme.set_text_scale(round(theme.text_scale + step, 2))

    def _toggle_theme(self) -> None:
        theme = self._window.theme
        theme.set_mode(ThemeMode.LIGHT if theme.is_dark else ThemeMode.DARK)

    def _choose_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self._window, self.tr("Import files"))
        self._furniture.imports.import_paths([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Import a folder"))
        self._furniture.imports.import_paths([Path(name)] if name else [])

    def _find_originals(self) -> None:
        title = self.tr("Look for missing originals in")
        name = QFileDialog.getExistingDirectory(self._window, title)
        if name:
            self._furniture.originals.search(Path(name))

    def _export(self) -> None:
        rows = self._furniture.asset_commands.rows()
        if not rows:
            return
        count = len(rows)
        title = counted(self.tr("Export %1 asset(s) to", "", count), count)
        name = QFileDialog.getExistingDirectory(self._window, title)
        if name:
            self._furniture.exports.export(rows, Path(name))

    def _open_tags_manager(self) -> None:
        window = self._window
        if window.library is not None:
            TagsManager(window.theme, window.library, window.edits, window).open()

    def _open_shortcuts(self) -> None:
        window = self._window
        editor = ShortcutsEditor(window.theme, window.commands, window)
        editor.saved.connect(self._memory.rebind)
        editor.open()
