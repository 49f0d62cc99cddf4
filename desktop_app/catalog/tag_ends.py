"""Tags put at the end of many assets' lists, or taken from there, without leaving SQLite.

To give thousands of assets a tag, and to take that back, is what is done most and has to be fast;
neither needs their lists taken apart. What is handled here are *plain* lists: JSON arrays of texts
without brackets, braces and backslashes, each text a tag of its own (or no value at all, which is
no tags). Their JSON is the same whoever has written it, so that beginnings and ends can be
compared as texts. Others are left alone, for `tag_edits` to look at one by one.
"""

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from desktop_app.catalog import edited, vocabulary
from desktop_app.catalog.cells import set_edited
from desktop_app.catalog.stored import json_text
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column
from desktop_app.domain.tags import tag_identity


class End(NamedTuple):
    """Assets whose lists are equally long without the tags in question.

    Attributes:
        length: of their lists.
        was_null: whether there was no value in the place of an empty list.
        rows: the assets.
    """

    length: int
    was_null: bool
    rows: Sequence[int]


_ANY_LENGTH: Final = -1

# The assets come as {"length * 2 + was_null": [row, …]}.
_PLAIN_SQL: Final = """
WITH wanted AS MATERIALIZED (
    SELECT one.value AS asset_row, ends.key >> 1 AS wanted_length, ends.key & 1 AS was_null
    FROM json_each(?1) AS ends CROSS JOIN json_each(ends.value) AS one
),
plain AS MATERIALIZED (
    SELECT asset."row" AS asset_row, asset.id, wanted_length, was_null,
        ifnull(json(asset.tags), 'null') AS listed,
        ifnull(json_array_length(asset.tags), 0) AS length
    FROM wanted CROSS JOIN asset ON asset."row" = wanted.asset_row
    WHERE CASE
        WHEN asset.tags IS NULL THEN 0
        WHEN instr(asset.tags, '[') = 1 AND NOT instr(substr(asset.tags, 2), '[')
            AND NOT instr(asset.tags, '{') AND NOT instr(asset.tags, '\\')
            AND json_valid(asset.tags)
        THEN json_array_length(asset.tags)
    END = (SELECT count(*) FROM asset_tag WHERE asset_tag.asset_row = asset."row")
)
"""
_PUT_SQL: Final = f"""
{_PLAIN_SQL}
INSERT INTO temp.edited (asset_row, id, before, after, place)
SELECT asset_row, id, listed,
    iif(length, substr(listed, 1, length(listed) - 1) || ',', '[') || ?2 || ']', length
FROM plain
WHERE (wanted_length = length OR wanted_length < 0) AND NOT EXISTS (
    SELECT 1 FROM json_each(?3) AS given CROSS JOIN tag ON tag.identity = given.value
        CROSS JOIN asset_tag ON asset_tag.asset_row = plain.asset_row AND asset_tag.tag_id = tag.id
)
"""  # noqa: S608 - made of constants
_TAKE_SQL: Final = f"""
{_PLAIN_SQL}
INSERT INTO temp.edited (asset_row, id, before, after, place)
SELECT asset_row, id, listed,
    CASE
        WHEN wanted_length THEN substr(listed, 1, length(listed) - length(?2) - 2) || ']'
        ELSE iif(was_null, 'null', '[]')
    END, wanted_length
FROM plain
WHERE length = wanted_length + ?3
    AND substr(listed, -length(?2) - 2) = iif(wanted_length, ',', '[') || ?2 || ']'
"""  # noqa: S608
_ENDS_SQL: Final = """
SELECT json_group_array(json_array(place, was_null, json(asset_rows)))
FROM (
    SELECT place, before = 'null' AS was_null, json_group_array(asset_row) AS asset_rows
    FROM temp.edited GROUP BY 1, 2
)
"""


def put(write: Write, tags: Sequence[str], rows: Sequence[int]) -> list[End]:
    """Put the tags, in their order, at the ends of these assets' lists.

    Returns the assets for which it is done: those with plain lists that had none of the tags.
    """
    return _put(write, tags, [End(_ANY_LENGTH, was_null=False, rows=rows)])


def put_back(write: Write, tags: Sequence[str], ends: Sequence[End]) -> list[int]:
    """Put the tags back where they were at the ends; return the assets for which it is done."""
    return [row for end in _put(write, tags, ends) for row in end.rows]


def take(write: Write, tags: Sequence[str], ends: Sequence[End]) -> list[int]:
    """Take the tags from the ends of lists that are this long without; return whose it is done."""
    edited.clear(write)
    write.run(_TAKE_SQL, _listed(ends), _inner(tags), len(tags))
    rows = [row for end in _set(write) for row in end.rows]
    if rows:
        vocabulary.unlink(write, dict.fromkeys(tags, rows))
    return rows


def _put(write: Write, tags: Sequence[str], wanted: Sequence[End]) -> list[End]:
    edited.clear(write)
    identities = json_text([tag_identity(tag) for tag in tags])
    write.run(_PUT_SQL, _listed(wanted), _inner(tags), identities)
    ends = _set(write)
    if ends:
        rows = [row for end in ends for row in end.rows]
        vocabulary.link(write, dict.fromkeys(tags, rows))
    return ends


def _set(write: Write) -> list[End]:
    """Make the edits that were worked out true, and return whose they are."""
    found = json.loads(write.run(_ENDS_SQL).scalar_one())
    ends = [End(length, was_null == 1, rows) for length, was_null, rows in found]
    if ends:
        set_edited(write, Column.TAGS, [row for end in ends for row in end.rows])
    return ends


def _listed(ends: Sequence[End]) -> str:
    rows_of: dict[int, list[int]] = {}
    for end in ends:
        rows_of.setdefault(end.length * 2 + end.was_null, []).extend(end.rows)
    return json.dumps(rows_of)


def _inner(tags: Sequence[str]) -> str:
    """Return what stands between the brackets of a list of these tags."""
    return json_text(tags)[1:-1]
