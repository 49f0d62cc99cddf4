"""Rows as a server sent them, looked at before anybody believes them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import VERSION, Feed, Page, RemoteError, ServerRow
from desktop_app.remote.translate import Answer, garbled, object_of

_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OPEN_ENDED = "~"
"""Sorts after every UUID."""


def uuid_text(text: str, *, is_asked: bool = True) -> str:
    """Return a UUID as PostgreSQL writes it: the order of such texts is that of the server.

    Raises:
        RemoteError: it is none: ``remote.refused`` if this program `is_asked` with it,
            ``remote.garbled`` if the server sent it.
    """
    if _CANONICAL.fullmatch(text) is not None:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        if not is_asked:
            raise garbled("id") from None
        raise RemoteError(
            "remote.refused", ErrorKind.PERMANENT, reason="22P02", message=""
        ) from None


def check_rows(rows: Sequence[dict[str, Json]], user_id: str) -> None:
    """Refuse rows that cannot be this user's or told apart; make ids and versions canonical.

    Raises:
        RemoteError: ``remote.other_user``, ``remote.garbled``.
    """
    for row in rows:
        row["id"] = uuid_text(str(row["id"]), is_asked=False)
        if row.get("user_id", user_id) != user_id:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)
        if VERSION in row:
            row[VERSION] = _version(row[VERSION])


def check_range(rows: Sequence[ServerRow], after: str | None, until: str | None) -> None:
    """Refuse rows out of order or outside of ``after < id <= until``.

    The next page begins behind the last row: if that is not the greatest, rows would be skipped.

    Raises:
        RemoteError: ``remote.garbled``.
    """
    ids = ids_of(rows)
    if not ids:
        return
    is_inside = ids[0] > (after or "").lower() and ids[-1] <= (until or _OPEN_ENDED).lower()
    if not is_inside or not all(left < right for left, right in pairwise(ids)):
        raise garbled("order")


def only_row(rows: Sequence[ServerRow], uuid: str) -> ServerRow | None:
    """Return the one row that was written; None when none was.

    Raises:
        RemoteError: ``remote.garbled``: it is another, or more than one.
    """
    if not rows:
        return None
    if ids_of(rows) != [uuid.lower()]:
        raise garbled("id")
    return rows[0]


def merged(pages: Sequence[Page]) -> Page:
    """Join pages by id, up to where all of them are known: the next one begins there."""
    filled = [page for page in pages if page.rows]
    times_us = [page.server_time_us for page in pages if page.server_time_us is not None]
    server_time_us = min(times_us, default=None)
    if not filled:
        return Page((), server_time_us)
    end = min(ids_of(page.rows)[-1] for page in filled)
    # Of two answers the later one is the newer.
    by_id = {str(row["id"]): row for page in filled for row in page.rows}
    return Page([by_id[one] for one in sorted(by_id) if one <= end], server_time_us)


def fed(answer: Answer, user_id: str) -> Feed:
    """Return what the optional migration's function answered.

    Raises:
        RemoteError: ``remote.garbled``, ``remote.other_user``.
    """
    told = object_of(answer)
    rows, gone = told.get("rows"), told.get("gone")
    position, has_more = told.get("position"), told.get("has_more")
    if not (
        isinstance(rows, list)
        and isinstance(gone, list)
        and isinstance(position, str)
        and isinstance(has_more, bool)
    ):
        raise garbled("feed")
    known: list[dict[str, Json]] = []
    for row in rows:
        if not isinstance(row, dict) or not row.keys() >= {"id", "user_id", VERSION}:
            raise garbled("feed")
        known.append(row)
    check_rows(known, user_id)
    ids = [uuid_text(str(one), is_asked=False) for one in gone]
    return Feed(known, ids, position, has_more)


def ids_of(rows: Sequence[ServerRow]) -> list[str]:
    """Return the ids of rows, in their order."""
    return [str(row["id"]) for row in rows]


def _version(value: Json) -> str:
    if isinstance(value, int | str) and str(value).isdigit():
        return str(value)
    raise garbled(VERSION)
