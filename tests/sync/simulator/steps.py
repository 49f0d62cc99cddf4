"""What happens in the world of a seed, step by step."""

import random
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and how much time goes by afterwards."""

    kind: str
    seed: int
    pause_s: float


KINDS: Final = {
    "user": 30, "web": 16, "clash": 12, "slow web": 5, "crash": 3, "power cut": 2, "crash soon": 4,
    "clock": 2, "line": 6, "weather": 3, "session": 2, "schema": 1, "reopen": 2, "poke": 2,
}  # fmt: skip


def steps_of(seed: int) -> list[Step]:
    """Return what happens in the world of a seed."""
    drawn = random.Random(f"{seed} steps")
    kinds = drawn.choices(list(KINDS), list(KINDS.values()), k=drawn.randint(12, 40))
    return [Step(kind, drawn.getrandbits(48), _pause_s(drawn)) for kind in kinds]


def _pause_s(drawn: random.Random) -> float:
    return drawn.choices(
        (0.0, drawn.uniform(0, 0.4), drawn.uniform(0.5, 15), drawn.uniform(20, 120)),
        (3, 6, 4, 1),
    )[0]
