"""What stands around the grid: commands, sidebar, search field, bars, and their wires."""

from typing import TYPE_CHECKING

from desktop_app.ui.actions import Actions
from desktop_app.ui.activity.status_bar import StatusBar
from desktop_app.ui.filters.search_field import SearchField
from desktop_app.ui.filters.sidebar import Sidebar
from desktop_app.ui.shell import Shell
from desktop_app.ui.tool_bar import ToolBar

if TYPE_CHECKING:
    from desktop_app.reopening import Remembered


def dress(window: Shell, remembered: "Remembered") -> None:
    """Make these rooms and give them to the window, as they were left last time."""
    theme, workers, settings = window.theme, window.workers, remembered.settings
    browse = window.browse
    window.commands = Actions(window, settings.shortcuts)
    window.sidebar = Sidebar(theme, workers, browse, window.edits, window.selection)
    window.panes.set_sidebar(window.sidebar)
    window.search = SearchField(theme, workers, browse)
    window.status_bar = StatusBar(theme, workers, browse, window.selection)
    window.tool_bar = ToolBar(theme, window.commands, window.search)
    window.tool_bar.set_cell_px(settings.cell_px)
    window.tool_bar.set_sort(browse.query.sort)
    for name, room in (("sidebar", window.sidebar), ("search", window.search)):
        state = remembered.view.rooms.get(name)
        if isinstance(state, dict):
            room.restore_state(state)
    browse.query_changed.connect(lambda query: window.tool_bar.set_sort(query.sort))
    window.search.left_down.connect(window.grid.setFocus)
    window.search.escaped.connect(window.grid.setFocus)
