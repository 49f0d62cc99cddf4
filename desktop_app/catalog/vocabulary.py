"""The tags in use: identity, spelling, and which asset has which."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop_app.catalog.stored import storable
from desktop_app.catalog.write import Write
from desktop_app.domain.tags import tag_identity


def adopted(write: Write, typed: Iterable[str]) -> tuple[str, ...]:
    """Return the typed tags as they are spelled already; a new tag keeps what was typed."""
    tags = tuple(map(storable, typed))
    identities = [tag_identity(typed_tag) for typed_tag in tags]
    spelling_of = _known(write, "spelling", identities)
    return tuple(
        spelling_of.get(identity, typed_tag)
        for identity, typed_tag in zip(identities, tags, strict=True)
    )


def link(write: Write, rows_of: Mapping[str, Sequence[int]]) -> None:
    """Give each tag to its assets (rows); a tag that is new comes into the vocabulary."""
    if not rows_of:
        return
    spellings: dict[str, str] = {}
    for spelling in rows_of:
        spellings.setdefault(tag_identity(spelling), spelling)
    ids = _known(write, "id", spellings)
    new = [one for one in spellings.items() if one[0] and one[0] not in ids]
    if new:
        write.run_many("INSERT INTO tag (identity, spelling) VALUES (?, ?)", new)
        ids |= _known(write, "id", [identity for identity, _ in new])
    write.run(
        """
        INSERT INTO asset_tag (asset_row, tag_id)
        SELECT linked.value, CAST(tag.key AS INTEGER)
        FROM json_each(?) AS tag CROSS JOIN json_each(tag.value) AS linked
        WHERE true ON CONFLICT DO NOTHING
        """,
        _rows_by_id(rows_of, ids),
    )


def unlink(write: Write, rows_of: Mapping[str, Sequence[int]]) -> None:
    """Take each tag from its assets (rows); a tag that nothing has any more goes."""
    if not rows_of:
        return
    ids = _known(write, "id", {tag_identity(spelling) for spelling in rows_of})
    write.run(
        """
        DELETE FROM asset_tag WHERE (asset_row, tag_id) IN (
            SELECT linked.value, CAST(tag.key AS INTEGER)
            FROM json_each(?) AS tag CROSS JOIN json_each(tag.value) AS linked
        )
        """,
        _rows_by_id(rows_of, ids),
    )
    drop_unused(write, ids.values())


def drop_unused(write: Write, tag_ids: Iterable[int]) -> None:
    """Remove those of the tags that no asset has."""
    write.run(
        """
        DELETE FROM tag WHERE id IN (SELECT value FROM json_each(?))
            AND NOT EXISTS (SELECT 1 FROM asset_tag WHERE asset_tag.tag_id = tag.id)
        """,
        json.dumps(list(tag_ids)),
    )


def rows_with(write: Write, spellings: Iterable[str]) -> list[int]:
    """Return the assets that have one of these tags, by identity, in order."""
    found = write.run(
        """
        SELECT json_group_array(asset_row) FROM (
            SELECT DISTINCT asset_tag.asset_row
            FROM json_each(?) AS wanted CROSS JOIN tag ON tag.identity = wanted.value
                CROSS JOIN asset_tag ON asset_tag.tag_id = tag.id
            ORDER BY asset_tag.asset_row
        )
        """,
        json.dumps([tag_identity(spelling) for spelling in spellings]),
    ).scalar_one()
    rows: list[int] = json.loads(found)
    return rows


def respell(write: Write, spelling: str) -> None:
    """Show the tag of this identity in this spelling from now on."""
    write.run("UPDATE tag SET spelling = ? WHERE identity = ?", spelling, tag_identity(spelling))


def _known(write: Write, column: str, identities: Iterable[str]) -> dict[str, Any]:
    """Return a column of those of the tags that are in use, by identity."""
    found = write.run(
        f"""
        SELECT json_group_object(tag.identity, tag.{column})
        FROM json_each(?) AS wanted CROSS JOIN tag ON tag.identity = wanted.value
        """,  # noqa: S608 - the column is our own
        json.dumps(list(identities)),
    ).scalar_one()
    known: dict[str, Any] = json.loads(found)
    return known


def _rows_by_id(rows_of: Mapping[str, Sequence[int]], ids: Mapping[str, int]) -> str:
    """Return ``{tag id: [row, …]}`` as JSON; what is no tag is left out."""
    rows_by_id: dict[int, list[int]] = {}
    for spelling, rows in rows_of.items():
        if (identity := tag_identity(spelling)) in ids:
            rows_by_id.setdefault(ids[identity], []).extend(rows)
    return json.dumps(rows_by_id)
