"""The fixed places at the top of the sidebar."""

from collections.abc import Mapping

from desktop_app.domain.query import Place, PlaceKind
from desktop_app.ui.filters.labels import place_label, removed_label
from desktop_app.ui.filters.lines import Line, LineKind, Section

_ICONS = {
    PlaceKind.ALL: "all",
    PlaceKind.FAVORITES: "heart",
    PlaceKind.RECENT: "clock",
    PlaceKind.WAITING: "upload",
    PlaceKind.CONFLICTS: "flag",
    PlaceKind.TRASH: "trash",
    PlaceKind.THIS_MACHINE: "machine",
}
_NEED_ACCOUNT = (PlaceKind.WAITING, PlaceKind.CONFLICTS, PlaceKind.THIS_MACHINE)
_NEED_USER = (PlaceKind.CONFLICTS,)
"""What is in these places asks for an answer, so its number stands out."""


def place_section(
    counts: Mapping[PlaceKind, int],
    current: Place | None,
    *,
    has_account: bool,
    removed_count: int = 0,
) -> Section:
    """Return the places; `current` is the one shown, None when a saved search is.

    Args:
        counts: how many assets each holds.
        current: the one that is shown.
        has_account: whether there is a server; without one the places of sync are not there.
        removed_count: how many assets were removed elsewhere, which are no assets any more.
    """
    lines = [
        Line(
            LineKind.PLACE,
            kind.value,
            place_label(kind),
            icon,
            counts.get(kind),
            count_tint="warn" if kind in _NEED_USER and counts.get(kind) else "faint",
            is_current=current is not None and current.kind is kind,
        )
        for kind, icon in _ICONS.items()
        if has_account or kind not in _NEED_ACCOUNT
    ]
    if has_account:
        removed = Line(LineKind.REMOVED, "", removed_label(), "cloud-off", removed_count)
        lines.append(removed)
    return Section("places", None, tuple(lines))
