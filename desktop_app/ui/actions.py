"""Every command of the window: a name, a shortcut that can be rebound, a place in the palette."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

CONTEXT = "Actions"


class Group(StrEnum):
    """Where a command stands in the menu and on the sheet of keys."""

    FILE = "file"
    EDIT = "edit"
    ASSET = "asset"
    VIEW = "view"
    GO = "go"
    SYNC = "sync"
    SORT = "sort"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class _Command:
    """One command as designed; `keys` are portable key sequences, the first one is shown."""

    name: str
    text: str
    group: Group
    keys: tuple[str, ...] = ()
    is_checkable: bool = False


# Commands whose keys must not reach through a text field are handled by Qt itself: a field
# claims the characters it can type before any shortcut sees them.
_COMMANDS = (
    _Command(
        "import_files",
        QT_TRANSLATE_NOOP("Actions", "Import files…"),
        Group.FILE,
        ("Ctrl+O",),
    ),
    _Command(
        "import_folder",
        QT_TRANSLATE_NOOP("Actions", "Import a folder…"),
        Group.FILE,
        ("Ctrl+Shift+O",),
    ),
    _Command("paste", QT_TRANSLATE_NOOP("Actions", "Paste as import"), Group.FILE, ("Ctrl+V",)),
    _Command("find_originals", QT_TRANSLATE_NOOP("Actions", "Find missing originals…"), Group.FILE),
    _Command("export", QT_TRANSLATE_NOOP("Actions", "Export…"), Group.FILE, ("Ctrl+E",)),
    _Command(
        "adopt", QT_TRANSLATE_NOOP("Actions", "Upload the library of this machine"), Group.FILE
    ),
    _Command("connect", QT_TRANSLATE_NOOP("Actions", "Sign in to Supabase…"), Group.FILE),
    _Command("accounts", QT_TRANSLATE_NOOP("Actions", "Accounts…"), Group.FILE, ("Ctrl+Shift+U",)),
    _Command("quit", QT_TRANSLATE_NOOP("Actions", "Quit"), Group.FILE, ("Ctrl+Q",)),
    _Command("undo", QT_TRANSLATE_NOOP("Actions", "Undo"), Group.EDIT, ("Ctrl+Z",)),
    _Command("redo", QT_TRANSLATE_NOOP("Actions", "Redo"), Group.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y")),
    _Command("select_all", QT_TRANSLATE_NOOP("Actions", "Select all"), Group.EDIT, ("Ctrl+A",)),
    _Command(
        "invert_selection",
        QT_TRANSLATE_NOOP("Actions", "Invert selection"),
        Group.EDIT,
        ("Ctrl+I",),
    ),
    _Command("find", QT_TRANSLATE_NOOP("Actions", "Find"), Group.EDIT, ("Ctrl+F", "/")),
    _Command(
        "clear_filters",
        QT_TRANSLATE_NOOP("Actions", "Clear all filters"),
        Group.EDIT,
        ("Ctrl+Shift+X",),
    ),
    _Command(
        "save_search", QT_TRANSLATE_NOOP("Actions", "Save this search…"), Group.EDIT, ("Ctrl+S",)
    ),
    _Command(
        "tags_manager",
        QT_TRANSLATE_NOOP("Actions", "Manage tags…"),
        Group.EDIT,
        ("Ctrl+Shift+T",),
    ),
    _Command("favorite", QT_TRANSLATE_NOOP("Actions", "Favorite"), Group.ASSET, ("F",)),
    _Command("edit_title", QT_TRANSLATE_NOOP("Actions", "Edit title"), Group.ASSET, ("F2",)),
    _Command("edit_tags", QT_TRANSLATE_NOOP("Actions", "Edit tags"), Group.ASSET, ("T",)),
    _Command(
        "add_to_collection",
        QT_TRANSLATE_NOOP("Actions", "Add to collection…"),
        Group.ASSET,
        ("L",),
    ),
    _Command("copy_files", QT_TRANSLATE_NOOP("Actions", "Copy files"), Group.ASSET, ("Ctrl+C",)),
    _Command(
        "copy_prompt",
        QT_TRANSLATE_NOOP("Actions", "Copy prompt"),
        Group.ASSET,
        ("Ctrl+Shift+C",),
    ),
    _Command("copy_seed", QT_TRANSLATE_NOOP("Actions", "Copy seed"), Group.ASSET),
    _Command(
        "open_with",
        QT_TRANSLATE_NOOP("Actions", "Open in another program"),
        Group.ASSET,
        ("Ctrl+Return",),
    ),
    _Command(
        "show_in_folder",
        QT_TRANSLATE_NOOP("Actions", "Show in the file manager"),
        Group.ASSET,
        ("Ctrl+Shift+R",),
    ),
    _Command("same_prompt", QT_TRANSLATE_NOOP("Actions", "Find same prompt"), Group.ASSET),
    _Command("same_seed", QT_TRANSLATE_NOOP("Actions", "Find same seed"), Group.ASSET),
    _Command("same_model", QT_TRANSLATE_NOOP("Actions", "Find same model"), Group.ASSET),
    _Command(
        "find_similar", QT_TRANSLATE_NOOP("Actions", "Find similar"), Group.ASSET, ("Ctrl+Shift+F",)
    ),
    _Command("trash", QT_TRANSLATE_NOOP("Actions", "Move to Trash"), Group.ASSET, ("Del",)),
    _Command(
        "restore",
        QT_TRANSLATE_NOOP("Actions", "Restore from Trash"),
        Group.ASSET,
        ("Shift+Del",),
    ),
    _Command("empty_trash", QT_TRANSLATE_NOOP("Actions", "Empty Trash…"), Group.ASSET),
    _Command("view", QT_TRANSLATE_NOOP("Actions", "View"), Group.VIEW),
    _Command("compare", QT_TRANSLATE_NOOP("Actions", "Compare"), Group.VIEW, ("C",)),
    _Command(
        "inspector",
        QT_TRANSLATE_NOOP("Actions", "Inspector"),
        Group.VIEW,
        ("I",),
        is_checkable=True,
    ),
    _Command(
        "sidebar",
        QT_TRANSLATE_NOOP("Actions", "Sidebar"),
        Group.VIEW,
        ("Ctrl+\\",),
        is_checkable=True,
    ),
    _Command(
        "larger_tiles",
        QT_TRANSLATE_NOOP("Actions", "Larger tiles"),
        Group.VIEW,
        ("Ctrl++", "Ctrl+="),
    ),
    _Command(
        "smaller_tiles", QT_TRANSLATE_NOOP("Actions", "Smaller tiles"), Group.VIEW, ("Ctrl+-",)
    ),
    _Command(
        "crop_tiles",
        QT_TRANSLATE_NOOP("Actions", "Crop tiles to squares"),
        Group.VIEW,
        ("Ctrl+Shift+L",),
        is_checkable=True,
    ),
    _Command(
        "blur",
        QT_TRANSLATE_NOOP("Actions", "Privacy blur"),
        Group.VIEW,
        ("Ctrl+B",),
        is_checkable=True,
    ),
    _Command(
        "reduced_motion",
        QT_TRANSLATE_NOOP("Actions", "Reduce motion"),
        Group.VIEW,
        is_checkable=True,
    ),
    _Command("larger_text", QT_TRANSLATE_NOOP("Actions", "Larger text"), Group.VIEW, ("Ctrl+.",)),
    _Command("smaller_text", QT_TRANSLATE_NOOP("Actions", "Smaller text"), Group.VIEW, ("Ctrl+,",)),
    _Command(
        "toggle_theme",
        QT_TRANSLATE_NOOP("Actions", "Switch between light and dark"),
        Group.VIEW,
        ("Ctrl+Shift+D",),
    ),
    _Command(
        "system_theme", QT_TRANSLATE_NOOP("Actions", "Follow the system's colours"), Group.VIEW
    ),
    _Command(
        "language_system",
        QT_TRANSLATE_NOOP("Actions", "Language: as the system"),
        Group.VIEW,
        is_checkable=True,
    ),
    _Command(
        "language_en",
        QT_TRANSLATE_NOOP("Actions", "Language: English"),
        Group.VIEW,
        is_checkable=True,
    ),
    _Command(
        "language_de",
        QT_TRANSLATE_NOOP("Actions", "Language: Deutsch"),
        Group.VIEW,
        is_checkable=True,
    ),
    _Command("full_screen", QT_TRANSLATE_NOOP("Actions", "Full screen"), Group.VIEW, ("F11",)),
    _Command("go_all", QT_TRANSLATE_NOOP("Actions", "All assets"), Group.GO, ("Ctrl+1",)),
    _Command("go_favorites", QT_TRANSLATE_NOOP("Actions", "Favorites"), Group.GO, ("Ctrl+2",)),
    _Command("go_recent", QT_TRANSLATE_NOOP("Actions", "Recent"), Group.GO, ("Ctrl+3",)),
    _Command("go_trash", QT_TRANSLATE_NOOP("Actions", "Trash"), Group.GO, ("Ctrl+4",)),
    _Command(
        "go_waiting", QT_TRANSLATE_NOOP("Actions", "Waiting to sync"), Group.SYNC, ("Ctrl+5",)
    ),
    _Command("go_conflicts", QT_TRANSLATE_NOOP("Actions", "Conflicts"), Group.SYNC, ("Ctrl+6",)),
    _Command(
        "go_this_machine",
        QT_TRANSLATE_NOOP("Actions", "This machine only"),
        Group.SYNC,
        ("Ctrl+7",),
    ),
    _Command(
        "show_removed", QT_TRANSLATE_NOOP("Actions", "Removed elsewhere"), Group.SYNC, ("Ctrl+8",)
    ),
    _Command(
        "show_activity",
        QT_TRANSLATE_NOOP("Actions", "Show sync activity"),
        Group.SYNC,
        ("Ctrl+Shift+S",),
    ),
    _Command("sync_now", QT_TRANSLATE_NOOP("Actions", "Sync now"), Group.SYNC, ("F5",)),
    _Command(
        "pause_sync",
        QT_TRANSLATE_NOOP("Actions", "Pause sync"),
        Group.SYNC,
        ("Ctrl+Shift+P",),
        is_checkable=True,
    ),
    _Command(
        "metered",
        QT_TRANSLATE_NOOP("Actions", "Metered connection"),
        Group.SYNC,
        is_checkable=True,
    ),
    _Command(
        "keep_originals", QT_TRANSLATE_NOOP("Actions", "Originals on this machine…"), Group.SYNC
    ),
    _Command("retry_all", QT_TRANSLATE_NOOP("Actions", "Retry all refused edits"), Group.SYNC),
    _Command(
        "keep_all_mine", QT_TRANSLATE_NOOP("Actions", "Keep mine in all conflicts"), Group.SYNC
    ),
    _Command(
        "take_all_theirs", QT_TRANSLATE_NOOP("Actions", "Take theirs in all conflicts"), Group.SYNC
    ),
    _Command("palette", QT_TRANSLATE_NOOP("Actions", "Command palette"), Group.HELP, ("Ctrl+K",)),
    _Command("keys", QT_TRANSLATE_NOOP("Actions", "Keys"), Group.HELP, ("F1",)),
    _Command("edit_shortcuts", QT_TRANSLATE_NOOP("Actions", "Change shortcuts…"), Group.HELP),
    _Command("menu", QT_TRANSLATE_NOOP("Actions", "Menu"), Group.HELP, ("F10",)),
    _Command("about", QT_TRANSLATE_NOOP("Actions", "About Lightbox"), Group.HELP),
)

_GROUP_TITLES = {
    Group.FILE: QT_TRANSLATE_NOOP("Groups", "File"),
    Group.EDIT: QT_TRANSLATE_NOOP("Groups", "Edit"),
    Group.ASSET: QT_TRANSLATE_NOOP("Groups", "Asset"),
    Group.VIEW: QT_TRANSLATE_NOOP("Groups", "View"),
    Group.GO: QT_TRANSLATE_NOOP("Groups", "Go"),
    Group.SYNC: QT_TRANSLATE_NOOP("Groups", "Sync"),
    Group.SORT: QT_TRANSLATE_NOOP("Groups", "Sort"),
    Group.HELP: QT_TRANSLATE_NOOP("Groups", "Help"),
}


def group_title(group: Group) -> str:
    """Return a group's translated title."""
    return QCoreApplication.translate("Groups", _GROUP_TITLES[group])


