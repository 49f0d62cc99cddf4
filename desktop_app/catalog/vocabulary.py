"""The tags in use: identity, spelling, and which asset has which."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from desktop_app.catalog.stored import storable
from desktop_app.catalog.tables import asset_tag, tag
from desktop_app.catalog.write import Write, values_of
from desktop_app.domain.tags import tag_identity


def adopted(write: Write, typed: Iterable[str]) -> tuple[str, ...]:
    """Return the typed tags as they are spelled already; a new tag keeps what was typed."""
    tags = tuple(map(storable, typed))
    identities = [tag_identity(typed_tag) for typed_tag in tags]
    known = write.connection.execute(
        select(tag.c.identity, tag.c.spelling).where(tag.c.identity.in_(values_of(identities)))
    )
    spelling_of = {one.identity: one.spelling for one in known}
    return tuple(
        spelling_of.get(identity, typed_tag)
        for identity, typed_tag in zip(identities, tags, strict=True)
    )


def link(write: Write, links: Sequence[tuple[int, str]]) -> None:
    """Give each asset (row) its tag; a tag that is new comes into the vocabulary."""
    spellings: dict[str, str] = {}
    identity_of: dict[str, str] = {}
    for _, spelling in links:
        if spelling not in identity_of:
            identity = tag_identity(spelling)
            identity_of[spelling] = identity
            spellings.setdefault(identity, spelling)
    write.run_many(
        "INSERT INTO tag (identity, spelling) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(identity, spelling) for identity, spelling in spellings.items() if identity],
    )
    ids = _ids(write, spellings)
    pairs = [
        (row, ids[identity])
        for row, spelling in links
        if (identity := identity_of[spelling]) in ids
    ]
    write.run(
        """
        INSERT INTO asset_tag (asset_row, tag_id)
        SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING
        """,
        json.dumps(pairs),
    )


def unlink(write: Write, links: Sequence[tuple[int, str]]) -> None:
    """Take from each asset (row) its tag; a tag that nothing has any more goes."""
    identity_of = {spelling: tag_identity(spelling) for spelling in {tag for _, tag in links}}
    ids = _ids(write, set(identity_of.values()))
    pairs = [
        (row, ids[identity])
        for row, spelling in links
        if (identity := identity_of[spelling]) in ids
    ]
    write.run(
        """
        DELETE FROM asset_tag WHERE (asset_row, tag_id) IN (
            SELECT value ->> 0, value ->> 1 FROM json_each(?)
        )
        """,
        json.dumps(pairs),
    )
    drop_unused(write, ids.values())


def drop_unused(write: Write, tag_ids: Iterable[int]) -> None:
    """Remove those of the tags that no asset has."""
    in_use = select(asset_tag.c.tag_id).where(asset_tag.c.tag_id == tag.c.id).exists()
    write.connection.execute(delete(tag).where(tag.c.id.in_(values_of(tag_ids)), ~in_use))


def rows_with(write: Write, spelling: str) -> list[int]:
    """Return the assets that have this tag, by identity."""
    found = write.run(
        "SELECT json_group_array(asset_tag.asset_row) FROM tag"
        " JOIN asset_tag ON asset_tag.tag_id = tag.id WHERE tag.identity = ?",
        tag_identity(spelling),
    ).scalar_one()
    rows: list[int] = json.loads(found)
    return rows


def respell(write: Write, spelling: str) -> None:
    """Show the tag of this identity in this spelling from now on."""
    write.run("UPDATE tag SET spelling = ? WHERE identity = ?", spelling, tag_identity(spelling))


def _ids(write: Write, identities: Iterable[str]) -> dict[str, int]:
    found = write.connection.execute(
        select(tag.c.identity, tag.c.id).where(tag.c.identity.in_(values_of(identities)))
    )
    return {one.identity: one.id for one in found}
