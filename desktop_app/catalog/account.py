"""Whose library it is, when it belongs to an account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One user of one Supabase project.

    Attributes:
        user_id: the UUID that ``auth.uid()`` returns for this user.
        project: the project's URL, as the user signed in to it.
    """

    user_id: str
    project: str
