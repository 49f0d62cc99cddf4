"""The menu behind the bar's last button, and the menu of the selected assets."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.ui.actions import Actions, Group, group_title

_SEPARATED_BEFORE = frozenset(
    {
        "export",
        "connect",
        "quit",
        "select_all",
        "find",
        "tags_manager",
        "trash",
        "blur",
        "larger_text",
        "language_system",
        "full_screen",
        "show_activity",
        "retry_all",
    }
)
_MENU_GROUPS = (
    Group.FILE,
    Group.EDIT,
    Group.ASSET,
    Group.VIEW,
    Group.GO,
    Group.SYNC,
    Group.HELP,
)


def main_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu with every command, a submenu for each group."""
    menu = QMenu(parent)
    submenus = []
    for group in _MENU_GROUPS:
        submenu = menu.addMenu(group_title(group))
        submenus.append(submenu)
        for action in actions.of_group(group):
            if action.objectName() in _SEPARATED_BEFORE:
                submenu.addSeparator()
            submenu.addAction(action)
    menu.aboutToShow.connect(lambda: _hide_empty(submenus))
    return menu


def _hide_empty(submenus: list[QMenu]) -> None:
    """Leave out the menus of which nothing applies: without an account there is no sync."""
    for submenu in submenus:
        shown = (action for action in submenu.actions() if not action.isSeparator())
        submenu.menuAction().setVisible(any(action.isVisible() for action in shown))


def background_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the context menu of the grid where there is no asset."""
    menu = QMenu(parent)
    for names in (
        ("import_files", "import_folder", "paste"),
        ("select_all", "save_search", "clear_filters"),
        ("crop_tiles", "blur"),
    ):
        for name in names:
            menu.addAction(actions[name])
        menu.addSeparator()
    return menu


def asset_menu(
    actions: Actions, parent: QWidget, collections: list[QAction], *, is_in_trash: bool
) -> QMenu:
    """Return the context menu of the selected assets; `collections` are places to move to."""
    menu = QMenu(parent)
    if is_in_trash:
        for name in ("view", "restore", "empty_trash"):
            menu.addAction(actions[name])
        return menu
    for name in ("view", "compare", "favorite", "edit_title", "edit_tags"):
        menu.addAction(actions[name])
    submenu = menu.addMenu(actions["add_to_collection"].text())
    submenu.addActions(collections)
    menu.addSeparator()
    for name in ("copy_files", "copy_prompt", "copy_seed", "open_with", "show_in_folder", "export"):
        menu.addAction(actions[name])
    menu.addSeparator()
    for name in ("same_prompt", "same_seed", "same_model", "find_similar"):
        menu.addAction(actions[name])
    menu.addSeparator()
    menu.addAction(actions["trash"])
    return menu
