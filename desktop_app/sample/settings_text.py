"""Generation settings that go with a picture, written the way generators write them."""

from dataclasses import dataclass
from random import Random

_STYLES = (
    "volumetric light, highly detailed", "35mm, soft focus", "matte painting, artstation",
    "minimal, clean composition", "subtle film grain", "masterpiece, best quality",
    "soft colours, gentle gradients", "wide angle, atmospheric perspective",
)  # fmt: skip
_NEGATIVES = (
    "blurry, lowres, watermark, text, jpeg artifacts",
    "worst quality, low quality, signature, frame, border",
    "oversaturated, noise, deformed, cropped",
)


@dataclass(frozen=True, slots=True)
class _Model:
    """A model and what people use it with."""

    name: str
    weight: int
    samplers: tuple[str, ...]
    steps: tuple[int, int]
    cfg: tuple[float, ...]
    has_negative: bool
    loras: tuple[str, ...] = ()


_MODELS = (
    _Model("sdxl", 38, ("DPM++ 2M", "DPM++ 2M SDE", "Euler a"), (24, 40), (5.5, 6.5, 7.0), True,
           ("soft-light-xl", "papercut-xl")),
    _Model("flux-dev", 26, ("Euler", "DEIS"), (20, 30), (1.0,), False, ("flux-haze",)),
    _Model("sd-1.5", 12, ("DPM++ 2M", "Euler a", "DDIM"), (20, 36), (7.0, 7.5, 8.0), True,
           ("epi-noise-offset",)),
    _Model("juggernaut-xl", 10, ("DPM++ 2M SDE",), (30, 40), (4.5, 6.0), True),
    _Model("sd-3.5-large", 8, ("Euler",), (28, 40), (4.5,), True),
    _Model("playground-v2.5", 6, ("DPM++ 2M",), (25, 35), (3.0,), False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Making:
    """How a series of pictures was made: all but the seed."""

    prompt: str
    negative_prompt: str
    model: str
    sampler: str
    steps: int
    cfg_scale: float

    def infotext(self, seed: int, width_px: int, height_px: int) -> str:
        """Return the text that A1111 would put into the picture."""
        lines = [self.prompt]
        if self.negative_prompt:
            lines.append(f"Negative prompt: {self.negative_prompt}")
        lines.append(
            f"Steps: {self.steps}, Sampler: {self.sampler}, Schedule type: Karras,"
            f" CFG scale: {self.cfg_scale:g}, Seed: {seed}, Size: {width_px}x{height_px},"
            f" Model: {self.model}, Version: v1.10.1"
        )
        return "\n".join(lines)


def make_up(random: Random, subject: str, mood: str, *, is_spoken: bool) -> Making:
    """Return settings for a subject in a mood; those in other scripts stand without style."""
    model = random.choices(_MODELS, [model.weight for model in _MODELS])[0]
    parts = [subject] if is_spoken else [subject, mood, random.choice(_STYLES)]
    if model.loras and random.random() < 0.3:
        parts.append(f"<lora:{random.choice(model.loras)}:{random.choice((0.4, 0.6, 0.8))}>")
    return Making(
        prompt=", ".join(parts),
        negative_prompt=random.choice(_NEGATIVES) if model.has_negative else "",
        model=model.name,
        sampler=random.choice(model.samplers),
        steps=random.randint(*model.steps),
        cfg_scale=random.choice(model.cfg),
    )
