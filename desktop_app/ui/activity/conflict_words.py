"""What a conflict card and a problem say: names, fields and values as people read them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.changes import Column
from desktop_app.domain.entities import AssetRow, Json, Visibility
from desktop_app.domain.sync import WHOLE_ROW, Conflict, Entity, Problem
from desktop_app.ui.activity.sync_state import SyncContents

translate = QCoreApplication.translate

_MOST_CHARACTERS = 400
_MOST_LINES = 8
_MOST_DEPTH = 4
_UNBROKEN_CHARACTERS = 24
_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value on a card: a text, or tags as chips; faint when it says that there is none."""

    text: str = ""
    chips: tuple[str, ...] = ()
    is_faint: bool = False


def subject_name(entity: Entity, id_: str, row: AssetRow | None, contents: SyncContents) -> str:
    """Return what an asset or a collection is called; "" when nobody knows."""
    if entity is Entity.COLLECTION:
        return contents.collections.get(id_, "")
    return "" if row is None else contents.names.get(row, "")


def conflict_title(conflict: Conflict, contents: SyncContents) -> str:
    """Return the heading of a card."""
    name = subject_name(conflict.entity, conflict.id, conflict.row, contents)
    name = name or _told_name(conflict)
    if conflict.entity is Entity.COLLECTION:
        if not name:
            return translate("Sync", "Conflict on a collection")
        return translate("Sync", "Conflict on collection “{name}”").replace("{name}", name)
    if not name:
        return translate("Sync", "Conflict on an asset without a title")
    return translate("Sync", "Conflict on “{name}”").replace("{name}", name)


def conflict_sentence(conflict: Conflict) -> str:
    """Return what happened, and of a whole row what each answer does."""
    if conflict.column != WHOLE_ROW:
        text = translate("Sync", "{field} changed here and on the server.")
        return text.replace("{field}", field_name(conflict.column))
    if conflict.theirs is None:
        return translate(
            "Sync",
            "Deleted there, edited here. Keep mine uploads it again, Take theirs removes it here"
            " too.",
        )
    return translate(
        "Sync",
        "Deleted here, edited there. Keep mine deletes it on the server too, Take theirs keeps it"
        " as it is there.",
    )


def field_name(column: str) -> str:
    """Return what a column is called in the window; one that it does not know as it is."""
    names = {
        Column.TITLE.value: translate("Sync", "Title"),
        Column.TAGS.value: translate("Sync", "Tags"),
        Column.FAVORITE.value: translate("Sync", "Favorite"),
        Column.VISIBILITY.value: translate("Sync", "Visibility"),
        Column.CATEGORY.value: translate("Sync", "Category"),
        Column.COLLECTION.value: translate("Sync", "Collection"),
        Column.ROLEPLAY.value: translate("Sync", "Roleplay"),
        "name": translate("Sync", "Name"),
        "description": translate("Sync", "Description"),
    }
    return names.get(column, column)


def shown_sides(
    conflict: Conflict, collections: Mapping[str, str]
) -> tuple[ShownValue, ShownValue, ShownValue]:
    """Return mine, theirs and before, as the card shows them."""
    values = (conflict.mine, conflict.theirs, conflict.base)
    if conflict.column != WHOLE_ROW:
        mine, theirs, base = (shown_value(conflict.column, each, collections) for each in values)
        return mine, theirs, base
    kept = conflict.mine if conflict.theirs is None else conflict.theirs
    columns = _changed_columns(kept, conflict.base)
    deleted = ShownValue(translate("Sync", "deleted"), is_faint=True)
    mine, theirs, base = (
        deleted if each is None else _shown_columns(each, columns, collections) for each in values
    )
    return mine, theirs, base


