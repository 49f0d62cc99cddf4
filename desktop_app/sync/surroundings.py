"""All that the engine is given from outside: server, catalog, files, clock, chance, threads."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.replica import Replica
from desktop_app.domain.files import FoundFacts, ServerFile
from desktop_app.domain.ports import Clock
from desktop_app.domain.remote import Hints, RemoteFiles, RemoteRows

T = TypeVar("T")


class Originals(Protocol):
    """The files of the library on this machine; every method may block."""

    def path(self, asset_id: str) -> Path | None:
        """Return where an asset's original can be read; None when it is not on this machine."""
        ...

    def thumbnail(self, asset_id: str) -> bytes | None:
        """Return a WebP of the asset, 256 px at its longest edge; None when none can be made."""
        ...

    def discard(self, ids: Sequence[str]) -> None:
        """Remove what the store holds of these assets."""
        ...


class Receiver(Protocol):
    """Takes files that came from the server into the library; every method may block."""

    def lacking(self, ids: Sequence[str]) -> set[str]:
        """Return those of these assets that have no small picture here."""
        ...

    def forget_pictures(self, ids: Sequence[str]) -> None:
        """Forget the small pictures of these assets: they show what is there no more."""
        ...

    def has_room(self) -> bool:
        """Whether pictures may be fetched that nobody has asked for."""
        ...

    def part_of(self, key: str) -> Path:
        """Return where an object is put together."""
        ...

    def tidy(self) -> None:
        """Remove what was begun long ago and never finished."""
        ...

    def take_thumbnail(self, asset_id: str, data: bytes) -> None:
        """Make an asset's small picture of a thumbnail.

        Raises:
            MediaError: it is no picture, or cannot be written.
        """
        ...

    def take_picture(self, file: ServerFile, part: Path) -> FoundFacts:
        """Make an asset's small picture of its original, and return what that is.

        Raises:
            MediaError: what the disk did.
        """
        ...

    def take_original(self, file: ServerFile, part: Path, sha256: str | None) -> FoundFacts:
        """Move a complete original into the store, and return what it is.

        Raises:
            MediaError: it is not what it should be by its hash; what the disk did.
        """
        ...

    def drop_original(self, asset_id: str) -> None:
        """Remove an original from the store; its pictures stay."""
        ...

    def note_viewed(self, asset_id: str, mime_type: str) -> None:
        """Note that an original is looked at now."""
        ...

    def stored(self) -> Mapping[str, tuple[int, float]]:
        """Return the originals in the store: how large, and when they were looked at last."""
        ...

    def free_bytes(self) -> int:
        """Return how much room the store's disk has left; 0 when it cannot be told."""
        ...


class Blocking(Protocol):
    """Makes a blocking call without holding up the engine's loop."""

    async def __call__(self, call: Callable[[], T]) -> T:
        """Return what the call returns, or raise what it raises."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, and how often; durations in seconds.

    Attributes:
        page_rows: rows asked for in one page; a server may send fewer.
        first_rows: newest rows fetched before the bulk: the first screens.
        initial_ranges: parts of the id space, each loaded from its own position.
        initial_at_once: requests of the initial load under way together.
        count_s: how long the server may count, so that it can be told how far the load is.
        ids_a_request: ids named in one request, so that its URL stays under 6 kB.
        push_at_once: rows on their way together.
        upload_at_once: files on their way together.
        misses_at_once: how often a swap that missed is repeated without waiting.
        hint_s: how long hints are collected before they are fetched.
        hints_kept: more hints than this are no use singly: everything is scanned instead.
        touched_s: how often is asked for what was touched lately.
        overlap_s: how much of the past is asked for again: transactions commit late.
        scan_s: how often all ids are compared.
        scan_large_s: the same in a library of more than `large_rows`.
        retry_first_s: longest wait after the first failure; doubled after each further one.
        retry_longest_s: longest wait after any number of failures.
        wake_s: a clock that goes on by this much more than the loop's has slept meanwhile.
        removed_unasked: so many assets gone on the server are removed without a question.
        removed_unasked_part: or this part of the library, if that is more.
        witnesses: ids that have to be in an answer for its gaps to be believed.
        download_at_once: files that come together.
        originals_at_once: those of them that are fetched for themselves.
        unasked_at_once: those of them that nobody has asked for.
        sign_at_once: links asked for together.
        link_s: how long a link lives.
        collect_s: how long wishes are collected before links for them are asked for.
        told_s: how often the window is told of pictures that have come.
        missing_s: when a file that is not there is asked for again, before it counts as missing.
        thumbnail_bytes: a larger thumbnail is none.
        picture_bytes: a larger original is not fetched for its small picture alone.
    """

    page_rows: int = 1_000
    first_rows: int = 500
    initial_ranges: int = 16
    initial_at_once: int = 6
    count_s: float = 3.0
    ids_a_request: int = 100
    push_at_once: int = 6
    upload_at_once: int = 2
    misses_at_once: int = 5
    hint_s: float = 0.2
    hints_kept: int = 2_000
    touched_s: float = 30.0
    overlap_s: float = 120.0
    scan_s: float = 15 * 60.0
    scan_large_s: float = 6 * 3600.0
    large_rows: int = 100_000
    retry_first_s: float = 1.0
    retry_longest_s: float = 300.0
    wake_s: float = 60.0
    removed_unasked: int = 50
    removed_unasked_part: float = 0.05
    witnesses: int = 5
    download_at_once: int = 4
    originals_at_once: int = 2
    unasked_at_once: int = 2
    sign_at_once: int = 100
    link_s: float = 3600.0
    collect_s: float = 0.05
    told_s: float = 0.1
    missing_s: tuple[float, ...] = (5.0, 30.0, 300.0)
    thumbnail_bytes: int = 8 * 1024 * 1024
    picture_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the engine works with.

    Attributes:
        rows: the server's rows of the signed-in user.
        files: the bucket; None where files cannot be sent.
        hints: what tells of changes elsewhere; None where there is no realtime.
        replica: the catalog from the side of sync.
        catalog: the library; it tells of local edits.
        originals: the files on this machine.
        clock: tells the time of day; nothing is decided by it but what is shown and persisted.
        random: spreads retries.
        database: makes blocking calls of the catalog, one after another in the order they come.
        disk: makes blocking calls of the file system and the decoders.
        limits: how much and how often.
        receiver: takes in what is downloaded; None where nothing is.
    """

    rows: RemoteRows
    files: RemoteFiles | None
    hints: Hints | None
    replica: Replica
    catalog: Catalog
    originals: Originals
    clock: Clock
    random: random.Random
    database: Blocking
    disk: Blocking
    limits: Limits = field(default_factory=Limits)
    receiver: Receiver | None = None
