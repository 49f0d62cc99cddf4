"""The inspector's picture of a selection, worked out by SQLite over any number of assets.

The assets are handed over as spans of neighbouring rows, of which even a selection of everything
has only a few. Each table is read once. What must be counted by value comes out as one text and
is counted here: SQLite would sort it first, which takes several times as long.
"""

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from desktop_app.domain.entities import AssetRow, CollectionId
from desktop_app.domain.results import SelectionSummary

_Spans = dict[int, int]
"""The first and the last row of each span, in order."""

_FIRST_ROWS = 3
_LOOKED_UP_AT_ONCE = 500
_SPANS = "json_each(?1) AS span"
_IN_SPAN = "BETWEEN CAST(span.key AS INTEGER) AND span.value"

_FIRST_SQL = """
SELECT ifnull(custom_title, ''), ifnull(collection_id, ''), visibility, content_category
FROM asset WHERE "row" = ?
"""
_SUMS_SQL = f"""
SELECT count(*), ifnull(sum(asset.file_size_bytes), 0), ifnull(sum(asset.is_favorite), 0),
    ifnull(min(asset.created_at_us), 0), ifnull(max(asset.created_at_us), 0),
    count(asset.trashed_at_us),
    max(ifnull(asset.custom_title, '') <> ?2), max(ifnull(asset.collection_id, '') <> ?3),
    max(asset.visibility <> ?4), max(asset.content_category <> ?5),
    json_group_array(asset.model_used)
FROM {_SPANS} CROSS JOIN asset ON asset."row" {_IN_SPAN}
"""  # noqa: S608 - made of constants
_TAG_IDS_SQL = f"""
SELECT ifnull(group_concat(asset_tag.tag_id), '')
FROM {_SPANS} CROSS JOIN asset_tag ON asset_tag.asset_row {_IN_SPAN}
"""  # noqa: S608
_TAG_TOTALS_SQL = """
SELECT json_group_array(json_array(tag_id, uses))
FROM (SELECT tag_id, count(*) AS uses FROM asset_tag INDEXED BY asset_tag_by_tag GROUP BY tag_id)
"""
_LAST_ROW_SQL = 'SELECT ifnull(max("row"), 0) FROM asset'
_SPELLINGS_SQL = """
SELECT json_group_array(json_array(tag.id, tag.identity, tag.spelling))
FROM json_each(?) AS wanted CROSS JOIN tag ON tag.id = wanted.value
"""
_PRESENT_SQL = """
SELECT json_group_array(asset."row")
FROM json_each(?) AS wanted CROSS JOIN asset ON asset."row" = wanted.value
"""


def selection_summary(connection: Connection, rows: Sequence[int]) -> SelectionSummary:
    """Return what the selected assets have in common, and in what they differ."""
    selected = np.asarray(rows, np.int64)
    first_rows = _first_present(connection, selected)
    first = connection.exec_driver_sql(_FIRST_SQL, tuple(first_rows[:1]) or (None,)).first()
    title, collection_id, visibility, category = first or (None, "", None, None)
    spans = _spans(selected)
    (
        count,
        total_bytes,
        favorites,
        created_from_us,
        created_to_us,
        trashed,
        are_titles_mixed,
        is_collection_mixed,
        is_visibility_mixed,
        is_category_mixed,
        models,
    ) = connection.exec_driver_sql(
        _SUMS_SQL, (json.dumps(spans), title, collection_id, visibility, category)
    ).one()
    return SelectionSummary(
        asset_count=count,
        total_bytes=total_bytes,
        title=None if are_titles_mixed else title,
        collection_id=(
            CollectionId(collection_id) if collection_id and not is_collection_mixed else None
        ),
        is_collection_mixed=is_collection_mixed == 1,
        visibility=None if is_visibility_mixed else visibility,
        category=None if is_category_mixed else category,
        favorite_count=favorites,
        tags=_tags(connection, spans),
        models=_most_first(Counter(json.loads(models))),
        created_from_us=created_from_us,
        created_to_us=created_to_us,
        first_rows=tuple(AssetRow(row) for row in first_rows),
        trashed_count=trashed,
    )


def _spans(selected: npt.NDArray[np.int64]) -> _Spans:
    rows = np.unique(selected)
    if not rows.size:
        return {}
    ends = np.flatnonzero(np.diff(rows) != 1)
    firsts = rows[np.concatenate(([0], ends + 1))].tolist()
    lasts = rows[np.concatenate((ends, [rows.size - 1]))].tolist()
    return dict(zip(firsts, lasts, strict=True))


def _first_present(connection: Connection, selected: npt.NDArray[np.int64]) -> list[int]:
    """Return the first few of the selected rows that are not gone, in their order."""
    found: list[int] = []
    for start in range(0, selected.size, _LOOKED_UP_AT_ONCE):
        some = selected[start : start + _LOOKED_UP_AT_ONCE].tolist()
        present = connection.exec_driver_sql(_PRESENT_SQL, (json.dumps(some),)).scalar_one()
        known = set(json.loads(present))
        found += [row for row in some if row in known]
        if len(found) >= _FIRST_ROWS:
            break
    return found[:_FIRST_ROWS]


def _tags(connection: Connection, spans: _Spans) -> tuple[tuple[str, int], ...]:
    """Return the tags of the selected assets with how many have them, most first."""
    last_row = connection.exec_driver_sql(_LAST_ROW_SQL).scalar_one()
    gaps = _gaps(spans, last_row)
    if _covered(gaps) < _covered(spans):
        # An index counts the whole library, in a tenth of the time; the few others go off that.
        every = connection.exec_driver_sql(_TAG_TOTALS_SQL).scalar_one()
        uses = Counter(dict(json.loads(every)))
        uses.subtract(_uses(connection, gaps))
    else:
        uses = _uses(connection, spans)
    ids = [id_ for id_, count in uses.items() if count]
    known = connection.exec_driver_sql(_SPELLINGS_SQL, (json.dumps(ids),)).scalar_one()
    found = [(uses[id_], identity, spelling) for id_, identity, spelling in json.loads(known)]
    found.sort(key=lambda tag: (-tag[0], tag[1]))
    return tuple((spelling, count) for count, _, spelling in found)


def _uses(connection: Connection, spans: _Spans) -> Counter[int]:
    """Return how many of these assets have which tag, by its id."""
    told = connection.exec_driver_sql(_TAG_IDS_SQL, (json.dumps(spans),)).scalar_one()
    counts = np.bincount(np.fromstring(told, np.int64, sep=",")) if told else np.zeros(0, np.int64)
    return Counter({id_: int(counts[id_]) for id_ in np.flatnonzero(counts).tolist()})


def _gaps(spans: _Spans, last_row: int) -> _Spans:
    """Return the spans of all other rows up to the last one."""
    edges = [0, *(edge for span in spans.items() for edge in span), last_row + 1]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return {before + 1: after - 1 for before, after in gaps if after > before + 1}


def _covered(spans: _Spans) -> int:
    """Return how many rows these are, those that are gone included."""
    return sum(last - first + 1 for first, last in spans.items())


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])))
