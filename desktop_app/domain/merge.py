"""Edits made here and elsewhere become one value, column by column. Pure.

``base`` is the server's value when the edit here began, ``ours`` what it has become here,
``theirs`` what the server has now. Values that we have sent and never heard about again may be on
the server: what such a value changed, and ``theirs`` has, is our own edit, not somebody else's.
"""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, NamedTuple

from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Json, Visibility
from desktop_app.domain.tags import tag_identity

_OPENNESS: Final = {visibility.value: rank for rank, visibility in enumerate(Visibility, 1)}
"""The less, the more private; a visibility that is not documented has 0."""
_DEEPEST: Final = 50
"""Objects within so many others are merged as a whole."""


class Merged(NamedTuple):
    """What a column becomes.

    Attributes:
        value: the value here and, as far as it differs from theirs, for the server.
        is_conflict: something of one side was given up; the user should be able to see it.
    """

    value: Json
    is_conflict: bool


class Sent(NamedTuple):
    """A value that was sent and that the server may have taken.

    Attributes:
        base: the server's value as it was known then: only what differs from it is ours.
        value: what was sent.
    """

    base: Json
    value: Json


class _Absent(Enum):
    """A key that an object does not have."""

    KEY = 0


_Part = Json | _Absent


class _Sides(NamedTuple):
    """One value as all sides have it.

    Attributes:
        sent: pairs of what was the base and what was sent, which may be ours on the server.
    """

    base: _Part
    ours: _Part
    theirs: _Part
    sent: tuple[tuple[_Part, _Part], ...]


def same(one: object, other: object) -> bool:
    """Whether two JSON values are equal, whatever the order of keys; true is not 1."""
    if one is other:
        return True
    if type(one) is str and type(other) is str:
        return one == other
    if isinstance(one, _Absent) or isinstance(other, _Absent):
        return False
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def merge(
    column: str,
    base: Json,
    ours: Json,
    theirs: Json,
    *,
    sent: Sequence[Sent] = (),
    is_gone: bool = False,
) -> Merged:
    """Return what a column becomes that may have been changed on both sides.

    Args:
        column: its name in the server's table; collections' names merge as titles do.
        base: the server's value when the edit here began.
        ours: the value here.
        theirs: the server's value now.
        sent: what we sent and the server may have taken.
        is_gone: the collection that `ours` names is no more.
    """
    sides = _Sides(base, ours, theirs, tuple(sent))
    if is_gone and column == Column.COLLECTION and not same(ours, theirs):
        return Merged(None, is_conflict=True)
    if same(theirs, ours) or same(theirs, base):
        return Merged(ours, is_conflict=False)
    match column:
        case Column.TAGS:
            return _tags(sides)
        case Column.ROLEPLAY:
            return _roleplay(sides)
    if _is_untouched_there(sides):
        return Merged(ours, is_conflict=False)
    return _whole(column, base, ours, theirs)


def _is_untouched_there(sides: _Sides) -> bool:
    """Whether theirs is what the server had, or what we made of it."""
    return same(sides.theirs, sides.base) or any(
        same(sides.theirs, value) and not same(base, value) for base, value in sides.sent
    )


def _whole(column: str, base: Json, ours: Json, theirs: Json) -> Merged:
    if same(ours, base):
        return Merged(theirs, is_conflict=False)
    if column in {Column.FAVORITE, Column.COLLECTION}:
        return Merged(ours, is_conflict=False)
    if column == Column.VISIBILITY:
        return _visibility(ours, theirs)
    return Merged(ours, is_conflict=True)


def _visibility(ours: Json, theirs: Json) -> Merged:
    """Keep the more private one; of two unknown ones, ours. Ours given up is a conflict."""
    open_ours, open_theirs = _OPENNESS.get(str(ours), 0), _OPENNESS.get(str(theirs), 0)
    if open_theirs < open_ours:
        return Merged(theirs, is_conflict=True)
    return Merged(ours, is_conflict=open_ours == open_theirs)


