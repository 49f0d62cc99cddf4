"""How one stack is made and what may be changed while it runs; shared by both processes."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

PID_FILE = "pid"
"""In a stack's folder: the number of its process."""


class Kind(StrEnum):
    """Whose server it is."""

    FEED = "feed"
    """Lightbox's own migrations, the optional one too."""

    PLAIN = "plain"
    """Lightbox's own migrations without the optional one: no `pull`, no Realtime."""

    WILD = "wild"
    """Made by somebody else: 29 columns, no triggers, another CHECK; sql/wild.sql."""

    EMPTY = "empty"
    """A new project: no tables of ours at all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project's owner sets in the dashboard; times in seconds.

    Attributes:
        kind: whose tables are there; fixed when the stack starts.
        max_rows: most rows of one answer of PostgREST.
        token_lifetime_s: how long an access token is good.
        reuse_interval_s: how long a refresh token that was used may be used again.
        code_lifetime_s: how long the code of an e-mail is good.
        is_autoconfirmed: whether signing up signs in at once, without an e-mail.
        is_signup_disabled: whether new users are refused.
        mail_interval_s: how long to wait between two e-mails to one address.
        providers: who else may vouch for a user (OAuth).
        allowed_redirects: URLs where a browser may be sent to, besides loopback addresses.
        largest_file_bytes: the project's limit; a bucket's own may only be lower.
        realtime_poll_s: how often Realtime looks for changes while anybody listens.
        realtime_delay_s: how long after joining a channel it begins to tell changes.
    """

    kind: Kind = Kind.FEED
    max_rows: int = 1000
    token_lifetime_s: int = 3600
    reuse_interval_s: int = 10
    code_lifetime_s: int = 3600
    is_autoconfirmed: bool = True
    is_signup_disabled: bool = False
    mail_interval_s: int = 0
    providers: tuple[str, ...] = ("github", "google")
    allowed_redirects: tuple[str, ...] = ()
    largest_file_bytes: int = 52_428_800 * 20
    realtime_poll_s: float = 0.05
    realtime_delay_s: float = 0.05

    def to_json(self) -> str:
        """Return it as text for the other process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        return cls().changed(values)

    def changed(self, values: dict[str, Any]) -> Self:
        """Return it with some values changed, given as JSON has them."""
        values = dict(values)
        if "kind" in values:
            values["kind"] = Kind(values["kind"])
        for name in ("providers", "allowed_redirects"):
            if name in values:
                values[name] = tuple(values[name])
        return replace(self, **values)
