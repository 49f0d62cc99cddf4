"""What an edit does to one asset's list of tags, in a form that can be turned round.

A script drops tags and inserts tags, each with its place in the list. Turned round, and with
nothing else changed since, it gives back the very same list; otherwise it takes back only what
it did itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from desktop_app.domain.tags import apply_delta, tag_identity

Placed = tuple[int, str]
"""A tag and its place in the list it stands in."""


@dataclass(frozen=True, slots=True)
class TagScript:
    """Tags that go, at their places before, and tags that come, at their places after."""

    dropped: tuple[Placed, ...]
    inserted: tuple[Placed, ...]

    def applied_to(self, tags: Sequence[str]) -> tuple[str, ...]:
        """Return the list that the script makes of this one."""
        result = list(tags)
        if self.dropped:
            gone = {tag_identity(tag) for _, tag in self.dropped}
            result = [tag for tag in tags if tag_identity(tag) not in gone]
        if self.inserted:
            there = set(map(tag_identity, result))
            for place, tag in self.inserted:
                if tag_identity(tag) not in there:
                    result.insert(place, tag)
        return tuple(result)


ScriptFor = Callable[[tuple[str, ...]], TagScript]
"""Tells what happens to a list of tags."""


def delta_scripts(add: Iterable[str], remove: Iterable[str]) -> ScriptFor:
    """Return what gives and takes these tags: a tag that is there already is not given again."""
    gone = frozenset(tag_identity(tag) for tag in remove)
    given = {tag_identity(tag): tag for tag in apply_delta((), add, ())}

    def script_for(tags: tuple[str, ...]) -> TagScript:
        identities = list(map(tag_identity, tags))
        dropped: tuple[Placed, ...] = ()
        if not gone.isdisjoint(identities):
            dropped = tuple(
                [(i, tags[i]) for i, identity in enumerate(identities) if identity in gone]
            )
            identities = [identity for identity in identities if identity not in gone]
        new = [tag for identity, tag in given.items() if identity not in identities]
        return TagScript(dropped, tuple(enumerate(new, len(identities))))

    return script_for


def rename_scripts(olds: Iterable[str], new: str) -> ScriptFor:
    """Return what puts `new` in the place of the first of `olds`, and lets the others go.

    Where `new` is already, they all just go. It may be a spelling of one of them.
    """
    wanted = tag_identity(new)
    sought = frozenset(tag_identity(old) for old in olds)

    def script_for(tags: tuple[str, ...]) -> TagScript:
        dropped = tuple([(i, tag) for i, tag in enumerate(tags) if tag_identity(tag) in sought])
        if wanted not in sought and any(tag_identity(tag) == wanted for tag in tags):
            return TagScript(dropped, ())
        if not dropped or [tag for _, tag in dropped] == [new]:
            return TagScript((), ())
        return TagScript(dropped, ((dropped[0][0], new),))

    return script_for
