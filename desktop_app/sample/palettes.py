"""Colours that go together, with the words for their light."""

from dataclasses import dataclass

from desktop_app.sample.canvas import Colour, colour


@dataclass(frozen=True, slots=True)
class Light:
    """An hour of the day.

    Attributes:
        words: how a prompt says it.
        title: how a title says it.
        sky: from the zenith to the horizon.
        sun: the disc in the sky, and its glow.
        far: the most distant ridge.
        near: the ground in front.
        is_dark: whether stars show.
    """

    words: str
    title: str
    sky: tuple[Colour, ...]
    sun: Colour
    far: Colour
    near: Colour
    is_dark: bool = False


def _light(
    words: str, title: str, sky: str, sun: str, far: str, near: str, *, is_dark: bool = False
) -> Light:
    stops = tuple(colour(stop) for stop in sky.split())
    return Light(words, title, stops, colour(sun), colour(far), colour(near), is_dark)


LIGHTS = (
    _light("golden hour, warm sunlight", "Golden Hour",
           "#35507a #7d87a3 #e8b58a #ffd9a0", "#fff3d6", "#c08f86", "#2a2436"),
    _light("rose dawn, soft haze", "Rose Dawn",
           "#5b6ea6 #a99bc4 #f0b7bd #ffe0cf", "#fff6ec", "#b89bb8", "#33304f"),
    _light("violet dusk, afterglow", "Violet Dusk",
           "#1e1b4b #51408e #b5649a #f79d84", "#ffe3c2", "#7d5590", "#171430"),
    _light("crimson sunset, dramatic light", "Crimson Sunset",
           "#2b1238 #742a56 #d9533f #ffb45c", "#fff0c4", "#8c3a4f", "#1b0d1f"),
    _light("clear morning, crisp air", "Clear Morning",
           "#2f74b5 #6aa9d8 #b3d8ea #eaf4ef", "#fffdf2", "#8fb4c8", "#1f3f3d"),
    _light("teal twilight, calm", "Teal Twilight",
           "#0c2b3f #1f5d6e #5ba69b #d7e3b1", "#fdfbe0", "#4f8f8e", "#0a1f28"),
    _light("misty morning, muted tones", "Morning Mist",
           "#8fa3ad #b4c2c4 #d8dcd4 #f0ece0", "#ffffff", "#b3c0bf", "#34454a"),
    _light("amber evening, dust in the air", "Amber Evening",
           "#6b4a5b #b56f56 #eaa55c #ffe09a", "#fffbe2", "#b57b5a", "#3a2226"),
    _light("blue hour, first stars", "Blue Hour",
           "#0a1233 #1b2d63 #4563a0 #b7a6c9", "#fff1dc", "#3b4a80", "#080d20", is_dark=True),
    _light("moonlit night, deep blue", "Moonlight",
           "#050a1c #0d1c3f #1f3d6b #4a6f96", "#f4f6ff", "#24416b", "#040812", is_dark=True),
    _light("coral sunrise, pastel sky", "Coral Sunrise",
           "#4d8fae #9cc6c9 #ffd3b4 #ff9f80", "#fff7e0", "#c98b86", "#2d3247"),
    _light("emerald storm light", "Storm Light",
           "#152a2b #2c5049 #6d8f6a #cfd8a0", "#fbffe0", "#54786a", "#0c1a1b"),
    _light("lavender evening, gentle", "Lavender Evening",
           "#3d3f78 #7b76b6 #c5a9d6 #fbd7dc", "#fff2f4", "#8f84b8", "#262445"),
    _light("autumn afternoon, copper light", "Copper Light",
           "#5c7f92 #a9b7a8 #f0cf9a #f7a65a", "#fff5dc", "#b5855f", "#33221c"),
)  # fmt: skip

DARK_LIGHTS = tuple(light for light in LIGHTS if light.is_dark)


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours for shapes without a sky: a ground, and those to put on it."""

    words: str
    ground: Colour
    colours: tuple[Colour, ...]


def _scheme(words: str, ground: str, colours: str) -> Scheme:
    return Scheme(words, colour(ground), tuple(colour(c) for c in colours.split()))


SCHEMES = (
    _scheme("terracotta and sage", "#f3e9dc", "#c8553d #588b8b #f28f3b #ffd5c2 #2d3047 #93b7a0"),
    _scheme("ink blue and gold", "#0f1a2e", "#e8b04a #26436e #f3e2b3 #7895b2 #c9683c #13243f"),
    _scheme("blush and burgundy", "#fbeee6", "#7d2e46 #d88c9a #f2d0a9 #99c1b9 #8e7dbe #3b1f2b"),
    _scheme("forest and moss", "#efeee0", "#2f4b3a #6b8f5e #b7c68b #e3b448 #16302b #cbd8c0"),
    _scheme("mint and coral", "#e9f5f0", "#ff6f61 #2a9d8f #f4a261 #264653 #e9c46a #9fd8cb"),
    _scheme("plum and peach", "#2a1a35", "#ff9f80 #6d3b7d #f7d6bf #b5548f #f25f5c #402450"),
    _scheme("nordic greys", "#e8e6e1", "#3d4a52 #7f8f97 #c9a27e #b8c4c2 #22282c #d98e5f"),
    _scheme("ultramarine and cream", "#f6f0e2", "#23389c #e4572e #76a5d8 #f2b134 #101b52 #a8c6e5"),
    _scheme("olive and ochre", "#f1ead6", "#606c38 #dda15e #bc6c25 #283618 #a3b18a #e9d8a6"),
    _scheme("electric dusk", "#120c2b", "#ff5d8f #5b5bd6 #31d2c6 #ffd166 #2b1a66 #b892ff"),
    _scheme("sea glass", "#eaf3f2", "#1d5c63 #62a8ac #b8dedb #ee9b5f #12343b #f1d9b8"),
    _scheme("sakura and slate", "#f9eff0", "#d9768f #4a5568 #f3c6cf #8fa5b8 #273043 #e9a178"),
)

FLOWS: tuple[tuple[str, str], ...] = (
    ("opal", "#0b132b #1c4e80 #5fb0b7 #f5e6cc #f08a5d #6a2c70"),
    ("aurora", "#03071e #0b3954 #087e8b #7ae7c7 #f4f1bb #5f0f40"),
    ("magma", "#12040d #5a0f2e #c1272d #ff7f11 #ffd97d #fff3d6"),
    ("lagoon", "#052f3f #0d6e74 #34b3a0 #bfe8d4 #f7f3e3 #e5b181"),
    ("orchid", "#1b0b2e #57267a #b24ea4 #f3a6c0 #fde9e0 #7aa6c2"),
    ("malachite", "#04211a #0a4d3c #1f8a5f #7fcf9a #e7f5d8 #c9a24b"),
    ("porcelain", "#f7f4ec #cfdbe3 #7d9bb8 #2e4f7a #0f2240 #d9b36c"),
    ("ember", "#1a1423 #3d314a #684756 #ab8476 #ffcab1 #fff4e8"),
    ("denim", "#0a1128 #123c69 #2f6690 #81c3d7 #d9dcd6 #f2b880"),
    ("honey", "#2b1a0e #6f4518 #c17f25 #f0b84a #ffe8b0 #fffaf0"),
)
"""Names and colours of fluid pictures, dark to light and on."""
