"""The fixed places at the top of the sidebar."""

from collections.abc import Mapping

from desktop_app.domain.query import Place, PlaceKind
from desktop_app.ui.filters.labels import place_label
from desktop_app.ui.filters.lines import Line, LineKind, Section

_ICONS = {
    PlaceKind.ALL: "all",
    PlaceKind.FAVORITES: "heart",
    PlaceKind.RECENT: "clock",
    PlaceKind.WAITING: "upload",
    PlaceKind.CONFLICTS: "flag",
    PlaceKind.TRASH: "trash",
}
_NEED_ACCOUNT = (PlaceKind.WAITING, PlaceKind.CONFLICTS)


def place_section(
    counts: Mapping[PlaceKind, int], current: Place | None, *, has_account: bool
) -> Section:
    """Return the places; `current` is the one shown, None when a saved search is."""
    return Section(
        "places",
        None,
        tuple(
            Line(
                LineKind.PLACE,
                kind.value,
                place_label(kind),
                icon,
                counts.get(kind),
                count_tint=(
                    "warn" if kind is PlaceKind.CONFLICTS and counts.get(kind) else "faint"
                ),
                is_current=current is not None and current.kind is kind,
            )
            for kind, icon in _ICONS.items()
            if has_account or kind not in _NEED_ACCOUNT
        ),
    )
