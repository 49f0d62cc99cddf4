"""What the people of the simulated world write: few words, so that they get in each other's way."""

from random import Random
from typing import Final

from desktop_app.domain.entities import Json

TITLES: Final = ("Dune", "Sea at night", "夕日の海", "Harbour", "Fog", "Old mill")
TAGS: Final = ("sea", "sun", "fog", "Dune", "role:pilot", "夕日", "new one")
CATEGORIES: Final = ("general", "landscape", "portrait")
COLLECTION_NAMES: Final = ("Summer", "Winter", "Best of", "To print")
_LEAVES: Final[tuple[Json, ...]] = ("calm", "storm", 7, ["a", "b"], True)
_KEYS: Final = ("mood", "place", "scene")


def tags(chance: Random) -> Json:
    """Return a whole list of tags as some web client writes it."""
    drawn = chance.random()
    if drawn < 0.06:
        return None
    if drawn < 0.1:
        odd: list[Json] = [["sea", "sun"], ["fog", "Dune"]]
        return odd if chance.random() < 0.5 else ["sea", None]
    some: list[Json] = list(chance.sample(TAGS, chance.randint(0, 4)))
    return some


def roleplay(chance: Random) -> dict[str, Json]:
    """Return some keys of roleplay metadata, one of them an object."""
    keys = chance.sample(_KEYS, chance.randint(0, 3))
    made: dict[str, Json] = {key: chance.choice(_LEAVES) for key in keys if key != "scene"}
    if "scene" in keys:
        made["scene"] = {key: chance.choice(_LEAVES) for key in chance.sample(("light", "time"), 1)}
    return made


def uuid_of(chance: Random) -> str:
    """Return a UUID that the seed decides."""
    text = f"{chance.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"
