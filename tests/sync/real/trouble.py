"""What goes wrong between the library and its server, drawn at random."""

from random import Random
from typing import Final

from tests.stack.faults import Fault, FaultKind, refuses, shows_page
from tests.stack.stack import ActiveFault, Stack

_PATHS: Final = (
    "", "", "rest/v1/", "rest/v1/", "rest/v1/user_library", "rest/v1/user_library",
    "rest/v1/user_collections", "rest/v1/rpc/pull", "storage/v1/",
    "storage/v1/object/user-library", "auth/v1/",
)  # fmt: skip
_METHODS: Final = (None, None, None, "GET", "POST", "PATCH", "PATCH", "DELETE")
_EXPIRED: Final = '{"code":"PGRST301","details":null,"hint":null,"message":"JWT expired"}'
_DELAY_S: Final = 0.05


class Trouble:
    """Switches faults on and off."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._active: list[ActiveFault] = []
        self.hits = 0

    def begin(self, chance: Random) -> str:
        """Switch another fault on."""
        fault = _drawn(chance)
        self._active.append(self._stack.break_with(fault))
        return str(fault)

    def end(self) -> str:
        """Switch all of them off."""
        for active in self._active:
            active.remove()
            self.hits += active.hits
        count = len(self._active)
        self._active.clear()
        return f"{count} faults end"


def _drawn(chance: Random) -> Fault:
    path, method = chance.choice(_PATHS), chance.choice(_METHODS)
    times = chance.choice((1, 2, 4, 8))
    answers = (
        refuses(401, path, method=method, times=1, body=_EXPIRED),
        refuses(429, path, method=method, times=times, retry_after_s=1),
        refuses(503, path, method=method, times=times),
        refuses(403, path, method=method, times=1),
        Fault(FaultKind.ANSWER, path, method, times=times, status=520, body="<html>520</html>"),
        Fault(FaultKind.ANSWER_AFTER, path, method, times=times, status=520, body="error: 520"),
        shows_page(path, method=method, times=times),
        # "Nobody is signed in": an empty success. Once: it is one answer that is not believed.
        Fault(
            FaultKind.ANSWER,
            chance.choice(("rest/v1/user_library", "rest/v1/user_library", "user_collections")),
            "GET",
            skip=chance.randint(0, 4),
            times=1,
            status=200,
            headers={"content-type": "application/json"},
            body="[]",
        ),
    )
    kinds = (
        FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER, FaultKind.DROP_AFTER, FaultKind.DELAY,
        FaultKind.DELAY_AFTER, FaultKind.TRUNCATE, FaultKind.TWICE,
    )  # fmt: skip
    if chance.random() < 0.5:
        return chance.choice(answers)
    return Fault(
        chance.choice(kinds),
        path,
        method,
        skip=chance.randint(0, 2),
        times=times,
        share=chance.choice((0.5, 1.0)),
        seed=chance.randint(0, 99),
        delay_s=_DELAY_S,
    )
