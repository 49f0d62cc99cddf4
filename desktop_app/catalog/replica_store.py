"""Puts the server's rows into the catalog: new assets, changed ones, and all that hangs on them.

Which row gets which value is decided elsewhere; here the texts, the tags and the ChangeSet follow.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from desktop_app.catalog import text_index, vocabulary
from desktop_app.catalog.replica_rows import (
    NEW_ASSET,
    NEW_COLLECTION,
    Pulled,
    Stored,
    Values,
    insert_sql,
    is_beyond_bigint,
    update_sql,
)
from desktop_app.catalog.stored import tags_in
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import FileState
from desktop_app.domain.tags import tag_identity

_LOCAL: Final = ("row", "id", "file_state", "has_pending", "has_problem", "has_conflict")
_ASSET_COLUMNS: Final = (*_LOCAL, "user_id", *NEW_ASSET)
_COLLECTION_COLUMNS: Final = ("id", "user_id", *NEW_COLLECTION)
_NEW_COLUMNS: Final = ("row", "id", "user_id", "file_state", "added_at_us", *NEW_ASSET)
_NEW_ASSET_SQL: Final = insert_sql("asset", _NEW_COLUMNS)
_NEW_COLLECTION_SQL: Final = insert_sql("collection", _COLLECTION_COLUMNS)
_DEFAULTS: Final = tuple(NEW_ASSET.items())
_WHOLE: Final = ("user_id", *NEW_ASSET)
"""What is known of a row of which the server has sent every documented column."""
_TEXTS: Final = frozenset({Column.TITLE.value, "original_prompt"})
_UNSEEN: Final = frozenset({"version"})
_HERE: Final = frozenset({int(FileState.STORED), int(FileState.REFERENCED)})
_MEASURED: Final = ("width", "height", "duration_seconds", "file_size_bytes")


def _read_sql(table: str, columns: Iterable[str]) -> str:
    listed = ", ".join(f'{table}."{column}"' for column in columns)
    return (
        f"SELECT json_group_array(json_array({listed}))"  # noqa: S608 - our own names
        f" FROM json_each(?) AS wanted CROSS JOIN {table} ON {table}.id = wanted.value"
    )


_ASSETS_SQL: Final = _read_sql("asset", _ASSET_COLUMNS)
_COLLECTIONS_SQL: Final = _read_sql("collection", _COLLECTION_COLUMNS)


def stored_assets(write: Write, ids: Iterable[str]) -> dict[str, Values]:
    """Return those of these assets that are here: the server's columns, row, flags, file state."""
    found = write.run(_ASSETS_SQL, json.dumps(list(ids))).scalar_one()
    return {line[1]: dict(zip(_ASSET_COLUMNS, line, strict=True)) for line in json.loads(found)}


def stored_collections(write: Write, ids: Iterable[str]) -> dict[str, Values]:
    """Return those of these collections that are here."""
    found = write.run(_COLLECTIONS_SQL, json.dumps(list(ids))).scalar_one()
    return {
        line[0]: dict(zip(_COLLECTION_COLUMNS, line, strict=True)) for line in json.loads(found)
    }


def add_assets(write: Write, rows: Sequence[Pulled]) -> None:
    """Add assets that are not here yet; their files are on the server."""
    if not rows:
        return
    first_row: int = write.run(
        "SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'asset'"
    ).scalar_one()
    owner = write.account.user_id if write.account else None
    write.run_many(
        _NEW_ASSET_SQL,
        [
            (row, one.id, owner, 0, write.now_us, *_new_line(one))
            for row, one in enumerate(rows, first_row)
        ],
    )
    rows_of: dict[str, list[int]] = {}
    for row, one in enumerate(rows, first_row):
        for spelling in _tags_of(one):
            rows_of.setdefault(spelling, []).append(row)
    vocabulary.link(write, rows_of)
    added = range(first_row, first_row + len(rows))
    if "".join(_texts_of(rows)).isascii():
        text_index.add_plain(write.connection, added)
    else:
        text_index.add(write.connection, added)
    write.added.extend(added)


def _new_line(one: Pulled) -> Sequence[Stored]:
    """Return a new asset's columns in the order of `NEW_ASSET`."""
    if one.names == _WHOLE:
        return one.line[1:]
    values = one.values
    return [values.get(column, default) for column, default in _DEFAULTS]


def _tags_of(one: Pulled) -> Iterable[str]:
    """Return a new asset's tags; the server's own list, if it is one, needs no parsing."""
    tags = one.sent.get("tags")
    if isinstance(tags, list) and all(type(tag) is str and tag.isascii() for tag in tags):
        return map(str, tags)
    values = one.values
    return tags_in(_text(values.get("tags")))[0]


