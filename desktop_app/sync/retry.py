"""How long to wait before the next attempt."""

import random

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.sync.surroundings import Limits

LONGEST_ASKED_S = 3_600.0
"""A server that asks to be left alone for longer than an hour is asked again after one."""

STOPS = frozenset({"remote.signed_out", "remote.other_user"})
"""Codes after which nothing more can be asked until somebody has signed in."""

UNWITNESSED = "sync.unwitnessed"
"""Code: an answer has none of the rows that must be in it, and says nothing of those it lacks."""
INCOMPLETE = "upload.incomplete"
"""Code: an object has another size than its file, or is not there yet."""

_OF_ONE_THING = frozenset({UNWITNESSED, INCOMPLETE})


def wait_s(failures: int, error: RemoteError, limits: Limits, chance: random.Random) -> float:
    """Return how long to wait after so many failures in a row, this one included.

    Full jitter: anything up to a bound that doubles with each failure, so that many who failed
    together do not come back together. A server that asks for more gets more.
    """
    bound = min(limits.retry_longest_s, limits.retry_first_s * 2.0 ** min(failures - 1, 30))
    waited = chance.uniform(0, bound)
    if error.retry_after_s is not None:
        return min(error.retry_after_s, LONGEST_ASKED_S) + waited
    return waited


def is_about_the_line(error: RemoteError) -> bool:
    """Whether it is about the server, the way to it or the session, not about what was asked."""
    return error.code in STOPS or (is_worth_repeating(error) and error.code not in _OF_ONE_THING)


def is_worth_repeating(error: RemoteError) -> bool:
    """Whether the same may succeed later with nothing changed here."""
    return error.kind is ErrorKind.RETRYABLE
