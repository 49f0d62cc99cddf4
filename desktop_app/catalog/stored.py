"""How values stand in the database, and how they are meant: JSON texts, tags, hashes, tiles.

Standard library only, since the first screen is read with it.
"""

import json
from collections.abc import Sequence
from typing import Final

from desktop_app.domain.entities import AssetId, AssetRow, FileState, Json, Tile

_SIGN_BIT: Final = 1 << 63
_FILE_STATES: Final = {int(state): state for state in FileState}

TILE_COLUMNS: Final = (
    "row, id, custom_title, asset_type, is_favorite, duration_seconds, width, height, file_state,"
    " has_pending, has_problem, is_animated, has_conflict, version"
)
TILES_SQL: Final = (
    "SELECT json_group_array(json_array("  # noqa: S608 - made of constants
    + ", ".join(f"asset.{name.strip()}" for name in TILE_COLUMNS.split(","))
    + ")) FROM json_each(?) AS wanted CROSS JOIN asset ON asset.row = wanted.value"
)
"""One row with all tiles: to step through rows takes the interpreter's lock for each of them,
which beside a busy thread makes a page of 200 a thousand times slower."""


def tiles_from(answer: str, rows: Sequence[int]) -> list[Tile]:
    """Return the tiles in `TILES_SQL`'s answer in the order of `rows`; gone rows are left out."""
    # By position: this is the hot path of scrolling, and names cost a third more.
    found = {
        row: Tile(
            AssetRow(row),
            AssetId(id_),
            title or "",
            kind,
            favorite == 1,
            duration_s,
            width,
            height,
            _FILE_STATES[state],
            pending == 1,
            problem == 1,
            moving == 1,
            conflict == 1,
            pending == 1 and version is None,
        )
        for (
            row,
            id_,
            title,
            kind,
            favorite,
            duration_s,
            width,
            height,
            state,
            pending,
            problem,
            moving,
            conflict,
            version,
        ) in json.loads(answer)
    }
    return [found[row] for row in rows if row in found]


_TEXT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def storable(text: str) -> str:
    """Return a text as both databases can hold it: no NUL, and no half of a surrogate pair.

    Files and their names bring in either now and then.
    """
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\0", "")


def json_text(value: object) -> str:
    """Return the JSON text in which we store a value."""
    text = _TEXT.encode(value)
    return text if text.isascii() else storable(text)


def canonical(value: object) -> str:
    """Return JSON text that is the same for equal values, whatever the order of their keys."""
    text = _CANONICAL.encode(value)
    return text if text.isascii() else storable(text)


def parsed(text: str | None) -> Json:
    """Return the value of stored JSON; None for null and for what is no JSON."""
    if text is None:
        return None
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def mapping_in(text: str | None) -> dict[str, Json]:
    """Return the object in stored JSON; an empty one for anything else."""
    value = parsed(text)
    return value if isinstance(value, dict) else {}


def tags_in(text: str | None) -> tuple[tuple[str, ...], bool]:
    """Return the tags in a stored tags column, and whether they can be edited.

    No value at all is no tags. A ``text[]`` of PostgreSQL may also hold nulls and arrays: of
    such a column the texts are shown, and it is left alone.
    """
    if text is None:
        return (), True
    value = parsed(text)
    if not isinstance(value, list):
        return (), False
    are_texts = set(map(type, value)) <= {str}
    return tuple(value if are_texts else _texts(value)), are_texts  # type: ignore[arg-type]


def _texts(values: list[Json]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found.extend(_texts(value))
    return found


def signed(hash_: int | None) -> int | None:
    """Return an unsigned 64-bit hash as SQLite's signed integer."""
    return hash_ if hash_ is None or hash_ < _SIGN_BIT else hash_ - _SIGN_BIT * 2
