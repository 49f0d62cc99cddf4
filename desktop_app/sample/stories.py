"""What the pictures are about: how each is painted, asked for, called and kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image

from desktop_app.sample import abstracts, films, landscapes, places
from desktop_app.sample.canvas import Canvas, Colour, colour
from desktop_app.sample.palettes import DARK_LIGHTS, FLOWS, LIGHTS, SCHEMES, Light

LANDSCAPES, SKIES, SCENES = "Landscapes", "Night Skies", "Wanderer’s Road"
PRINTS, WALLPAPERS = "Wall Prints", "Wallpapers"
COLLECTIONS = {
    LANDSCAPES: "Ridges, lakes and dunes in every light",
    SKIES: "Stars, auroras and other worlds",
    SCENES: "Scenes from the long story of Aria and Kael",
    PRINTS: "Shapes and leaves to hang on a wall",
    WALLPAPERS: "Quiet abstracts for desktops",
}


Film = Callable[[Canvas, int], Iterator[Image.Image]]
"""Paints so many pictures that follow each other; the next may be painted over the last."""


@dataclass(frozen=True, slots=True)
class Mood:
    """The colours of a picture, and the words they add to its prompt and title.

    Attributes:
        words: for the prompt.
        title: for the title.
        paint: paints the picture; of a film, the first one.
        film: paints all pictures of a film; None for what stands still.
    """

    words: str
    title: str
    paint: Callable[[Canvas], None]
    film: Film | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One kind of picture.

    Attributes:
        name: short and unique.
        weight: how often it comes, against the others.
        subjects: how prompts begin.
        spoken: the same in Japanese or Chinese.
        titles: what users call it; ``{}`` stands for the mood.
        tags: what it is tagged with, the surest first.
        collection: where it is kept, when it is.
        mood: chooses colours.
    """

    name: str
    weight: int
    subjects: tuple[str, ...]
    spoken: tuple[str, ...]
    titles: tuple[str, ...]
    tags: tuple[str, ...]
    collection: str
    mood: Callable[[Random], Mood]


def _in_light(
    painter: Callable[..., None], *, is_dark: bool | None = None
) -> Callable[[Random], Mood]:
    lights = LIGHTS if is_dark is None else DARK_LIGHTS
    if is_dark is False:
        lights = tuple(light for light in LIGHTS if not light.is_dark)

    def mood(random: Random) -> Mood:
        light = random.choice(lights)
        return Mood(light.words, light.title, lambda canvas: painter(canvas, light))

    return mood


def _in_flow(painter: Callable[..., None]) -> Callable[[Random], Mood]:
    def mood(random: Random) -> Mood:
        name, hues = random.choice(FLOWS)
        flow: tuple[Colour, ...] = tuple(colour(hue) for hue in hues.split())
        return Mood(f"{name} tones", name.title(), lambda canvas: painter(canvas, flow))

    return mood


def _in_scheme(painter: Callable[..., None]) -> Callable[[Random], Mood]:
    def mood(random: Random) -> Mood:
        scheme = random.choice(SCHEMES)
        title = scheme.words.title().replace(" And ", " and ")
        return Mood(f"{scheme.words} palette", title, lambda canvas: painter(canvas, scheme))

    return mood


def _film_in_light(
    film: Callable[[Canvas, Light, int], Iterator[Image.Image]], lights: tuple[Light, ...]
) -> Callable[[Random], Mood]:
    def mood(random: Random) -> Mood:
        light = random.choice(lights)
        return _moving(light.words, light.title, lambda canvas, n: film(canvas, light, n))

    return mood


def _film_in_flow(
    film: Callable[[Canvas, tuple[Colour, ...], int], Iterator[Image.Image]],
) -> Callable[[Random], Mood]:
    def mood(random: Random) -> Mood:
        name, hues = random.choice(FLOWS)
        flow: tuple[Colour, ...] = tuple(colour(hue) for hue in hues.split())
        return _moving(f"{name} tones", name.title(), lambda canvas, n: film(canvas, flow, n))

    return mood


def _moving(words: str, title: str, film: Film) -> Mood:
    def paint(canvas: Canvas) -> None:
        canvas.image = next(film(canvas, 1))

    return Mood(words, title, paint, film)


