"""Originals that are gone from where the catalog has them, and how they are found again.

Found again is what has the same bytes, wherever it lies and whatever it is called. An original
that was left where it was is then left where it is now; one that the library had stored is stored
again.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.references import Original
from desktop_app.domain.entities import FileState
from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.plan import content_hash_of
from desktop_app.ingest.walk import walk
from desktop_app.media.store import FileStore

_PAGE = 500
_TOLD_EVERY = 20


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """How far a search for lost originals is.

    Attributes:
        lost: how many were lost when it began.
        looked_at: how many files it has met.
        found: how many of the lost are found again.
        is_finished: it is over.
        is_cancelled: it was called off; what was found by then is kept.
    """

    lost: int = 0
    looked_at: int = 0
    found: int = 0
    is_finished: bool = False
    is_cancelled: bool = False


class Originals:
    """Looks after the originals of one library; any thread. Its methods block."""

    def __init__(self, catalog: Catalog, store: FileStore) -> None:
        """Look after these parts of an open library."""
        self._catalog = catalog
        self._store = store

    def lost_with(self, hashes: Iterable[str]) -> list[Original]:
        """Return the originals that are gone and have one of these SHA-256."""
        return [one for one in self._catalog.originals_with_hashes(hashes) if _is_gone(one)]

    def look(
        self, token: CancelToken, rest: Callable[[], object] | None = None
    ) -> Iterator[Original]:
        """Look where every original was left, write down what has changed, yield those gone.

        `rest` is called now and then, to let others have the disk.

        Raises:
            Cancelled: through the token.
        """
        after = 0
        while page := self._catalog.originals_elsewhere(after, _PAGE):
            token.check()
            after = page[-1].row
            gone = [one for one in page if _is_gone(one)]
            gone_rows = {one.row for one in gone}
            self._catalog.note_references(
                {one.row: (one.source_path, one.row not in gone_rows) for one in page}
            )
            yield from gone
            if rest is not None:
                rest()

    def give_back(self, original: Original, path: Path) -> None:
        """Let a file that has its bytes be the original of an asset.

        Raises:
            MediaError: the file has other bytes by now, or cannot be read or stored.
        """
        if original.source_path and (source_path := _named(path)):
            if content_hash_of(path) != original.content_hash:
                raise MediaError("import.changed", ErrorKind.RETRYABLE)
            self._catalog.move_references({original.row: source_path})
        else:
            self._store.add_copy(
                path, original.id, original.mime_type, expected_hash=original.content_hash
            )
            self._catalog.record_file(original.row, file_state=FileState.STORED)

    def search(
        self, folder: Path, *, token: CancelToken, progress: Callable[[SearchProgress], None]
    ) -> SearchProgress:
        """Look for all lost originals in a folder, and return how it ended.

        A file is only read when one of the lost has its size. Called off by the token, it keeps
        what was found by then.
        """
        lost = [one for one in self.look(token) if one.content_hash]
        by_size: dict[int, dict[str, list[Original]]] = {}
        for one in lost:
            by_size.setdefault(one.size_bytes, {}).setdefault(one.content_hash, []).append(one)
        looked_at = found = 0
        for path in _files_under(folder, token) if lost else ():
            looked_at += 1
            found += self._match(path, by_size, token)
            if looked_at % _TOLD_EVERY == 0:
                progress(SearchProgress(len(lost), looked_at, found))
            if found == len(lost):
                break
        last = SearchProgress(
            len(lost), looked_at, found, is_finished=True, is_cancelled=token.is_cancelled
        )
        progress(last)
        return last

    def _match(
        self, path: Path, by_size: dict[int, dict[str, list[Original]]], token: CancelToken
    ) -> int:
        """Give a file to those lost that have its bytes; return how many."""
        try:
            wanted = by_size.get(path.stat().st_size)
            matching = wanted.pop(content_hash_of(path, token), []) if wanted else []
            for original in matching:
                self.give_back(original, path)
        except (OSError, MediaError):
            return 0  # a file that cannot be read is not the one
        return len(matching)


def _files_under(folder: Path, token: CancelToken) -> Iterator[Path]:
    for found in walk([folder], CancelToken()):
        if token.is_cancelled:
            return
        if isinstance(found, Path):
            yield found


def _is_gone(original: Original) -> bool:
    if not original.source_path:
        return original.file_state is FileState.MISSING
    return not os.path.isfile(original.source_path)  # noqa: PTH113 - Path.is_file() can raise


def _named(path: Path) -> str:
    """Return a path as the catalog can hold it, or "" when it is no text."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return ""
    return str(path)
