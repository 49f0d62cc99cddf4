"""The accounts that this machine knows: which project, which user, which folder has their copy.

Kept in one small file of the user's settings. No secrets: the key is the project's public one, and
the refresh token lies in the keyring. Standard library alone.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from desktop_app import settings
from desktop_app.catalog.account import Account
from desktop_app.domain.entities import Json

log = logging.getLogger(__name__)

_NAME_CHARACTERS = 24


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """One user of one project.

    Attributes:
        url: the project's address.
        key: its public key.
        user_id: the user's UUID.
        email: how the user is called in the window; in no log.
    """

    url: str
    key: str = field(repr=False)
    user_id: str
    email: str = field(default="", repr=False)

    @property
    def account(self) -> Account:
        """The account as the catalog names it."""
        return Account(self.user_id, self.url)

    @property
    def folder(self) -> Path:
        """The folder of the account's library: one for each user of each project."""
        name = sha256(f"{self.user_id} {self.url}".encode()).hexdigest()[:_NAME_CHARACTERS]
        return settings.account_folder(name)


def known_accounts() -> list[KnownAccount]:
    """Return the accounts that somebody has signed in with, in that order."""
    stored = settings.read_object(settings.accounts_path()).get("accounts", [])
    found = [_read(one) for one in stored] if isinstance(stored, list) else []
    return [one for one in found if one is not None]


def known(account: Account) -> KnownAccount | None:
    """Return what is known of a library's account; None when nobody has signed in here."""
    return next((one for one in known_accounts() if one.account == account), None)


def of_folder(folder: Path) -> KnownAccount | None:
    """Return the account whose library is in this folder; None where it is nobody's."""
    return next((one for one in known_accounts() if one.folder == folder), None)


def remember(account: KnownAccount) -> None:
    """Keep an account, in place of what was known of it.

    Raises:
        OSError: the settings cannot be written.
    """
    others = [one for one in known_accounts() if one.account != account.account]
    _write([*others, account])


def forget(account: KnownAccount) -> None:
    """Know an account no more; its library stays where it is.

    Raises:
        OSError: the settings cannot be written.
    """
    _write(one for one in known_accounts() if one.account != account.account)


def _read(stored: Json) -> KnownAccount | None:
    match stored:
        case {"url": str(url), "key": str(key), "user_id": str(user_id), "email": str(email)}:
            return KnownAccount(url, key, user_id, email)
        case {"url": str(url), "key": str(key), "user_id": str(user_id)}:
            return KnownAccount(url, key, user_id)
    log.warning("An account is not readable, and left out")
    return None


def _write(accounts: Iterable[KnownAccount]) -> None:
    stored = settings.read_object(settings.accounts_path())
    stored["accounts"] = [
        {"url": one.url, "key": one.key, "user_id": one.user_id, "email": one.email}
        for one in accounts
    ]
    settings.write_object(settings.accounts_path(), stored)