def _texts_of(rows: Iterable[Pulled]) -> Iterator[str]:
    for one in rows:
        yield str(one.sent.get("original_prompt"))
        yield str(one.sent.get("custom_title"))


def set_assets(write: Write, changes: Sequence[tuple[Values, Values]]) -> None:
    """Give assets new values: (all it has, some it gets) each; the same ones are passed over."""
    news = [
        (before, new)
        for before, after in changes
        if (new := {name: value for name, value in after.items() if before[name] != value})
    ]
    retitled = sorted(_row(before) for before, new in news if not _TEXTS.isdisjoint(new))
    text_index.remove(write.connection, retitled)
    by_columns: dict[tuple[str, ...], list[tuple[Stored, ...]]] = {}
    for before, new in news:
        by_columns.setdefault(tuple(new), []).append((*new.values(), before["row"]))
    for columns, params in by_columns.items():
        write.run_many(update_sql("asset", columns, "row"), params)
    text_index.add(write.connection, retitled)
    _retag(write, [(before, new) for before, new in news if Column.TAGS in new])
    for before, new in news:
        seen = new.keys() - _UNSEEN
        is_first_or_none = "version" in new and None in {before["version"], new["version"]}
        if before["has_pending"] and is_first_or_none:
            seen |= {"has_pending"}  # what waits without a version is on this machine only
        if seen:
            write.note_changed([_row(before)], *seen)
        if before["file_state"] not in _HERE and _is_another_file(before, new):
            write.replaced.append(_row(before))


def _is_another_file(before: Values, new: Values) -> bool:
    """Whether the picture may be another one now; a first thumbnail shows what was there."""
    return "storage_path" in new or (
        "thumbnail_path" in new and before["thumbnail_path"] is not None
    )


def taken(before: Mapping[str, Stored], theirs: Values) -> Values:
    """Return which of the server's values an asset takes, in view of its file being here.

    What was measured at the file stays where the server says nothing, and so does a seed that the
    server's bigint cannot hold. A lost file may be found under a new path.
    """
    values = {**theirs}
    if before["file_state"] in _HERE:
        for name in _MEASURED:
            if name in values and not values[name] and before[name]:
                del values[name]
    if values.get("generation_seed", "") is None and is_beyond_bigint(before["generation_seed"]):
        del values["generation_seed"]
    is_lost = before["file_state"] == int(FileState.MISSING)
    if is_lost and values.get("storage_path", before["storage_path"]) != before["storage_path"]:
        values["file_state"] = int(FileState.ABSENT)
    return values


def add_collections(write: Write, rows: Iterable[tuple[str, Values]]) -> None:
    """Add collections that are not here yet."""
    owner = write.account.user_id if write.account else None
    params = [
        (id_, owner, *[values.get(column, default) for column, default in NEW_COLLECTION.items()])
        for id_, values in rows
    ]
    write.run_many(_NEW_COLLECTION_SQL, params)
    write.are_collections_changed |= bool(params)


def set_collections(write: Write, changes: Iterable[tuple[Values, Values]]) -> None:
    """Give collections new values: (all it has, some it gets) each."""
    for before, after in changes:
        new = {
            name: value for name, value in after.items() if name in before and before[name] != value
        }
        if new:
            statement = update_sql("collection", tuple(new), "id")
            write.run(statement, *new.values(), before["id"])
            write.are_collections_changed |= bool(new.keys() - _UNSEEN)


def _retag(write: Write, changes: Sequence[tuple[Values, Values]]) -> None:
    """Let the links follow the lists of tags."""
    given: dict[str, list[int]] = {}
    gone: dict[str, list[int]] = {}
    for before, new in changes:
        old_tags = {tag_identity(tag): tag for tag in tags_in(_text(before["tags"]))[0]}
        new_tags = {tag_identity(tag): tag for tag in tags_in(_text(new["tags"]))[0]}
        for identity in new_tags.keys() - old_tags.keys():
            given.setdefault(new_tags[identity], []).append(_row(before))
        for identity in old_tags.keys() - new_tags.keys():
            gone.setdefault(old_tags[identity], []).append(_row(before))
    vocabulary.link(write, given)
    vocabulary.unlink(write, gone)


def _row(values: Mapping[str, Stored]) -> int:
    return int(values["row"] or 0)


def _text(value: Stored) -> str | None:
    return None if value is None else str(value)
