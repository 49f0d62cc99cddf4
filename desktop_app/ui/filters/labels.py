"""How places, facets and their values are called, shown and read aloud."""

from PySide6.QtCore import QCoreApplication, QDate

from desktop_app.domain.query import Facet, PlaceKind
from desktop_app.domain.results import FacetValue
from desktop_app.ui.filters.lines import Line, LineKind, Mark
from desktop_app.ui.sentences import asset_count_text, locale

_MONTH_PARTS = 2
translate = QCoreApplication.translate


def place_label(kind: PlaceKind) -> str:
    """Return the name of a fixed place."""
    labels = {
        PlaceKind.ALL: translate("Sidebar", "All assets"),
        PlaceKind.FAVORITES: translate("Sidebar", "Favorites"),
        PlaceKind.RECENT: translate("Sidebar", "Recent"),
        PlaceKind.WAITING: translate("Sidebar", "Waiting to sync"),
        PlaceKind.CONFLICTS: translate("Sidebar", "Conflicts"),
        PlaceKind.THIS_MACHINE: translate("Sidebar", "This machine only"),
        PlaceKind.TRASH: translate("Sidebar", "Trash"),
        PlaceKind.COLLECTION: translate("Sidebar", "Collection"),
    }
    return labels[kind]


def removed_label() -> str:
    """Return the name of the list of what was removed elsewhere."""
    return translate("Sidebar", "Removed elsewhere")


def facet_label(facet: Facet) -> str:
    """Return the heading of a facet."""
    labels = {
        Facet.TYPE: translate("Sidebar", "Type"),
        Facet.TAG: translate("Sidebar", "Tags"),
        Facet.MODEL: translate("Sidebar", "Model"),
        Facet.CATEGORY: translate("Sidebar", "Category"),
        Facet.VISIBILITY: translate("Sidebar", "Visibility"),
        Facet.DATE: translate("Sidebar", "Date"),
        Facet.CHARACTER: translate("Sidebar", "Character"),
    }
    return labels[facet]


def value_label(facet: Facet, value: FacetValue) -> str:
    """Return how a counted value is shown: words of the product translated, others as they are."""
    if facet is Facet.TYPE:
        types = {"image": translate("Sidebar", "Image"), "video": translate("Sidebar", "Video")}
        return types.get(value.value, _own_label(value))
    if facet is Facet.VISIBILITY:
        visibilities = {
            "private": translate("Sidebar", "Private"),
            "shared": translate("Sidebar", "Shared"),
            "public": translate("Sidebar", "Public"),
            "unlisted": translate("Sidebar", "Unlisted"),
        }
        return visibilities.get(value.value, _own_label(value))
    if facet is Facet.DATE:
        return month_label(value.value)
    return _own_label(value)


def _own_label(value: FacetValue) -> str:
    return value.label or value.value or translate("Sidebar", "Unknown")


def month_label(month: str) -> str:
    """Return ``2025-08`` as "August 2025" in the user's language; other text as it is."""
    parts = month.split("-")
    if len(parts) == _MONTH_PARTS and all(part.isdecimal() for part in parts):
        date = QDate(int(parts[0]), int(parts[1]), 1)
        if date.isValid():
            return locale().toString(date, "MMMM yyyy")
    return month or translate("Sidebar", "Unknown")


def spoken(line: Line) -> str:
    """Return a line as assistive programs read it: "sunset, 2,410 assets, included"."""
    parts = [line.label]
    if line.count is not None:
        parts.append(asset_count_text(line.count))
    if line.mark is Mark.INCLUDED:
        parts.append(translate("Sidebar", "included"))
    elif line.mark is Mark.EXCLUDED:
        parts.append(translate("Sidebar", "excluded"))
    if line.is_current:
        parts.append(translate("Sidebar", "shown now"))
    if line.kind in {LineKind.HEADING, LineKind.GROUP}:
        parts.append(
            translate("Sidebar", "unfolded") if line.is_open else translate("Sidebar", "folded")
        )
    return ", ".join(parts)
