"""The three hundred: which, when, in which format, and what the user made of them."""

import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from PIL import Image, PngImagePlugin

from desktop_app.domain.entities import CollectionId, Json, NewAsset, Visibility
from desktop_app.domain.tags import apply_delta
from desktop_app.sample.canvas import Canvas
from desktop_app.sample.clips import encoded_clip
from desktop_app.sample.settings_text import Making, make_up
from desktop_app.sample.stories import FILMS, STORIES, Mood, Story

SEED = 20250830
_DAYS = 40
_DAY_US = 86_400_000_000
_SIZES = (
    ((896, 672), 16), ((672, 896), 18), ((768, 768), 10), ((912, 608), 16), ((608, 912), 10),
    ((1088, 576), 12), ((704, 704), 18),
)  # fmt: skip
_FORMATS = (("jpg", 86), ("webp", 9), ("png", 5))
_FILM_SIZES = (((832, 480), 5), ((480, 832), 2))
_FILM_FRAMES = (33, 33, 41)
"""Two to three seconds; numbers that video models can make."""
_NEWEST_FILM, _BETWEEN_FILMS = 3, 37
"""Where films stand among the pictures, counted from the last."""
_FLAT = frozenset({"bauhaus", "cut_paper"})
"""Pictures of even colour, which PNG keeps small."""
_LOOPS = frozenset({"rolling_waves"})
"""Films made for web pages."""
_VISIBILITIES = (Visibility.PRIVATE, Visibility.SHARED, Visibility.PUBLIC)
_CHARACTERS = ("Aria", "Kael", "Mirelle", "蓮")
_SCENES = ("Mountain adventure scene", "The giant moon rises", "Night watch at the pass")
_USER_COMMENT = 0x9286
_SPACE = uuid.UUID("5b1c9f5e-6c60-4b0e-9a55-2f1d8f6d3a10")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture or film, before it is painted.

    Attributes:
        name: of its file, without folder.
        story: what kind it is.
        mood: its colours.
        making: its settings; None for one that came from elsewhere.
        seed: of the settings, and of the painting.
        size_px: width and height.
        created_at_us: when it is said to have been made.
        frame_count: of a film; 1 for what stands still.
    """

    name: str
    story: Story
    mood: Mood
    making: Making | None
    seed: int
    size_px: tuple[int, int]
    created_at_us: int
    frame_count: int = 1
    title: str | None = None
    tags: tuple[str, ...] = ()
    is_favorite: bool = False
    visibility: str = Visibility.PRIVATE
    collection: str = ""
    roleplay: Mapping[str, Json] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Paint the picture and return it as a file, settings inside."""
        canvas = Canvas(*self.size_px, self.seed)
        suffix = self.name.rpartition(".")[2]
        if self.mood.film is not None:
            frames = self.mood.film(canvas, self.frame_count)
            graph = (
                self.making.graph(self.seed, *self.size_px, self.frame_count)
                if self.making
                else None
            )
            is_in_comment = self.seed % 2 == 0
            return encoded_clip(frames, self.size_px, suffix, graph, is_in_comment=is_in_comment)
        self.mood.paint(canvas)
        text = self.making.infotext(self.seed, *self.size_px) if self.making else ""
        return _encoded(canvas.image, suffix, text)

    def curated(self, asset: NewAsset, collections: Mapping[str, CollectionId]) -> NewAsset:
        """Return the imported asset with what the user would have added."""
        return replace(
            asset,
            custom_title=self.title,
            tags=self.tags,
            is_favorite=self.is_favorite,
            visibility=self.visibility,
            collection_id=collections.get(self.collection),
            roleplay_metadata=self.roleplay,
        )


def all_pictures(now_us: int) -> list[Picture]:
    """Return all in the order they were made, the last of them shortly before now."""
    random = Random(SEED)  # noqa: S311 - the same pictures every time
    series: list[list[tuple[Story, Mood, Making | None]]] = []
    for story in STORIES:
        left = story.weight
        while left:
            length = min(left, random.choice((1, 1, 1, 2, 2, 3)))
            series.append([_one(random, story)] * length)
            left -= length
    random.shuffle(series)
    made = [one for some in series for one in some]
    films = [_one(random, film) for film in FILMS for _ in range(film.weight)]
    random.shuffle(films)
    for place, film in enumerate(films):
        made.insert(len(made) - _NEWEST_FILM - place * _BETWEEN_FILMS, film)
    moments = _moments(random, len(made), now_us)
    return [
        _picture(random, number, *one, moment)
        for number, (one, moment) in enumerate(zip(made, moments, strict=True))
    ]


