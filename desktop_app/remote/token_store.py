"""Where the refresh token is kept: the system's keyring, or a file that only the user can read.

Only the refresh token: Windows' store holds 2,560 bytes an entry, which a whole session exceeds.
A machine without a keyring (a bare server, a container) gets the file, and the user is told so:
`KeyringTokenStore.place`.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.durable import write_whole

SERVICE = "Lightbox"
_LONGEST_TOKEN = 2_048

T = TypeVar("T")

logger = logging.getLogger(__name__)


class _KeyringUnusable(Exception):  # noqa: N818 - a state, not a failure
    """There is no keyring (`is_absent`), or it did not do what it was asked."""

    def __init__(self, *, is_absent: bool) -> None:
        super().__init__()
        self.is_absent = is_absent


class TokenPlace(StrEnum):
    """Where a refresh token lies."""

    KEYRING = "keyring"
    FILE = "file"


class Keyring(Protocol):
    """What is used of a backend of the package keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Remove a secret."""
        ...


def system_keyring() -> Keyring | None:
    """Return the system's keyring; None where there is none that keeps anything."""
    import keyring  # noqa: PLC0415 - looks for backends, which takes a tenth of a second

    backend = keyring.get_keyring()
    # Zero is the one that always fails, less is the one that forgets.
    return backend if backend.priority > 0 else None


class KeyringTokenStore:
    """`TokenStore` of one user of one project.

    The blocking calls run in threads: a keyring may ask its user to unlock it first.
    """

    def __init__(
        self,
        project_url: str,
        user_id: str,
        folder: Path,
        *,
        find_keyring: Callable[[], Keyring | None] = system_keyring,
    ) -> None:
        """Name the entry after project and user; `folder` is where the file would lie."""
        self._name = f"{user_id} {project_url}"
        self._path = folder / f"session-{sha256(self._name.encode()).hexdigest()[:16]}"
        self._find_keyring = find_keyring
        self._place: TokenPlace | None = None

    @property
    def place(self) -> TokenPlace | None:
        """Where the token lies; None as long as nobody has asked for it or stored one."""
        return self._place

    async def load(self) -> str | None:
        """Return the stored refresh token; None when there is none."""
        return await asyncio.to_thread(self._load)

    async def save(self, refresh_token: str) -> None:
        """Store a refresh token in place of the one before it; durable on return.

        Raises:
            RemoteError: ``remote.token_not_kept``.
        """
        if not 0 < len(refresh_token) <= _LONGEST_TOKEN:
            raise RemoteError("remote.token_not_kept", ErrorKind.PERMANENT)
        await asyncio.to_thread(self._save, refresh_token)

    async def forget(self) -> None:
        """Remove the stored token; fine when there is none."""
        await asyncio.to_thread(self._forget)

    def _load(self) -> str | None:
        # The file is there only while the keyring could not be used: it is the newer one.
        try:
            text = self._path.read_text("ascii").strip()
        except (OSError, ValueError):
            text = ""
        if text:
            self._place = TokenPlace.FILE
            return text
        try:
            kept = self._asked(lambda ring: ring.get_password(SERVICE, self._name))
        except _KeyringUnusable as error:
            if error.is_absent:
                return None
            # Locked is not empty: whoever takes it for empty asks the user to sign in again.
            raise RemoteError("remote.keyring_locked") from None
        if not kept:
            return None
        self._place = TokenPlace.KEYRING
        return kept

    def _save(self, refresh_token: str) -> None:
        try:
            if self._to_keyring(refresh_token):
                self._path.unlink(missing_ok=True)
                self._place = TokenPlace.KEYRING
                return
            write_whole(self._path, refresh_token.encode("ascii"))
        except OSError as error:
            raise RemoteError("remote.token_not_kept", reason=type(error).__name__) from None
        self._place = TokenPlace.FILE

    def _forget(self) -> None:
        with suppress(OSError):
            self._path.unlink()
        with suppress(_KeyringUnusable):
            if self._asked(lambda ring: ring.get_password(SERVICE, self._name)) is not None:
                self._asked(lambda ring: ring.delete_password(SERVICE, self._name))

    def _to_keyring(self, refresh_token: str) -> bool:
        try:
            self._asked(lambda ring: ring.set_password(SERVICE, self._name, refresh_token))
            # Some backends forget without a word.
            kept = self._asked(lambda ring: ring.get_password(SERVICE, self._name))
        except _KeyringUnusable:
            return False
        return kept == refresh_token

    def _asked(self, question: Callable[[Keyring], T]) -> T:
        try:
            keyring = self._find_keyring()
            if keyring is not None:
                return question(keyring)
        except Exception as error:  # noqa: BLE001 - backends raise whatever their system does
            logger.warning("The keyring cannot be used: %s", type(error).__name__)
            raise _KeyringUnusable(is_absent=False) from None
        raise _KeyringUnusable(is_absent=True)
