"""The private bucket: objects that are stored once and never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.sync.simulator.schema import ServerError


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object, and who put it there."""

    size_bytes: int
    mime_type: str
    sha256: str | None
    who: str


class ModelBucket:
    """Objects by key; every user sees those under their own id.

    Attributes:
        limit_bytes: what is too large.
        mime_types: what is taken.
        removals: keys that were removed, with who did it, in order.
        late: keys of what came long after it was sent, and maybe after it was removed.
    """

    def __init__(self, *, limit_bytes: int, mime_types: Sequence[str]) -> None:
        self.limit_bytes = limit_bytes
        self.mime_types = frozenset(mime_types)
        self.objects: dict[str, StoredObject] = {}
        self.removals: list[tuple[str, str]] = []
        self.late: set[str] = set()

    def check(self, user: str, key: str, size_bytes: int, mime_type: str) -> None:
        """Raise what stands against an upload."""
        self._check_owner(user, key)
        if size_bytes > self.limit_bytes:
            raise ServerError(413, "EntityTooLarge")
        if mime_type not in self.mime_types:
            raise ServerError(415, "InvalidMimeType")
        if key in self.objects:
            raise ServerError(409, "Duplicate")

    def put(
        self, user: str, key: str, size_bytes: int, mime_type: str, sha256: str | None, who: str
    ) -> None:
        """Store an object that is not there yet."""
        self.check(user, key, size_bytes, mime_type)
        self.objects[key] = StoredObject(size_bytes, mime_type, sha256, who)

    def info(self, user: str, key: str) -> StoredObject | None:
        """Return what there is under a key of this user's."""
        return self.objects.get(key) if _is_under(user, key) else None

    def remove(self, user: str, keys: Sequence[str], who: str) -> None:
        """Remove those of the objects that are this user's; others are passed over in silence."""
        for key in keys:
            if _is_under(user, key) and self.objects.pop(key, None) is not None:
                self.removals.append((key, who))

    def _check_owner(self, user: str, key: str) -> None:
        if not _is_under(user, key):
            raise ServerError(403, "42501", "new row violates row-level security policy")


def _is_under(user: str, key: str) -> bool:
    return key.startswith(f"{user}/")