class Actions(QObject):
    """All QActions of a window, by name, added to it so that their shortcuts work."""

    def __init__(self, window: QWidget, rebound: Mapping[str, str]) -> None:
        """Make the actions; `rebound` holds key sequences the user chose, by name."""
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, Group] = {}
        self._defaults: dict[str, list[QKeySequence]] = {}
        for command in _COMMANDS:
            self.add(
                command.name,
                QCoreApplication.translate(CONTEXT, command.text),
                command.group,
                command.keys,
                is_checkable=command.is_checkable,
            )
        self.rebind(rebound)

    def __getitem__(self, name: str) -> QAction:
        """Return the action of this name."""
        return self._actions[name]

    def add(
        self,
        name: str,
        text: str,
        group: Group,
        keys: Iterable[str] = (),
        *,
        is_checkable: bool = False,
    ) -> QAction:
        """Add a command; its name is also the action's object name."""
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setCheckable(is_checkable)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._actions[name] = action
        self._groups[name] = group
        self._defaults[name] = [QKeySequence(keys_) for keys_ in keys]
        action.setShortcuts(self._defaults[name])
        self._window.addAction(action)
        return action

    def add_choice(self, name: str, text: str, group: QActionGroup) -> QAction:
        """Add one of several orders, of which exactly one is in force."""
        action = self.add(name, text, Group.SORT, is_checkable=True)
        group.addAction(action)
        return action

    def all(self) -> list[QAction]:
        """Return every action, in the order of the menu."""
        return list(self._actions.values())

    def shown(self) -> list[QAction]:
        """Return the actions that apply to the library that is open, in the order of the menu."""
        return [action for action in self._actions.values() if action.isVisible()]

    def of_group(self, group: Group) -> list[QAction]:
        """Return the actions of one group, in order."""
        return [action for name, action in self._actions.items() if self._groups[name] is group]

    def group_of(self, action: QAction) -> Group:
        """Return the group an action belongs to."""
        return self._groups[action.objectName()]

    def default_keys(self, name: str) -> list[QKeySequence]:
        """Return the key sequences a command was designed with."""
        return self._defaults[name]

    def rebind(self, rebound: Mapping[str, str]) -> None:
        """Give commands the user's own key sequences; all others get their designed ones.

        Keys are in portable text; an unknown name is ignored, an empty text means no keys.
        """
        for name, action in self._actions.items():
            keys = rebound.get(name)
            if keys is None:
                action.setShortcuts(self._defaults[name])
            else:
                action.setShortcut(QKeySequence(keys, QKeySequence.SequenceFormat.PortableText))

    def set_enabled(self, names: Iterable[str], is_enabled: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Enable or disable several commands."""
        for name in names:
            self._actions[name].setEnabled(is_enabled)
