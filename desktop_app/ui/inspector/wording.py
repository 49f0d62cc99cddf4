"""How the inspector puts values into words: sizes, instants, lengths, unknowns."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Asset, FileState, Visibility

translate = QCoreApplication.translate


def unknown() -> str:
    """Return the word for what neither the server nor the file tells."""
    return translate("Inspector", "unknown")


def size_text(size_bytes: int) -> str:
    """Return a size such as "2.0 MB"; 0 is unknown."""
    if size_bytes <= 0:
        return unknown()
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def pixels_text(width_px: int | None, height_px: int | None) -> str:
    """Return dimensions such as "1024 × 768", or "" when they are not known."""
    if not width_px or not height_px:
        return ""
    return f"{width_px} × {height_px}"


def length_text(duration_s: float) -> str:
    """Return a playing time such as "0:05" or "1:02:03"."""
    whole_s = round(duration_s)
    minutes, seconds = divmod(whole_s, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes}:{seconds:02}"


def instant_text(instant_us: int) -> str:
    """Return an instant in the system's zone, such as "30 Aug 2025, 10:00"; 0 is unknown."""
    if instant_us <= 0:
        return unknown()
    moment = QDateTime.fromMSecsSinceEpoch(instant_us // 1000)
    return QLocale().toString(moment, translate("Inspector", "d MMM yyyy, HH:mm"))


def day_text(instant_us: int) -> str:
    """Return the day of an instant in the system's zone, such as "30 Aug 2025"."""
    if instant_us <= 0:
        return unknown()
    moment = QDateTime.fromMSecsSinceEpoch(instant_us // 1000)
    return QLocale().toString(moment, translate("Inspector", "d MMM yyyy"))


def days_text(from_us: int, to_us: int) -> str:
    """Return a span of days, or the one day when both instants fall on it."""
    first, last = day_text(from_us), day_text(to_us)
    return first if first == last else f"{first} – {last}"


def visibility_text(visibility: str) -> str:
    """Return the name of a visibility; one that is not documented is shown as it is."""
    names = {
        Visibility.PRIVATE.value: translate("Inspector", "Private"),
        Visibility.SHARED.value: translate("Inspector", "Shared"),
        Visibility.PUBLIC.value: translate("Inspector", "Public"),
    }
    return names.get(visibility, visibility)


def file_text(asset: Asset) -> str:
    """Return where the original is, or "" when it is in this library's own store."""
    if asset.file_state is FileState.ABSENT:
        return translate("Inspector", "not on this machine")
    if asset.file_state is FileState.MISSING:
        return translate("Inspector", "missing")
    if asset.file_state is FileState.REFERENCED:
        return translate("Inspector", "left where it is")
    return ""


def pending_text(columns: frozenset[str]) -> str:
    """Return the line about edits the server has not acknowledged, or ""."""
    names = {
        Column.TITLE.value: translate("Inspector", "Title"),
        Column.TAGS.value: translate("Inspector", "Tags"),
        Column.FAVORITE.value: translate("Inspector", "Favorite"),
        Column.VISIBILITY.value: translate("Inspector", "Visibility"),
        Column.CATEGORY.value: translate("Inspector", "Category"),
        Column.COLLECTION.value: translate("Inspector", "Collection"),
        Column.ROLEPLAY.value: translate("Inspector", "Roleplay"),
    }
    edited = [name for column, name in names.items() if column in columns]
    edited += sorted(columns - names.keys())
    if not edited:
        return ""
    return translate("Inspector", "{fields} edited offline, waiting to sync").format(
        fields=", ".join(edited)
    )


def query_text(key: str, value: str) -> str:
    """Return search text that finds a value, such as ``model:"sdxl"``; quotes are escaped."""
    plain = " ".join(value.replace("\\", "\\\\").replace('"', '\\"').split())
    return f'{key}:"{plain}"'