STORIES = (
    Story(
        "mountains", 30,
        ("A beautiful sunset over mountains", "Layered mountain ridges fading into haze",
         "Endless mountain range with pine forest", "Quiet alpine valley, ridge behind ridge"),
        ("山々の夕焼け、霧の中の稜線", "层叠的山峦，薄雾中的日落"),
        ("Mountain Sunset", "{} Ridges", "Above the Valley", "Blue Ridge Morning"),
        ("landscape", "mountains", "nature", "sunset", "mist"), LANDSCAPES,
        _in_light(landscapes.mountains),
    ),
    Story(
        "lake", 29,
        ("Mirror lake beneath distant mountains", "Still mountain lake with a perfect reflection",
         "Calm water at the foot of the hills, reeds in the foreground"),
        ("静かな湖に映る山、リフレクション", "群山倒映在宁静的湖面"),
        ("Mirror Lake", "{} on the Water", "Still Water", "Reed Shore"),
        ("landscape", "lake", "reflection", "nature", "mountains"), LANDSCAPES,
        _in_light(landscapes.lake),
    ),
    Story(
        "dunes", 16,
        ("Desert dunes with long shadows", "Sweeping sand dunes under an open sky"),
        ("砂漠の砂丘、長い影",),
        ("Singing Sands", "{} Desert", "Dune Sea"),
        ("landscape", "desert", "dunes", "minimal"), LANDSCAPES,
        _in_light(landscapes.dunes, is_dark=False),
    ),
    Story(
        "forest", 16,
        ("Tall forest trunks in morning fog, god rays",
         "Deep misty forest, light between the trees"),
        ("霧の森、木漏れ日", "晨雾中的森林，光线穿过树木"),
        ("Among the Trees", "{} Forest", "Quiet Path"),
        ("landscape", "forest", "mist", "nature"), LANDSCAPES,
        _in_light(landscapes.forest, is_dark=False),
    ),
    Story(
        "night", 23,
        ("Night sky over dark mountains, milky way", "Aurora borealis above a pine forest",
         "Starry night with northern lights, long exposure"),
        ("星空とオーロラ、夜の山", "银河下的群山，星空"),
        ("Northern Lights", "Under the Stars", "Polar Night", "Milky Way over the Pines"),
        ("night", "stars", "landscape", "sky"), SKIES,
        _in_light(landscapes.night, is_dark=True),
    ),
    Story(
        "wanderer", 24,
        ("Lone cloaked wanderer with a staff before an enormous moon, fantasy character",
         "Hooded adventurer on a rock, giant sun behind, epic fantasy scene",
         "Aria the wanderer looking over the valley, cinematic character art"),
        ("巨大な月の前に立つ旅人のキャラクター",),
        ("Aria at the Pass", "The Last Watch", "Kael and the Giant Moon", "{} Wanderer"),
        ("role:character", "fantasy", "silhouette", "mood:epic"), SCENES,
        _in_light(landscapes.wanderer),
    ),
    Story(
        "balloons", 11,
        ("Hot air balloons drifting over green hills", "Colourful balloons in a wide evening sky"),
        ("丘の上の気球",),
        ("Balloon Festival", "Up and Away", "{} Flight"),
        ("balloons", "landscape", "sky", "mood:joyful"), LANDSCAPES,
        _in_light(landscapes.balloons, is_dark=False),
    ),
    Story(
        "city", 22,
        ("City skyline in the evening haze, flat illustration",
         "Futuristic skyscrapers before a huge sun",
         "Quiet city at night, lit windows, minimal vector style"),
        ("夜の都市のスカイライン、窓の灯り", "黄昏中的城市天际线"),
        ("Skyline, {}", "City of Windows", "Rooftops"),
        ("city", "architecture", "skyline", "style:flat"), WALLPAPERS,
        _in_light(places.city),
    ),
    Story(
        "planet", 16,
        ("Ringed gas giant in a nebula, deep space",
         "Banded planet with a small moon, cosmic dust"),
        ("環のある惑星と星雲、宇宙",),
        ("Gas Giant", "Rings of {}", "Far World"),
        ("space", "planet", "sci-fi", "stars"), SKIES,
        _in_flow(places.planet),
    ),
    Story(
        "waves", 17,
        ("Abstract rolling waves of colour, layered gradient",
         "Flowing silk ribbons, abstract wallpaper"),
        ("抽象的な波、グラデーション",),
        ("{} Waves", "Soft Swell", "Layers in {}"),
        ("abstract", "waves", "gradient", "wallpaper"), WALLPAPERS,
        _in_flow(abstracts.waves),
    ),
    Story(
        "marble", 13,
        ("Liquid marble, fluid art, glossy veins", "Abstract fluid acrylic pour, marbling texture"),
        ("流体大理石纹理，抽象",),
        ("{} Marble", "Pour No. 7", "Liquid {}"),
        ("abstract", "fluid", "texture"), WALLPAPERS,
        _in_flow(abstracts.marble),
    ),
    Story(
        "cut_paper", 13,
        ("Layered paper cut art, topographic depth", "Abstract papercut canyon, soft shadows"),
        (),
        ("Paper Canyon", "Contours in {}", "Cut Paper"),
        ("abstract", "papercut", "style:craft"), PRINTS,
        _in_scheme(abstracts.cut_paper),
    ),
    Story(
        "coast", 11,
        ("Aerial view of a turquoise coast, foam lines on a sandy beach",
         "Shoreline from above, shallow ocean"),
        ("空から見た海岸線、エメラルドの海",),
        ("Tide Line", "From Above", "Sandbank"),
        ("landscape", "ocean", "aerial", "beach"), LANDSCAPES,
        _in_flow(abstracts.coast),
    ),
    Story(
        "bauhaus", 16,
        ("Bauhaus geometric pattern, bold shapes", "Mid-century geometric tiles, screen print"),
        (),
        ("Tiles, {}", "Study in Squares", "Pattern 12"),
        ("abstract", "geometric", "style:bauhaus", "pattern"), PRINTS,
        _in_scheme(abstracts.bauhaus),
    ),
    Story(
        "orbits", 8,
        ("Minimalist poster of circles and orbits, geometric balance",),
        (),
        ("Orbits", "Balance in {}"),
        ("abstract", "geometric", "minimal", "poster"), PRINTS,
        _in_scheme(abstracts.orbits),
    ),
    Story(
        "botanical", 17,
        ("Botanical print of bold leaves and a round sun, mid-century",
         "Tropical plants, flat paper collage"),
        ("植物のイラスト、ミッドセンチュリー",),
        ("Herbarium", "Leaves in {}", "Greenhouse"),
        ("botanical", "plants", "style:print", "nature"), PRINTS,
        _in_scheme(places.botanical),
    ),
    Story(
        "vessels", 11,
        ("Still life of ceramic vases with a flower branch, flat illustration",),
        ("花瓶と花の静物画",),
        ("Three Vessels", "Still Life, {}", "On the Table"),
        ("still life", "flowers", "style:flat", "minimal"), PRINTS,
        _in_scheme(places.vessels),
    ),
)  # fmt: skip
"""All kinds that stand still."""

