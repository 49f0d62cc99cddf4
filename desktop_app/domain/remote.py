"""What sync asks of a server and what it answers: the ports, and the errors translated once.

One `RemoteRows` and one `RemoteFiles` speak for one signed-in user of one project. Every call
sends that user's own token and names the user's id, may be repeated, and raises `RemoteError`
for whatever goes wrong; an answer that is not what was asked for is an error, never an empty one.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind, LightboxError

ServerRow = Mapping[str, Json]
"""A row as the server sent it, unknown columns included; its version is under `VERSION`."""

VERSION = "xmin"
"""PostgreSQL's number of the transaction that wrote the row last, as text; absent on a view."""


class RemoteTable(StrEnum):
    """The tables that are mirrored, by their names on the server."""

    ASSETS = "user_library"
    COLLECTIONS = "user_collections"


class RemoteError(LightboxError):
    """A request failed, or its answer cannot be believed.

    Codes:
        ``remote.offline`` (reason): no answer came; the request may have been applied. Retryable.
        ``remote.busy`` (status): 5xx, or not the server's own answer. Retryable.
        ``remote.rate_limited``: 429. Retryable.
        ``remote.garbled``: a success that is not what was asked for. Retryable.
        ``remote.signed_out``: the session is over; somebody has to sign in again.
        ``remote.other_user``: the session is somebody else's, or nobody's.
        ``remote.refused`` (reason, message): the server's code (23514, 42501 …) and words.
        ``remote.too_large``, ``remote.type_refused``: 413 and 415 of the bucket.
        ``remote.exists``: 409, an object is there already.
        ``remote.missing``: 404, an object is not there.
        ``remote.link_ended``: a signed link is over; sign again. Retryable.
        ``remote.untrusted``, ``remote.wrong_clock``: the server's certificate is not believed;
            the latter when it is one of another time. Retryable.
        ``remote.key_refused``: the project does not know its public key (any more).
        ``remote.keyring_locked``, ``remote.token_not_kept``: the session cannot be read from or
            written to where it is kept. Retryable.
        ``remote.proxy``: the proxy that the environment names cannot be used.
        ``remote.not_supabase``: whatever answers there, it is no Supabase project.

    Attributes:
        retry_after_s: how long the server asks to be left alone; None when it does not say.
    """

    def __init__(
        self,
        code: str,
        kind: ErrorKind = ErrorKind.RETRYABLE,
        *,
        retry_after_s: float | None = None,
        **params: str | int,
    ) -> None:
        """Make an error of this code; `params` fill the blanks of its sentence."""
        super().__init__(code, kind, **params)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order asked for, and when the server answered, by its own clock.

    Only an empty page tells that there is no more: a server may send fewer than it was asked for.
    """

    rows: Sequence[ServerRow]
    server_time_us: int | None = None
    """From the answer's Date header: microseconds UTC, to the second."""


