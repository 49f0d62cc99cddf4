"""Whose library it is, when it belongs to an account.

The catalog says so itself. A small file beside it says it once more, so that a library whose
catalog is damaged and has no backup does not become a library of nobody, whose files would then
go to whoever signs in next.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.catalog.durable import sync_folder

_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Account:
    """One user of one Supabase project.

    Attributes:
        user_id: the UUID that ``auth.uid()`` returns for this user.
        project: the project's URL, as the user signed in to it.
    """

    user_id: str
    project: str


def noted_account(path: Path) -> Account | None:
    """Return the account that was written to this file; None when there is none to be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    match told:
        case {"user_id": str(user_id), "project": str(project)}:
            return Account(user_id, project)
    return None


def note_account(path: Path, account: Account | None) -> None:
    """Write the account to this file, if it does not say so already; None removes the file.

    Complete and synced before it takes the old one's name: a power cut leaves one of the two.

    Raises:
        OSError: it cannot be written.
    """
    if account is None:
        path.unlink(missing_ok=True)
        return
    if noted_account(path) == account:
        return
    unfinished = path.with_name(path.name + _UNFINISHED)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(account), file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