FILMS = (
    Story(
        "passing_ridges", 2,
        ("Slow tracking shot along mountain ridges, parallax, pines in the foreground",
         "View from a train: layered mountains pass by, cinematic"),
        ("车窗外缓缓移动的山峦",),
        ("Window Seat", "Passing Ridges"),
        ("landscape", "mountains", "motion:tracking", "nature"), LANDSCAPES,
        _film_in_light(films.passing_ridges, LIGHTS),
    ),
    Story(
        "northern_lights", 2,
        ("Time-lapse of swaying northern lights over a dark forest",
         "Aurora dancing above the hills, static camera"),
        ("揺れるオーロラ、タイムラプス",),
        ("Dancing Lights", "Aurora, Looped"),
        ("night", "stars", "motion:timelapse", "sky"), SKIES,
        _film_in_light(films.northern_lights, DARK_LIGHTS),
    ),
    Story(
        "turning_planet", 2,
        ("Gas giant slowly turning in space, a moon passing by",
         "Rotating banded planet, orbital shot, deep space"),
        ("ゆっくり回る惑星、宇宙",),
        ("One Rotation", "Moonrise over {}"),
        ("space", "planet", "motion:orbit", "sci-fi"), SKIES,
        _film_in_flow(films.turning_planet),
    ),
    Story(
        "rolling_waves", 1,
        ("Seamless loop of rolling abstract waves, soft gradients",),
        (),
        ("{} Swell, Moving",),
        ("abstract", "waves", "motion:loop", "wallpaper"), WALLPAPERS,
        _film_in_flow(films.rolling_waves),
    ),
)  # fmt: skip
"""All kinds that move; the weights of both together are the number of pictures."""
