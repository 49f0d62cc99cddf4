"""Which files are wanted, in which order: what the window shows, then what nobody has asked for.

Pure: nothing here waits, or knows what time it is.
"""

from collections.abc import Iterable, Iterator, Sequence

_MOST_ASKED = 200
_MOST_OPENED = 8


class Wishes:
    """Assets whose small picture is wanted, and assets whose original is.

    A wish stays until it is settled: fulfilled, or known to be vain.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._window: dict[str, None] = {}
        self._asked: dict[str, None] = {}
        self._unasked: dict[str, None] = {}
        self._opened: dict[str, None] = {}
        self._awaited: dict[str, None] = {}
        self._unasked_originals: dict[str, None] = {}
        self._vain: set[str] = set()
        self._vain_originals: set[str] = set()

    # --- pictures

    def show(self, ids: Sequence[str]) -> None:
        """Want what the window shows, most urgent first.

        What it showed before and does not now is wanted as much as anything else.
        """
        shown = {id_: None for id_ in ids if id_ not in self._vain}
        for id_ in self._window:
            if id_ not in shown:
                self._asked.pop(id_, None)
                self._unasked[id_] = None
        self._window = shown

    def ask(self, id_: str) -> None:
        """Want a picture that somebody has asked for, before those asked for earlier."""
        if id_ in self._vain:
            return
        self._asked.pop(id_, None)
        self._asked[id_] = None
        while len(self._asked) > _MOST_ASKED:
            oldest = next(iter(self._asked))
            del self._asked[oldest]
            self._unasked[oldest] = None

    def add_unasked(self, ids: Iterable[str], *, is_first: bool = False) -> None:
        """Want pictures when there is nothing better to do."""
        fresh = {id_: None for id_ in ids if id_ not in self._vain}
        self._unasked = {**fresh, **self._unasked} if is_first else {**self._unasked, **fresh}

    def settle(self, id_: str, *, is_vain: bool = False) -> None:
        """Want a picture no more; one that is vain, not again either, until `renew`."""
        for wishes in (self._window, self._asked, self._unasked):
            wishes.pop(id_, None)
        if is_vain:
            self._vain.add(id_)

    def asked(self) -> Iterator[str]:
        """Yield whose pictures somebody wants, most urgent first."""
        yield from tuple(self._window)
        yield from reversed(tuple(self._asked))

    def unasked(self) -> Iterator[str]:
        """Yield whose pictures nobody waits for, in order."""
        yield from tuple(self._unasked)

    @property
    def unasked_count(self) -> int:
        """How many pictures nobody waits for."""
        return len(self._unasked)

    def is_asked(self, id_: str) -> bool:
        """Whether somebody wants this picture."""
        return id_ in self._window or id_ in self._asked

    # --- originals

    def open(self, id_: str, *, is_awaited: bool = False) -> None:
        """Want an original, before those wanted earlier.

        Unless somebody awaits them, only the last few are wanted: one leafs through pictures.
        """
        wishes = self._awaited if is_awaited else self._opened
        wishes.pop(id_, None)
        wishes[id_] = None
        while len(self._opened) > _MOST_OPENED:
            del self._opened[next(iter(self._opened))]

    def add_unasked_originals(self, ids: Iterable[str]) -> None:
        """Want originals when there is nothing better to do."""
        self._unasked_originals.update(
            (id_, None) for id_ in ids if id_ not in self._vain_originals
        )

    def drop_unasked_originals(self) -> None:
        """Want only those originals that somebody has asked for."""
        self._unasked_originals.clear()

    def settle_original(self, id_: str, *, is_vain: bool = False) -> None:
        """Want an original no more; one that is vain is not fetched unasked again."""
        for wishes in (self._opened, self._awaited, self._unasked_originals):
            wishes.pop(id_, None)
        if is_vain:
            self._vain_originals.add(id_)

    def opened(self) -> Iterator[str]:
        """Yield whose originals somebody wants: the last first, then those that are awaited."""
        yield from reversed(tuple(self._opened))
        yield from tuple(self._awaited)

    def is_opened(self, id_: str) -> bool:
        """Whether somebody wants this original."""
        return id_ in self._opened or id_ in self._awaited

    def unasked_originals(self) -> Iterator[str]:
        """Yield whose originals nobody waits for."""
        yield from tuple(self._unasked_originals)

    @property
    def has_unasked_originals(self) -> bool:
        """Whether there are originals that nobody waits for."""
        return bool(self._unasked_originals)

    def renew(self) -> None:
        """Give what was vain another chance."""
        self._vain.clear()
        self._vain_originals.clear()

    def renew_some(self, ids: Iterable[str]) -> None:
        """Give these another chance: their rows have changed."""
        self._vain.difference_update(ids)
        self._vain_originals.difference_update(ids)