@dataclass(frozen=True, slots=True)
class Features:
    """What this server turned out to have, asked once for each connection.

    Attributes:
        has_versions: rows of both tables have `VERSION`, which a swap can name.
        has_feed: the optional migration is there (`RemoteRows.feed`).
    """

    has_versions: bool = True
    has_feed: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything that changed since a position, of the optional migration.

    Attributes:
        rows: rows of `RemoteTable.ASSETS` that were written; may repeat what is known.
        gone: ids of rows that were deleted.
        position: where to go on; opaque text.
        has_more: ask again at once.
    """

    rows: Sequence[ServerRow]
    gone: Sequence[str]
    position: str
    has_more: bool


class RemoteRows(Protocol):
    """The rows of one signed-in user, in both tables.

    Attributes:
        user_id: whose rows they are; every request names it.
    """

    user_id: str

    async def guard(self) -> None:
        """Make sure that the session is fresh, authenticated, and this user's.

        Raises:
            RemoteError: ``remote.signed_out``, ``remote.other_user``, or what the network did.
        """
        ...

    async def features(self) -> Features:
        """Return what the server has; asks it the first time."""
        ...

    async def page(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        """Return whole rows with ``after < id <= until``, by id, at most `limit`."""
        ...

    async def versions(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        """Return only ``id`` and `VERSION` of the rows that `page` would return."""
        ...

    async def newest(self, *, limit: int) -> Page:
        """Return the newest assets by creation, newest first."""
        ...

    async def count(self, table: RemoteTable) -> int | None:
        """Return how many rows a table has; None where the server does not tell."""
        ...

    async def rows(self, table: RemoteTable, ids: Sequence[str]) -> Page:
        """Return those of these rows (100 ids at most) that there are, in any order."""
        ...

    async def touched_since(self, since_us: int, *, after: str | None, limit: int) -> Page:
        """Return assets created or updated at or after a moment (their clock), by id."""
        ...

    async def swap(
        self,
        table: RemoteTable,
        uuid: str,
        values: Mapping[str, Json],
        *,
        version: str | None,
        bases: Mapping[str, Json],
    ) -> ServerRow | None:
        """Write these columns if the row is still at this version; None when it is not, or gone.

        Without a version the row must still hold `bases` in those columns. Returns id, version
        and the columns written, and ``updated_at`` for an asset, as the server has them now.
        """
        ...

    async def insert(self, table: RemoteTable, row: ServerRow) -> ServerRow | None:
        """Insert a row under its own id; None when that id is taken, which changes nothing."""
        ...

    async def remove(
        self,
        table: RemoteTable,
        uuid: str,
        *,
        version: str | None,
    ) -> bool:
        """Delete a row if it is still at this version (None: whatever it is); whether it did."""
        ...

    async def are_named(self, keys: Sequence[str]) -> set[str]:
        """Return those of these object keys that any row names, in whatever form it has them."""
        ...

    async def feed_start(self) -> str:
        """Return the position from which all comes that is written from now on.

        Only where `Features.has_feed`.
        """
        ...

    async def feed(self, since: str | None) -> Feed:
        """Return what changed since a position; only where `Features.has_feed`."""
        ...


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What the bucket knows of an object."""

    size_bytes: int
    sha256: str | None = None
    """As lower-case hex, when whoever uploaded it said so in its metadata."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Where a resumable upload stands: kept across restarts."""

    url: str
    offset_bytes: int
    expires_at_us: int


class RemoteFiles(Protocol):
    """The objects of one signed-in user in the bucket, named by bare keys ``<user>/…``."""

    def key_of(self, path: str | None) -> str | None:
        """Return the key of the object that a row's path names, in whatever form it does.

        None when it names none in this bucket (`domain.object_keys`).
        """
        ...

    async def upload(
        self,
        key: str,
        source: Path | bytes,
        *,
        mime_type: str,
        sha256: str,
        resume: Resume | None = None,
        progressed: Callable[[int, Resume | None], None] | None = None,
    ) -> None:
        """Store an object that is not there yet; never overwrites.

        `progressed` hears how many bytes the server has, and how to go on from there.

        Raises:
            RemoteError: ``remote.exists``, ``remote.too_large``, ``remote.type_refused``,
                ``remote.missing`` (the source is gone), and all others.
        """
        ...

    async def info(self, key: str) -> ObjectInfo | None:
        """Return what is known of an object; None when it is not there."""
        ...

    async def remove(self, keys: Sequence[str]) -> None:
        """Remove objects; those that are gone already are fine."""
        ...

    async def sign(self, keys: Sequence[str], *, lifetime_s: int) -> dict[str, str]:
        """Return links that end, up to 1,000 at once; keys whose object is missing are left out."""
        ...

    def download(self, url: str, *, offset_bytes: int = 0) -> AsyncGenerator[bytes, None]:
        """Return the bytes behind a signed link, from an offset on."""
        ...


class Hints(Protocol):
    """Tells which rows may have changed elsewhere; never to be relied on."""

    @property
    def is_listening(self) -> bool:
        """Whether the server tells of changes now; not every one does."""
        ...

    async def run(
        self, hinted: Callable[[RemoteTable, str], None], gap: Callable[[], None]
    ) -> None:
        """Listen until cancelled, connecting again by itself.

        `hinted` hears the id of a row that was written or deleted; `gap` is called after each
        connection that follows a lost one, since anything may have happened meanwhile.
        """
        ...
