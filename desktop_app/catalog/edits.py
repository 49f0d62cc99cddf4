"""Edits of assets' columns other than the tags, and taking them back.

Cells for the history: ``[[before, after, [row, …]], …]``, both values as stored.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from desktop_app.catalog.cells import Cell, Cells, StoredValue, current_values, set_cells
from desktop_app.catalog.nested import with_edits, without_step
from desktop_app.catalog.stored import canonical, mapping_in, parsed, storable
from desktop_app.catalog.tables import collection
from desktop_app.catalog.write import Write, values_of
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Json
from desktop_app.domain.errors import CatalogError


def stored_values(
    values: Mapping[Column, Json],
) -> tuple[dict[Column, StoredValue], dict[str, Json]]:
    """Return an edit's values as they are stored, and its edits of the roleplay metadata.

    Raises:
        ValueError: a column or value that no edit can have.
    """
    plain: dict[Column, StoredValue] = {}
    roleplay: dict[str, Json] = {}
    for column, value in values.items():
        match column, value:
            case Column.TITLE, None | str():
                plain[column] = storable(value or "") or None
            case Column.FAVORITE, bool():
                plain[column] = int(value)
            case Column.COLLECTION, None:
                plain[column] = None
            case Column.COLLECTION | Column.VISIBILITY | Column.CATEGORY, str():
                plain[column] = storable(str(value))
            case Column.ROLEPLAY, dict():
                roleplay = value
            case _:
                raise ValueError(f"no edit of {column} takes a {type(value).__name__}")
    return plain, roleplay


def set_values(write: Write, rows: Sequence[int], values: Mapping[Column, StoredValue]) -> Cells:
    """Give all the assets these values; those that have them already are not touched.

    Raises:
        CatalogError: ``collection.gone`` when there is no such collection.
    """
    cells: Cells = {}
    for column, value in values.items():
        if column is Column.COLLECTION and value not in _that_may_be_held(write, {value}):
            raise CatalogError("collection.gone")
        changed = [
            (row, id_, before, value)
            for row, id_, before in current_values(write, column, rows)
            if before != value
        ]
        _set_stored(write, column, changed)
        cells.update(_grouped(column, changed))
    return cells


def edit_roleplay(write: Write, rows: Sequence[int], edits: Mapping[str, Json]) -> Cells:
    """Set these keys of the assets' roleplay metadata; a column that is no object is left alone."""
    cells = []
    changed = []
    for row, id_, stored in current_values(write, Column.ROLEPLAY, rows):
        value = parsed(str(stored))
        if isinstance(value, dict):
            after = with_edits(value, edits)
            if canonical(after) != canonical(value):
                cells.append(Cell(row, id_, value, after))
                changed.append((row, id_, stored, canonical(after)))
    set_cells(write, Column.ROLEPLAY, cells)
    return _grouped(Column.ROLEPLAY, changed)


def take_back(write: Write, column: Column, cells: Sequence[Sequence[Any]]) -> None:
    """Undo the cells of one column, each only where nothing else has changed it since."""
    written = {row: (before, after) for before, after, rows in cells for row in rows}
    found = current_values(write, column, written)
    if column is Column.ROLEPLAY:
        back = [cell for one in found for cell in _roleplay_back(*one, *written[one[0]])]
        set_cells(write, column, back)
        return
    held = {before for before, _ in written.values()}
    if column is Column.COLLECTION:
        held = _that_may_be_held(write, held)
    changed = []
    for row, id_, now in found:
        before, after = written[row]
        value = before if before in held else None
        if now == after != value:
            changed.append((row, id_, now, value))
    _set_stored(write, column, changed)


def turned_round(cells: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return the cells of the step that takes this one back."""
    return [[after, before, rows] for before, after, rows in cells]


def _that_may_be_held(write: Write, ids: set[StoredValue]) -> set[StoredValue]:
    """Return what an asset may be put into: those of the collections that exist, and none."""
    wanted = [str(id_) for id_ in ids if id_ is not None]
    known = write.connection.execute(
        select(collection.c.id).where(collection.c.id.in_(values_of(wanted)))
    )
    return {None, *known.scalars()}


def _set_stored(
    write: Write, column: Column, changed: Sequence[tuple[int, str, StoredValue, StoredValue]]
) -> None:
    """Set the cells of a column whose values stand in the database as they are sent, or nearly."""
    if column is Column.FAVORITE:
        cells = [Cell(row, id_, before == 1, after == 1) for row, id_, before, after in changed]
    else:
        cells = [Cell(*cell) for cell in changed]
    set_cells(write, column, cells)


def _roleplay_back(row: int, id_: str, stored: StoredValue, before: str, after: str) -> list[Cell]:
    """Return the one cell that takes back a change, or none when nothing of it is left."""
    now = mapping_in(str(stored))
    value = without_step(now, wrote=mapping_in(after), instead_of=mapping_in(before))
    return [Cell(row, id_, now, value)] if canonical(value) != canonical(now) else []


def _grouped(column: Column, changed: Sequence[tuple[int, str, StoredValue, StoredValue]]) -> Cells:
    groups: dict[tuple[StoredValue, StoredValue], list[int]] = {}
    for row, _, before, after in changed:
        groups.setdefault((before, after), []).append(row)
    if not groups:
        return {}
    return {column: [[before, after, rows] for (before, after), rows in groups.items()]}
