"""The context menus of the sidebar's lines."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.query import Facet
from desktop_app.ui.filters.lines import Line, LineKind, Mark
from desktop_app.ui.sentences import counted


@dataclass(frozen=True, slots=True)
class Commands:
    """What the menus can set going; the sidebar does it."""

    activate: Callable[[Line], None]
    include: Callable[[Line], None]
    exclude: Callable[[Line], None]
    only: Callable[[Line], None]
    rename: Callable[[Line], None]
    delete: Callable[[Line], None]
    move_selected: Callable[[Line], None]
    new_collection: Callable[[], None]
    save_search: Callable[[], None]
    filter_tags: Callable[[], None]
    manage_tags: Callable[[], None]
    clear_all: Callable[[], None]


class SidebarMenu(QObject):
    """Makes a menu for a line, with what can be done to it and nothing else."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._commands = commands

    def open(
        self, line: Line | None, at: QPoint, *, selected_count: int, is_narrowed: bool
    ) -> QMenu:
        """Show the menu of a line (None: of the empty space) at a global position."""
        menu = QMenu(self._parent)
        menu.setAccessibleName(line.label if line is not None else self.tr("Sidebar"))
        if line is not None:
            self._fill(menu, line, selected_count)
        if not menu.isEmpty():
            menu.addSeparator()
        self._add(menu, self.tr("New collection"), self._commands.new_collection)
        saving = self._add(menu, self.tr("Save this search"), self._commands.save_search)
        saving.setEnabled(is_narrowed)
        clearing = self._add(menu, self.tr("Clear all"), self._commands.clear_all)
        clearing.setEnabled(is_narrowed)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return menu

    def _fill(self, menu: QMenu, line: Line, selected_count: int) -> None:
        commands = self._commands
        match line.kind:
            case LineKind.VALUE:
                self._fill_value(menu, line)
            case LineKind.COLLECTION:
                self._add(menu, self.tr("Open"), lambda: commands.activate(line))
                if selected_count:
                    text = counted(
                        self.tr("Move %1 selected asset(s) here", "", selected_count),
                        selected_count,
                    )
                    self._add(menu, text, lambda: commands.move_selected(line))
                self._add(menu, self.tr("Rename"), lambda: commands.rename(line))
                self._add(menu, self.tr("Delete collection"), lambda: commands.delete(line))
            case LineKind.SAVED_SEARCH:
                self._add(menu, self.tr("Open"), lambda: commands.activate(line))
                self._add(menu, self.tr("Rename"), lambda: commands.rename(line))
                self._add(menu, self.tr("Delete saved search"), lambda: commands.delete(line))
            case LineKind.HEADING | LineKind.GROUP:
                text = self.tr("Fold") if line.is_open else self.tr("Unfold")
                self._add(menu, text, lambda: commands.activate(line))
                if line.facet is Facet.TAG:
                    self._add_tag_commands(menu)
            case LineKind.PLACE | LineKind.MORE | LineKind.REMOVED:
                self._add(menu, self.tr("Open"), lambda: commands.activate(line))
            case LineKind.FILTER:
                pass

    def _fill_value(self, menu: QMenu, line: Line) -> None:
        commands = self._commands
        if line.mark is not Mark.INCLUDED:
            self._add(menu, self.tr("Include"), lambda: commands.include(line))
        if line.mark is not Mark.EXCLUDED:
            self._add(menu, self.tr("Exclude"), lambda: commands.exclude(line))
        if line.mark is not Mark.NONE:
            self._add(menu, self.tr("Clear"), lambda: commands.activate(line))
        self._add(menu, self.tr("Only this"), lambda: commands.only(line))
        if line.facet is Facet.TAG:
            menu.addSeparator()
            self._add_tag_commands(menu)

    def _add_tag_commands(self, menu: QMenu) -> None:
        self._add(menu, self.tr("Filter tags"), self._commands.filter_tags)
        self._add(menu, self.tr("Manage tags…"), self._commands.manage_tags)

    @staticmethod
    def _add(menu: QMenu, text: str, run: Callable[[], None]) -> QAction:
        # Names given by the user may hold an ampersand, which is no mnemonic.
        action = QAction(text.replace("&", "&&"), menu)
        action.triggered.connect(lambda _is_checked: run())
        menu.addAction(action)
        return action
