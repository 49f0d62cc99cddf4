"""Edits of a JSON object key by key, recursively; lists are values as a whole."""

from collections.abc import Mapping

from desktop_app.catalog.stored import canonical
from desktop_app.domain.entities import Json


def with_edits(value: Mapping[str, Json], edits: Mapping[str, Json]) -> dict[str, Json]:
    """Return the object with these keys set; an edit of None takes the key away."""
    result = dict(value)
    for key, edit in edits.items():
        if edit is None:
            result.pop(key, None)
        elif isinstance(edit, dict):
            old = result.get(key)
            result[key] = with_edits(old if isinstance(old, dict) else {}, edit)
        else:
            result[key] = edit
    return result


def without_step(
    now: Mapping[str, Json], wrote: Mapping[str, Json], instead_of: Mapping[str, Json]
) -> dict[str, Json]:
    """Return `now` with what a step wrote taken back, wherever it still is what was written.

    Args:
        now: the present object.
        wrote: the object after the step.
        instead_of: the object before the step.
    """
    result = dict(now)
    for key in wrote.keys() | instead_of.keys():
        new, old, present = wrote.get(key), instead_of.get(key), now.get(key)
        if isinstance(new, dict) and isinstance(old, dict) and isinstance(present, dict):
            result[key] = without_step(present, new, old)
        elif canonical(new) != canonical(old) or (key in wrote) != (key in instead_of):
            is_as_written = (key in now) == (key in wrote) and canonical(present) == canonical(new)
            if is_as_written and key in instead_of:
                result[key] = old
            elif is_as_written:
                del result[key]
    return result