def shown_value(column: str, value: Json, collections: Mapping[str, str]) -> ShownValue:
    """Return one value of a column as it is read, never as it is stored."""
    nothing = ShownValue(_none_of(column), is_faint=True)
    if value is None or value in ("", [], {}):
        return nothing
    match column:
        case Column.TAGS if isinstance(value, list):
            return ShownValue(chips=tuple(str(tag) for tag in value))
        case Column.COLLECTION:
            name = collections.get(str(value))
            if name is None:
                return ShownValue(translate("Sync", "a collection that is gone"), is_faint=True)
            return ShownValue(_readable(name))
        case Column.VISIBILITY:
            return ShownValue(_visibility(str(value)))
    return ShownValue(_readable("\n".join(_lines(value))))


def problem_name(problem: Problem, contents: SyncContents) -> str:
    """Return the name of what a problem is about."""
    name = subject_name(problem.entity, problem.id, problem.row, contents)
    if name:
        return name
    if problem.entity is Entity.COLLECTION:
        return translate("Sync", "A collection")
    return translate("Sync", "An asset without a title")


def _told_name(conflict: Conflict) -> str:
    """Return the title or name that a conflict about a whole row brings along."""
    for side in (conflict.mine, conflict.theirs, conflict.base):
        if isinstance(side, dict):
            name = side.get(Column.TITLE.value) or side.get("name")
            if isinstance(name, str) and name.strip():
                return " ".join(name.split())
    return ""


def _none_of(column: str) -> str:
    return {
        Column.TITLE.value: translate("Sync", "no title"),
        Column.TAGS.value: translate("Sync", "no tags"),
        Column.COLLECTION.value: translate("Sync", "in no collection"),
    }.get(column, translate("Sync", "nothing"))


def _visibility(value: str) -> str:
    return {
        Visibility.PRIVATE.value: translate("Sync", "Private"),
        Visibility.SHARED.value: translate("Sync", "Shared"),
        Visibility.PUBLIC.value: translate("Sync", "Public"),
        "unlisted": translate("Sync", "Unlisted"),
    }.get(value, _readable(value))


def _changed_columns(kept: Json, base: Json) -> list[str]:
    """Return the columns that one side edited; all that hold something when nothing tells."""
    if not isinstance(kept, dict):
        return []
    before = base if isinstance(base, dict) else {}
    changed = [column for column, value in kept.items() if before.get(column) != value]
    return changed or [column for column, value in kept.items() if value not in (None, "", [], {})]


def _shown_columns(side: Json, columns: list[str], collections: Mapping[str, str]) -> ShownValue:
    values = side if isinstance(side, dict) else {}
    lines = []
    for column in columns[:_MOST_LINES]:
        shown = shown_value(column, values.get(column), collections)
        lines.append(f"{field_name(column)}: {shown.text or ', '.join(shown.chips)}")
    if not lines:
        return ShownValue(translate("Sync", "nothing"), is_faint=True)
    return ShownValue(_readable("\n".join(lines)))


def _lines(value: Json, path: str = "", depth: int = 0) -> Iterator[str]:
    """Write a value as lines such as ``scene › context: a mountain``."""
    prefix = f"{path}: " if path else ""
    match value:
        case bool():
            yield prefix + (translate("Sync", "Yes") if value else translate("Sync", "No"))
        case dict() if depth < _MOST_DEPTH:
            for key, inner in list(value.items())[:_MOST_LINES]:
                yield from _lines(inner, f"{path} › {key}" if path else key, depth + 1)
        case list() if all(isinstance(item, str | int | float) for item in value):
            yield prefix + ", ".join(map(str, value[:_MOST_CHARACTERS]))
        case dict() | list():
            yield prefix + "…"
        case None:
            yield prefix + translate("Sync", "nothing")
        case _:
            yield prefix + str(value)


def _readable(text: str) -> str:
    """Return a text cut where it goes on for too long, and breakable wherever it must break."""
    cut = text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
    lines = cut.split("\n")
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], "…"]
    return "\n".join(" ".join(map(_breakable, line.split(" "))) for line in lines)


def _breakable(word: str) -> str:
    step = _UNBROKEN_CHARACTERS
    return _BREAK.join(word[at : at + step] for at in range(0, len(word), step))
