"""Collections and saved searches: one block of the sidebar under one heading."""

from collections.abc import Mapping, Sequence

from desktop_app.domain.entities import Collection, CollectionId, SavedSearch, SavedSearchId
from desktop_app.domain.query import Place, PlaceKind
from desktop_app.ui.filters.labels import translate
from desktop_app.ui.filters.lines import Line, LineKind, Section

NAME = "collections"
NEW_COLLECTION = Line(LineKind.COLLECTION, "", "", "folder")
"""The line on which a new collection gets its name; it has no id yet."""
NEW_SEARCH = Line(LineKind.SAVED_SEARCH, "", "", "saved-search")
"""Likewise for a search that is about to be saved."""


def collection_section(
    collections: Sequence[Collection],
    searches: Sequence[SavedSearch],
    *,
    counts: Mapping[CollectionId, int] | None,
    search_counts: Mapping[SavedSearchId, int],
    place: Place,
    current_search: SavedSearchId | None,
    new_line: Line | None,
    is_open: bool,
) -> Section:
    """Return the block.

    Args:
        collections: the user's collections.
        searches: the user's saved searches.
        counts: how many assets collections have, empty ones left out; None while unknown.
        search_counts: how many assets saved searches find, as far as it is known.
        place: the place being shown.
        current_search: the saved search being shown, if any.
        new_line: the line being named now, if any.
        is_open: whether the user wants to see the block.
    """
    heading = Line(
        LineKind.HEADING,
        NAME,
        translate("Sidebar", "Collections"),
        is_open=is_open or new_line is not None,
        button="plus",
        button_label=translate("Sidebar", "New collection"),
    )
    if not heading.is_open:
        return Section(NAME, heading, ())
    lines = [
        Line(
            LineKind.COLLECTION,
            collection.id,
            collection.name,
            "folder",
            collection.asset_count if counts is None else counts.get(collection.id, 0),
            is_current=(
                current_search is None
                and place.kind is PlaceKind.COLLECTION
                and place.collection_id == collection.id
            ),
        )
        for collection in collections
    ]
    if new_line is not None and new_line.kind is LineKind.COLLECTION:
        lines.append(new_line)
    lines += [
        Line(
            LineKind.SAVED_SEARCH,
            str(search.id),
            search.name,
            "saved-search",
            search_counts.get(search.id),
            is_current=current_search == search.id,
        )
        for search in searches
    ]
    if new_line is not None and new_line.kind is LineKind.SAVED_SEARCH:
        lines.append(new_line)
    return Section(NAME, heading, tuple(lines))