def _tags(sides: _Sides) -> Merged:
    """Give theirs what was added here and take what was removed here, by identity.

    A tag that may have come to the server from us, and is not wanted any more, is taken too.
    """
    if not (sides.theirs is None or _are_tags(sides.theirs)):
        return Merged(_json(sides.theirs), is_conflict=not same(sides.ours, sides.base))
    base, ours, theirs = _by_identity(sides.base), _by_identity(sides.ours), _texts(sides.theirs)
    sent = [(_by_identity(before), _by_identity(value)) for before, value in sides.sent]
    given = set().union(*(value.keys() - before.keys() for before, value in sent))
    taken = set().union(*(before.keys() - value.keys() for before, value in sent))
    removed = (base.keys() | given) - ours.keys()
    added = (ours.keys() - base.keys()) | taken
    respelled = {
        spellings[identity]: spelling
        for identity, spelling in ours.items()
        for spellings in (base, *(value for _, value in sent))
        if spellings.get(identity, spelling) != spelling
    }
    result = [respelled.get(tag, tag) for tag in theirs if tag_identity(tag) not in removed]
    there = set(map(tag_identity, result))
    result += [tag for identity, tag in ours.items() if identity in added - there]
    return Merged(_json(sides.theirs) if result == theirs else [*result], is_conflict=False)


def _are_tags(value: _Part) -> bool:
    return isinstance(value, list) and all(isinstance(tag, str) for tag in value)


def _texts(value: _Part) -> list[str]:
    return [tag for tag in value if isinstance(tag, str)] if isinstance(value, list) else []


def _by_identity(value: _Part) -> dict[str, str]:
    return {tag_identity(tag): tag for tag in _texts(value)}


def _roleplay(sides: _Sides) -> Merged:
    """Merge key by key; what is no object there, and not nothing, is left alone."""
    if sides.theirs is not None and not isinstance(sides.theirs, dict):
        return Merged(_json(sides.theirs), is_conflict=not same(sides.ours, sides.base))
    value, is_conflict = _object(sides, depth=0)
    return Merged(_json(sides.theirs) if same(value, sides.theirs) else value, is_conflict)


def _object(sides: _Sides, depth: int) -> tuple[dict[str, Json], bool]:
    result: dict[str, Json] = {}
    is_conflict = False
    keys = dict.fromkeys([*_keys(sides.theirs), *_keys(sides.ours)])
    for key in keys:
        value, is_lost = _member(
            _Sides(
                _part(sides.base, key),
                _part(sides.ours, key),
                _part(sides.theirs, key),
                tuple((_part(before, key), _part(value, key)) for before, value in sides.sent),
            ),
            depth,
        )
        is_conflict |= is_lost
        if not isinstance(value, _Absent):
            result[key] = value
    return result, is_conflict


def _member(sides: _Sides, depth: int) -> tuple[_Part, bool]:
    if same(sides.ours, sides.theirs):
        return sides.theirs, False
    opened = _opened(sides)
    if isinstance(opened.ours, dict) and isinstance(opened.theirs, dict) and depth < _DEEPEST:
        value, is_lost = _object(opened, depth + 1)
        is_gone = not value and (sides.ours is _Absent.KEY or sides.theirs is _Absent.KEY)
        return (_Absent.KEY if is_gone else value), is_lost
    if _is_untouched_there(sides):
        return sides.ours, False
    if same(sides.ours, sides.base):
        return sides.theirs, False
    return sides.ours, True


def _opened(sides: _Sides) -> _Sides:
    """Let a side that took away an object have taken away each of its keys."""
    if not isinstance(sides.base, dict):
        return sides
    return sides._replace(
        ours={} if sides.ours is _Absent.KEY else sides.ours,
        theirs={} if sides.theirs is _Absent.KEY else sides.theirs,
    )


def _keys(value: _Part) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _part(value: _Part, key: str) -> _Part:
    return value.get(key, _Absent.KEY) if isinstance(value, dict) else _Absent.KEY


def _json(value: _Part) -> Json:
    return None if isinstance(value, _Absent) else value
