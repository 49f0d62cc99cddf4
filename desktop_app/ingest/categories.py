"""Guessing a content category from a prompt: simple rules that the user can overrule.

Each category has words. The category with most of its words in the prompt wins; of two with as
many, the one whose word comes first. No word, no guess: ``general``.
"""

import re

from desktop_app.domain.entities import DEFAULT_CATEGORY

_WORDS = {
    "character": (
        "character girl boy woman man knight warrior wizard witch elf hero heroine princess king"
        " queen samurai cyborg 1girl 1boy person people face adventurer pirate detective"
        " wanderer hooded cloaked"
    ),
    "portrait": "portrait headshot selfie close-up closeup bust",
    "landscape": (
        "landscape mountain mountains lake sunset sunrise valley forest river ocean sea beach"
        " desert dunes dune hills waterfall canyon meadow horizon sky island fjord glacier coast"
    ),
    "architecture": (
        "architecture building city skyline cityscape street house castle temple interior tower"
        " bridge skyscraper skyscrapers cathedral room village"
    ),
    "animal": (
        "animal cat dog fox wolf bird horse lion tiger owl deer rabbit fish whale dragonfly"
        " butterfly bear kitten puppy"
    ),
    "nature": "flower flowers botanical leaf leaves plant plants fern garden mushroom tree blossom",
    "space": "space galaxy nebula planet stars cosmos astronaut spaceship moon milky",
    "abstract": (
        "abstract geometric pattern fractal shapes gradient fluid waves texture minimalist"
        " wallpaper marbling"
    ),
    "food": "food dish cake fruit coffee bread dessert meal soup ramen",
    "vehicle": "car motorcycle train airplane ship vehicle truck bicycle submarine",
}
_PARTS = {  # writing without spaces: a part of the text is enough
    "character": "少女 女性 男性 人物 騎士 キャラクター 女孩 男孩 角色",
    "portrait": "肖像 人像 ポートレート",
    "landscape": "風景 风景 山 湖 夕焼け 日落 夕阳 海 砂漠 沙漠 森 雪",
    "architecture": "建築 建筑 都市 城市 街 城",
    "animal": "猫 犬 狐 鳥 鸟 動物 动物",
    "nature": "花 植物 桜 樱",
    "space": "星空 宇宙 銀河 银河 月",
    "abstract": "抽象 幾何 几何 模様",
}
_CATEGORY_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
_CATEGORY_OF_PART = {part: name for name, parts in _PARTS.items() for part in parts.split()}
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z]+)?")
_LONGEST_PROMPT = 20_000

CATEGORIES = (DEFAULT_CATEGORY, *_WORDS)
"""The categories this module can give, the default first."""


def category_of(prompt: str) -> str:
    """Return the category that a prompt's words speak for."""
    text = prompt[:_LONGEST_PROMPT].lower()
    votes: dict[str, int] = {}
    for word in dict.fromkeys(_WORD.findall(text)):
        if word in _CATEGORY_OF:
            votes[_CATEGORY_OF[word]] = votes.get(_CATEGORY_OF[word], 0) + 1
    for at in range(len(text)) if not text.isascii() else ():
        for length in (1, 2, 3):
            name = _CATEGORY_OF_PART.get(text[at : at + length])
            if name is not None:
                votes[name] = votes.get(name, 0) + 1
    # max() keeps the first of equals, and votes stand in the order of the words
    return max(votes, key=lambda name: votes[name], default=DEFAULT_CATEGORY)
