"""Keeps the full-text index in step with titles that change.

The index has to be told the whole text of an asset, once to forget the old one and once to learn
the new one. Done for all the old ones and then for all the new ones, it would write itself out
in between: it does so whenever rows do not come in ascending order. Asset by asset, old and new
in turn, it writes itself out once a transaction, which takes a third off.
"""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from desktop_app.catalog.text_index import fold

_INDEX: Final = "INSERT INTO text_index(text_index, rowid, title, prompt, negative)"
_TEXTS: Final = (
    "ifnull(asset.custom_title, '')",
    "asset.original_prompt",
    "ifnull(asset_generation.negative_prompt, '')",
)
_FROM: Final = """
FROM json_each(?) AS titled CROSS JOIN asset ON asset."row" = titled.value ->> 0
    LEFT JOIN asset_generation ON asset_generation.asset_row = asset."row"
"""
_IS_ASCII: Final = " AND ".join(
    f"length({text}) = length(CAST({text} AS BLOB))" for text in (*_TEXTS, "(titled.value ->> 1)")
)
_ASCII_SQL: Final = f"""
{_INDEX}
SELECT iif(is_new.column1, NULL, 'delete'), asset."row",
    iif(is_new.column1, titled.value ->> 1, {_TEXTS[0]}), {_TEXTS[1]}, {_TEXTS[2]}
{_FROM} CROSS JOIN (VALUES (0), (1)) AS is_new
WHERE {_IS_ASCII}
"""
_OTHERS_SQL: Final = f"""
SELECT json_group_array(json_array(asset."row", titled.value ->> 1, {", ".join(_TEXTS)}))
{_FROM}
WHERE NOT ({_IS_ASCII})
"""
_FOLDED_SQL: Final = (
    f"{_INDEX} SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4"  # noqa: S608
    " FROM json_each(?)"
)


def index(connection: Connection, titled: Sequence[tuple[int, str]]) -> None:
    """Have these assets, by row, found by these titles instead of those they have.

    To be called before ``asset`` has the new titles.
    """
    listed = (json.dumps(sorted(titled)),)
    connection.exec_driver_sql(_ASCII_SQL, listed)
    others = json.loads(connection.exec_driver_sql(_OTHERS_SQL, listed).scalar_one())
    if others:
        folded: list[list[str | int | None]] = []
        for row, new, old, *rest in others:
            same = [fold(text) for text in rest]
            folded += ["delete", row, fold(old), *same], [None, row, fold(new), *same]
        connection.exec_driver_sql(_FOLDED_SQL, (json.dumps(folded),))
