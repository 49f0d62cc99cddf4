"""What the rooms of one window share, and the window's places that they stand in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.bridge import CatalogBridge
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.empty_states import EmptyState
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.panes import Panes
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.session import Library
    from desktop_app.ui.actions import Actions
    from desktop_app.ui.activity.status_bar import StatusBar
    from desktop_app.ui.filters.search_field import SearchField
    from desktop_app.ui.filters.sidebar import Sidebar
    from desktop_app.ui.tool_bar import ToolBar


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the program goes on when a window was closed for another library.

    Attributes:
        folder: the library to open.
        work: to be done in a worker once this library is closed.
    """

    folder: Path
    work: Callable[[], None] | None = None


class Shell(QWidget):
    """The window as its rooms know it.

    Attributes:
        theme: the look, shared by all rooms.
        workers: the threads, shared by all rooms.
        browse, selection, edits: what all rooms share.
        bridge: tells what was committed.
        panes: the three panes.
        grid: the room that is painted first.
        commands: every command, by name; made after the first paint, like the next four.
        sidebar, search, tool_bar, status_bar: the rooms around the grid.
        library: the open library, None until it is.
        leaving: where the program goes on after this window; None where it ends.

    Signals:
        closed: the user closed the window; it is hidden and how it looked is kept.
        activated: the user has come to the window from another one.
    """

    closed = Signal()
    activated = Signal()

    commands: "Actions"
    sidebar: "Sidebar"
    search: "SearchField"
    tool_bar: "ToolBar"
    status_bar: "StatusBar"

    def __init__(self, theme: Theme, workers: Workers) -> None:
        super().__init__()
        self.setWindowTitle("Lightbox")
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.theme = theme
        self.workers = workers
        self.library: Library | None = None
        self.leaving: Leaving | None = None
        self.browse = Browse(workers, self)
        self.selection = Selection(self)
        self.edits = Edits(workers, self)
        self.bridge = CatalogBridge()
        self.grid = GridView(theme, workers, self.selection, self.edits)
        self.panes = Panes(theme, self.grid)

    def show_empty(self, state: EmptyState) -> None:
        """Say this in the grid's place when there is nothing to show."""
        offered = ((state.action_text, state.action), (state.other_text, state.other))
        actions = [(text, self.commands[name].trigger) for text, name in offered if name]
        self.grid.set_empty_state(state.title, state.sentence, actions)

    def leave_for(self, leaving: Leaving) -> None:
        """Close this window for one on another library."""
        self.leaving = leaving
        self.close()

    def come_to_front(self) -> None:
        """Stand before the other windows, if the system lets it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        """Tell that the window is the one that is worked in now."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()
