"""Parts of the id space, so that a table can be read in several places at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdRange:
    """Ids with ``after < id <= until``; None where there is no bound on that side."""

    number: int
    after: str | None
    until: str | None


def id_ranges(count: int) -> Sequence[IdRange]:
    """Return so many parts (256 at most) that hold about the same number of random UUIDs."""
    firsts = [256 * number // count for number in range(1, count)]
    bounds = [f"{first - 1:02x}ffffff-ffff-ffff-ffff-ffffffffffff" for first in firsts]
    return [
        IdRange(number, after, until)
        for number, (after, until) in enumerate(zip((None, *bounds), (*bounds, None), strict=True))
    ]
