"""What the grid says when it has nothing to show, and what to do about it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_app.domain.query import AssetQuery, PlaceKind


@dataclass(frozen=True, slots=True)
class EmptyState:
    """A title, a sentence, and the command that helps; `action` is "" when none does.

    `other` is another command that helps, if there is one.
    """

    title: str
    sentence: str
    action_text: str = ""
    action: str = ""
    other_text: str = ""
    other: str = ""


_STATES = {
    "loading": (
        QT_TRANSLATE_NOOP("EmptyStates", "Opening your library…"),
        QT_TRANSLATE_NOOP("EmptyStates", "This takes a moment the first time."),
        "",
        "",
    ),
    "no_match": (
        QT_TRANSLATE_NOOP("EmptyStates", "Nothing matches"),
        QT_TRANSLATE_NOOP("EmptyStates", "No asset here fits the search and the chosen filters."),
        QT_TRANSLATE_NOOP("EmptyStates", "Clear all"),
        "clear_filters",
    ),
    PlaceKind.ALL: (
        QT_TRANSLATE_NOOP("EmptyStates", "Your library is empty"),
        QT_TRANSLATE_NOOP(
            "EmptyStates",
            "Drop pictures or folders here. Their prompts, models and seeds are read from them.",
        ),
        QT_TRANSLATE_NOOP("EmptyStates", "Import files…"),
        "import_files",
    ),
    PlaceKind.FAVORITES: (
        QT_TRANSLATE_NOOP("EmptyStates", "No favorites yet"),
        QT_TRANSLATE_NOOP("EmptyStates", "Press F on an asset, or click the heart on its tile."),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
    PlaceKind.RECENT: (
        QT_TRANSLATE_NOOP("EmptyStates", "Nothing from the last two weeks"),
        QT_TRANSLATE_NOOP("EmptyStates", "Assets made in the last 14 days stand here."),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
    PlaceKind.TRASH: (
        QT_TRANSLATE_NOOP("EmptyStates", "The Trash is empty"),
        QT_TRANSLATE_NOOP(
            "EmptyStates", "What you delete waits here for 30 days and can be restored."
        ),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
    PlaceKind.COLLECTION: (
        QT_TRANSLATE_NOOP("EmptyStates", "This collection is empty"),
        QT_TRANSLATE_NOOP("EmptyStates", "Drag assets onto its name, or press L on a selection."),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
    PlaceKind.WAITING: (
        QT_TRANSLATE_NOOP("EmptyStates", "Nothing is waiting"),
        QT_TRANSLATE_NOOP("EmptyStates", "Every edit and file has reached the server."),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
    PlaceKind.THIS_MACHINE: (
        QT_TRANSLATE_NOOP("EmptyStates", "Nothing is on this machine only"),
        QT_TRANSLATE_NOOP("EmptyStates", "The server knows every asset of this library."),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
    PlaceKind.CONFLICTS: (
        QT_TRANSLATE_NOOP("EmptyStates", "No conflicts"),
        QT_TRANSLATE_NOOP("EmptyStates", "Nothing was changed here and elsewhere at once."),
        QT_TRANSLATE_NOOP("EmptyStates", "Show all assets"),
        "go_all",
    ),
}


def _state(key: str) -> EmptyState:
    title, sentence, action_text, action = _STATES[key]
    translated = [
        QCoreApplication.translate("EmptyStates", text) if text else ""
        for text in (title, sentence, action_text)
    ]
    return EmptyState(translated[0], translated[1], translated[2], action)


def empty_state(query: AssetQuery, *, has_account: bool) -> EmptyState:
    """Return what to say when this query finds nothing."""
    state = _state("no_match" if query.is_narrowed else query.place.kind)
    if has_account or query.is_narrowed or query.place.kind is not PlaceKind.ALL:
        return state
    sign_in = QCoreApplication.translate("Actions", "Sign in to Supabase…")
    return replace(state, other_text=sign_in, other="connect")


def loading_state() -> EmptyState:
    """Return what to say while the library opens."""
    return _state("loading")
