"""Which values of a facet are shown, in which order, and which wait behind "more".

Pure functions over what the searcher counted; large vocabularies are arranged in a worker.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter

from desktop_app.domain.query import Facet
from desktop_app.domain.results import FacetValue
from desktop_app.domain.tags import tag_group
from desktop_app.ui.filters.choices import identity

SHOWN_VALUES = 8
_HELD_ENTRIES = 200
"""A list longer than this is not held in its order while the mouse is over it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A tag under its prefix; the label is what follows the prefix."""

    value: FacetValue
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """A prefix that tags have in common, as ``role`` of ``role:character``."""

    name: str
    members: tuple[Member, ...]
    uses: int
    """The counts of its tags together: only for the order."""
    is_open: bool = False


Top = FacetValue | Group
"""What stands at the first level of a facet."""
Entry = FacetValue | Group | Member


@dataclass(frozen=True, slots=True)
class Asked:
    """What an arrangement is made from, beside the counts.

    Attributes:
        chosen: identities of the included and excluded values; they are always shown.
        chosen_values: the same as they are spelled in the query.
        is_expanded: whether the user asked for the values behind "more".
        open_groups: names of the prefixes whose tags are shown.
        filter_text: what the values shall contain; "" is anything.
        held: the first-level entries whose order must not change now.
    """

    chosen: frozenset[str] = frozenset()
    chosen_values: tuple[str, ...] = ()
    is_expanded: bool = False
    open_groups: Collection[str] = frozenset()
    filter_text: str = ""
    held: tuple[Top, ...] = ()


@dataclass(frozen=True, slots=True)
class Arranged:
    """The lines of one facet.

    Attributes:
        entries: what is shown, from the top.
        tops: the first-level entries among them, to be held in their order.
        hidden_count: how many first-level entries wait behind "more".
        is_foldable: whether some are shown only because the user asked for more.
    """

    entries: Sequence[Entry] = ()
    tops: tuple[Top, ...] = ()
    hidden_count: int = 0
    is_foldable: bool = False


def arrange(facet: Facet, values: Sequence[FacetValue], asked: Asked) -> Arranged:
    """Choose and order the entries of a facet."""
    ordered = _ordered(facet, _with_chosen(facet, values, asked))
    if asked.filter_text.strip():
        return Arranged(tuple(_matching(facet, ordered, asked)))
    tops: Sequence[Top] = _grouped(ordered, asked) if facet is Facet.TAG else ordered
    if asked.held:
        tops = _held(facet, tops, asked.held)
    # One value takes no more room than "1 more…" would.
    limit = len(asked.held) or SHOWN_VALUES
    is_long = len(tops) > (limit if asked.held else limit + 1)
    if is_long and not asked.is_expanded:
        shown = [top for at, top in enumerate(tops) if at < limit or _is_chosen(facet, top, asked)]
    else:
        shown = list(tops)
    return Arranged(
        _unfolded(facet, shown, asked),
        tuple(shown) if len(shown) <= _HELD_ENTRIES else (),
        len(tops) - len(shown),
        is_foldable=asked.is_expanded and len(tops) > SHOWN_VALUES + 1,
    )


def _with_chosen(facet: Facet, values: Sequence[FacetValue], asked: Asked) -> Sequence[FacetValue]:
    """Add chosen values that nothing under the current filter has, with a count of 0."""
    if not asked.chosen:
        return values
    missing = {identity(facet, value): value for value in asked.chosen_values}
    for counted in values:
        if not missing:
            return values
        known = counted.value if facet is not Facet.TAG else identity(facet, counted.value)
        missing.pop(known, None)
    return [*values, *(FacetValue(value, value, 0) for value in missing.values())]


def _ordered(facet: Facet, values: Sequence[FacetValue]) -> list[FacetValue]:
    if facet is Facet.DATE:
        return sorted(values, key=attrgetter("value"), reverse=True)
    return sorted(values, key=attrgetter("count"), reverse=True)


def _matching(facet: Facet, values: Sequence[FacetValue], asked: Asked) -> list[FacetValue]:
    words = asked.filter_text.casefold().split()
    found: list[FacetValue] = []
    for value in values:
        label = value.label.casefold()
        is_chosen = bool(asked.chosen) and identity(facet, value.value) in asked.chosen
        if is_chosen or all(word in label for word in words):
            found.append(value)
    return found


def _grouped(values: Sequence[FacetValue], asked: Asked) -> list[Top]:
    """Gather prefixed tags under their prefix; a group stands where its uses put it."""
    members: dict[str, list[Member]] = {}
    names: dict[str, str] = {}
    plain: list[Top] = []
    for value in values:
        prefix, rest = tag_group(value.label) if ":" in value.label else ("", "")
        if not prefix:
            plain.append(value)
            continue
        folded = prefix.casefold()
        names.setdefault(folded, prefix)
        members.setdefault(folded, []).append(Member(value, rest))
    if not members:
        return plain
    groups = [
        Group(
            names[folded],
            tuple(tags),
            sum(tag.value.count for tag in tags),
            is_open=names[folded] in asked.open_groups,
        )
        for folded, tags in members.items()
    ]
    return sorted([*plain, *groups], key=_uses, reverse=True)


def _uses(top: Top) -> int:
    return top.uses if isinstance(top, Group) else top.count


def _top_key(facet: Facet, top: Top) -> tuple[bool, str]:
    if isinstance(top, Group):
        return True, top.name.casefold()
    return False, identity(facet, top.value)


def _held(facet: Facet, tops: Sequence[Top], held: Sequence[Top]) -> list[Top]:
    """Put what is shown now first, in the order it stands, with its new counts."""
    wanted = {_top_key(facet, top): top for top in held}
    fresh = {key: top for top in tops if (key := _top_key(facet, top)) in wanted}
    first = [fresh.get(key) or _emptied(top) for key, top in wanted.items()]
    if len(fresh) == len(tops):
        return first
    return [*first, *(top for top in tops if _top_key(facet, top) not in wanted)]


def _emptied(top: Top) -> Top:
    if isinstance(top, Group):
        return Group(top.name, (), 0, top.is_open)
    return FacetValue(top.value, top.label, 0)


def _is_chosen(facet: Facet, top: Top, asked: Asked) -> bool:
    if not asked.chosen:
        return False
    if isinstance(top, Group):
        return any(identity(facet, tag.value.value) in asked.chosen for tag in top.members)
    return identity(facet, top.value) in asked.chosen


def _unfolded(facet: Facet, tops: Sequence[Top], asked: Asked) -> Sequence[Entry]:
    """Put the tags of open groups under them; chosen tags even under a folded one."""
    entries: list[Entry] = []
    for top in tops:
        entries.append(top)
        if isinstance(top, Group):
            entries.extend(
                tag
                for tag in top.members
                if top.is_open or identity(facet, tag.value.value) in asked.chosen
            )
    return entries
