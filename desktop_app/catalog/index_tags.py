"""Which assets have which tag: for each tag an array of slots, in no particular order.

Measured at a million assets with five tags each: counting all tags under a filter is one look
through all the arrays laid end to end; giving one tag to 5,000 assets touches one array.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from desktop_app.catalog.index_columns import Mask, Slots
from desktop_app.catalog.text_index import fold, tokens

_TAG_SHIFT = 32


class TagSets:
    """The vocabulary and, under each tag's code, who has it.

    A code is a place in `spellings`. It belongs to an identity for as long as the index lives,
    whatever id the catalog's ``tag`` table gives that tag meanwhile.
    """

    def __init__(self) -> None:
        self.identities: list[str] = []
        self.spellings: list[str] = []
        self._code_of: dict[str, int] = {}
        self._code_of_id: dict[int, int] = {}
        self._words: list[str] = []
        self._members: list[Slots] = []
        self._flat: Slots | None = None
        self._ends: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    def name(self, ids: Iterable[int], identities: Iterable[str], spellings: Iterable[str]) -> None:
        """Take over the vocabulary as it stands in the catalog now."""
        for id_, identity, spelling in zip(ids, identities, spellings, strict=True):
            self._code_of_id[id_] = self._named(identity, spelling)

    def code(self, identity: str) -> int | None:
        """Return the code of the tag with this identity, if there is one."""
        return self._code_of.get(identity)

    def codes_of_ids(self, ids: list[int]) -> npt.NDArray[np.int64]:
        """Return the codes of tags by their ids in the catalog."""
        return np.fromiter(map(self._code_of_id.__getitem__, ids), np.int64, len(ids))

    def members(self, code: int) -> Slots:
        """Return the slots of the assets with this tag."""
        return self._members[code]

    def fill(self, code: int, slots: Slots) -> None:
        """Say who has a tag, whoever had it before."""
        self._members[code] = slots
        self._flat = None

    def counts(self, mask: Mask) -> npt.NDArray[np.int64]:
        """Return for each tag how many of the masked slots have it."""
        flat, ends = self._laid_out()
        if not len(flat):
            return np.zeros(len(ends), np.int64)
        starts = np.concatenate([[0], ends[:-1]])
        counts = np.zeros(len(ends), np.int64)
        filled = np.flatnonzero(ends > starts)
        hits = mask.view(np.uint8)[flat]
        counts[filled] = np.add.reduceat(hits, starts[filled], dtype=np.int32)
        return counts

    def links_of(self, slots: Slots, slot_count: int) -> npt.NDArray[np.int64]:
        """Return the links of these slots: each the tag's code and the slot in one number."""
        flat, ends = self._laid_out()
        asked = np.zeros(slot_count, np.bool_)
        asked[slots] = True
        found = np.flatnonzero(asked[flat])
        codes = np.searchsorted(ends, found, side="right")
        return (codes.astype(np.int64) << _TAG_SHIFT) | flat[found]

    def relink(
        self, slots: Slots, codes: npt.NDArray[np.int64], owners: Slots, slot_count: int
    ) -> None:
        """Let these slots have exactly the tags `codes` of `owners`, pair by pair."""
        before = self.links_of(slots, slot_count)
        after = np.unique((codes << _TAG_SHIFT) | owners.astype(np.int64))
        self._drop(np.setdiff1d(before, after, assume_unique=True))
        self._put(np.setdiff1d(after, before, assume_unique=True))

    def link(self, codes: npt.NDArray[np.int64], owners: Slots) -> None:
        """Give tags to slots that have none yet, pair by pair."""
        self._put(np.unique((codes << _TAG_SHIFT) | owners.astype(np.int64)))

    def codes_with_words(self, sought: list[str], *, is_open: bool, is_inside: bool) -> list[int]:
        """Return the tags in which these folded words stand in this order.

        Args:
            sought: words as `text_index.sought_tokens` makes them.
            is_open: the last word may go on.
            is_inside: the (single) word may begin inside a word too.
        """
        needle = " ".join(sought)
        if not is_inside:
            needle = f" {needle}" if is_open else f" {needle} "
        return [code for code, words in enumerate(self._words) if needle in words]

    def suggestions(self, typed: str) -> list[int]:
        """Return the tags in which a word begins as typed; all tags when nothing is."""
        needle = tokens(typed)
        if not needle:
            folded = fold(typed).strip().lower()
            return [code for code, tag in enumerate(self.identities) if folded in tag]
        return self.codes_with_words(needle, is_open=True, is_inside=False)

    def flat(self) -> tuple[Slots, npt.NDArray[np.int64]]:
        """Return all members laid end to end, and where each tag's end: for the snapshot."""
        return self._laid_out()

    def adopt(
        self,
        identities: list[str],
        spellings: list[str],
        flat: Slots,
        ends: npt.NDArray[np.int64],
    ) -> None:
        """Take over a vocabulary by its codes, and what `flat` gave for it."""
        for identity, spelling in zip(identities, spellings, strict=True):
            self._named(identity, spelling)
        self._cut(flat, ends)

    def _named(self, identity: str, spelling: str) -> int:
        code = self._code_of.get(identity)
        if code is None:
            code = self._code_of[identity] = len(self.identities)
            self.identities.append(identity)
            self.spellings.append(spelling)
            self._words.append(_spoken(spelling))
            self._members.append(np.zeros(0, np.int32))
            self._flat = None
        elif self.spellings[code] != spelling:
            self.spellings[code] = spelling
            self._words[code] = _spoken(spelling)
        return code

    def _cut(self, flat: Slots, ends: npt.NDArray[np.int64]) -> None:
        starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
        self._members = [
            flat[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        self._flat, self._ends = flat, ends

    def _laid_out(self) -> tuple[Slots, npt.NDArray[np.int64]]:
        if self._flat is None:
            parts = self._members
            flat = np.concatenate(parts) if parts else np.zeros(0, np.int32)
            self._cut(flat, np.cumsum([len(part) for part in parts], dtype=np.int64))
            return flat, self._ends
        return self._flat, self._ends

    def _drop(self, links: npt.NDArray[np.int64]) -> None:
        for code, slots in _by_tag(links):
            members = self._members[code]
            self.fill(code, members[~np.isin(members, slots)])

    def _put(self, links: npt.NDArray[np.int64]) -> None:
        for code, slots in _by_tag(links):
            self.fill(code, np.concatenate([self._members[code], slots]))


def _by_tag(links: npt.NDArray[np.int64]) -> list[tuple[int, Slots]]:
    """Split sorted links into the slots of each tag."""
    if not len(links):
        return []
    codes = links >> _TAG_SHIFT
    slots = (links & ((1 << _TAG_SHIFT) - 1)).astype(np.int32)
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    return list(zip(codes[starts].tolist(), np.split(slots, starts[1:]), strict=True))


def _spoken(spelling: str) -> str:
    """Return the folded words of a tag between spaces, as `codes_with_words` looks for them."""
    return f" {' '.join(tokens(spelling))} "
