"""Whose library it is, when it belongs to an account.

The catalog says so itself. A small file beside it says it once more, so that a library whose
catalog is damaged and has no backup does not become a library of nobody, whose files would then
go to whoever signs in next.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.durable import write_whole


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

    Raises:
        OSError: it cannot be written.
    """
    if account is None:
        path.unlink(missing_ok=True)
        return
    if noted_account(path) == account:
        return
    write_whole(path, json.dumps(asdict(account)).encode())