def _one(random: Random, story: Story) -> tuple[Story, Mood, Making | None]:
    """Return what a series of pictures has in common."""
    mood = story.mood(random)
    is_spoken = bool(story.spoken) and random.random() < 0.14
    subject = random.choice(story.spoken if is_spoken else story.subjects)
    is_moving = mood.film is not None
    making = make_up(random, subject, mood.words, is_spoken=is_spoken, is_moving=is_moving)
    return story, mood, making if random.random() > 0.03 else None


def _moments(random: Random, count: int, now_us: int) -> list[int]:
    """Return rising instants in bursts, as people work: some days none, some days many."""
    days = [day for day in range(_DAYS) if random.random() < 0.7 or day < 2]
    weights = [random.expovariate(1) + 0.15 for _ in days]
    today = now_us // _DAY_US * _DAY_US
    moments: list[int] = []
    for day in random.choices(days, weights, k=count):
        hour = random.triangular(8, 22.5, 19.5)
        moment = today - day * _DAY_US + round(hour * 3_600_000_000)
        if moment > now_us - 60_000_000:
            moment -= _DAY_US
        moments.append(moment)
    return sorted(moments)


def _picture(
    random: Random, number: int, story: Story, mood: Mood, making: Making | None, moment_us: int
) -> Picture:
    is_film = mood.film is not None
    sizes = _FILM_SIZES if is_film else _SIZES
    seed = random.randrange(1, 2**32)
    size_px = random.choices([size for size, _ in sizes], [weight for _, weight in sizes])[0]
    suffix = random.choices([name for name, _ in _FORMATS], [weight for _, weight in _FORMATS])[0]
    frame_count = random.choice(_FILM_FRAMES) if is_film else 1
    if story.name in _FLAT:
        suffix = "png"
    elif is_film:
        suffix = "webm" if story.name in _LOOPS else "mp4"
    stem = f"{number:05d}-{seed}" if making else f"{story.name}_{number:03d}"
    title = random.choice(story.titles).format(mood.title) if random.random() < 0.45 else None
    return Picture(
        name=f"{stem}.{suffix}",
        story=story,
        mood=mood,
        making=making,
        seed=seed,
        size_px=size_px,
        created_at_us=moment_us,
        frame_count=frame_count,
        title=title,
        tags=_tags(random, story, mood),
        is_favorite=random.random() < 0.13,
        visibility=random.choices(_VISIBILITIES, (80, 13, 7))[0],
        collection=story.collection if random.random() < 0.6 else "",
        roleplay=_roleplay(random) if story.name == "wanderer" else {},
    )


def _tags(random: Random, story: Story, mood: Mood) -> tuple[str, ...]:
    if random.random() < 0.08:
        return ()
    tags = [tag for place, tag in enumerate(story.tags) if random.random() < 1.05 - 0.2 * place]
    extra = [word for word in ("sunset", "dawn", "night", "mist") if word in mood.words.lower()]
    if random.random() < 0.12:
        extra.append(random.choice(("draft", "print it", "client:aurora")))
    return apply_delta(tags, extra, ())


def _roleplay(random: Random) -> dict[str, Json]:
    character = random.choice(_CHARACTERS)
    scene = random.randrange(len(_SCENES))
    return {
        "type": "scene",
        "character_id": str(uuid.uuid5(_SPACE, character)),
        "character_name": character,
        "scene_id": str(uuid.uuid5(_SPACE, f"scene {scene}")),
        "scene_context": _SCENES[scene],
        "roleplay_session": str(uuid.uuid5(_SPACE, f"session {random.randrange(4)}")),
    }


def _encoded(image: Image.Image, suffix: str, text: str) -> bytes:
    file = io.BytesIO()
    if suffix == "png":
        texts = PngImagePlugin.PngInfo()
        if text.isascii():
            texts.add_text("parameters", text)
        else:
            texts.add_itxt("parameters", text)
        image.save(file, "PNG", compress_level=1, compress_type=3, pnginfo=texts if text else None)
        return file.getvalue()
    exif = Image.Exif()
    if text:
        exif[_USER_COMMENT] = b"UNICODE\0" + text.encode("utf-16-be")
    if suffix == "webp":
        image.save(file, "WEBP", quality=86, method=0, exif=exif)
    else:
        image.save(file, "JPEG", quality=88, exif=exif)
    return file.getvalue()
