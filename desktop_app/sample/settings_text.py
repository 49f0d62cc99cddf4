"""Generation settings that go with a picture, written the way generators write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from desktop_app.domain.entities import Json

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


_VIDEO_MODELS = (
    _Model("wan2.1_t2v_14B", 5, ("uni_pc",), (20, 30), (5.0, 6.0), True),
    _Model("hunyuan_video_t2v", 3, ("euler",), (20, 30), (1.0,), True),
    _Model("ltx-video-2b", 2, ("euler",), (20, 30), (3.0,), True),
)


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

    def graph(
        self, seed: int, width_px: int, height_px: int, frame_count: int
    ) -> Mapping[str, Json]:
        """Return the graph that ComfyUI would put into the video."""
        size: dict[str, Json] = {"width": width_px, "height": height_px, "length": frame_count}
        sampling: dict[str, Json] = {
            "seed": seed, "steps": self.steps, "cfg": self.cfg_scale,
            "sampler_name": self.sampler, "scheduler": "simple", "denoise": 1.0,
            "model": ["1", 0], "positive": ["3", 0], "negative": ["4", 0],
            "latent_image": ["5", 0],
        }  # fmt: skip
        return {
            "1": _node("UNETLoader", unet_name=f"{self.model}.safetensors"),
            "2": _node("CLIPLoader", clip_name="umt5_xxl_fp8.safetensors"),
            "3": _node("CLIPTextEncode", text=self.prompt, clip=["2", 0]),
            "4": _node("CLIPTextEncode", text=self.negative_prompt, clip=["2", 0]),
            "5": _node("EmptyHunyuanLatentVideo", batch_size=1, **size),
            "6": _node("KSampler", **sampling),
            "7": _node("VAEDecode", samples=["6", 0], vae=["8", 0]),
            "8": _node("VAELoader", vae_name="video_vae.safetensors"),
            "9": _node("VHS_VideoCombine", images=["7", 0], filename_prefix="film"),
        }


def make_up(
    random: Random, subject: str, mood: str, *, is_spoken: bool, is_moving: bool = False
) -> Making:
    """Return settings for a subject in a mood; those in other scripts stand without style."""
    models = _VIDEO_MODELS if is_moving else _MODELS
    model = random.choices(models, [model.weight for model in models])[0]
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


def _node(kind: str, **inputs: Json) -> Json:
    return {"class_type": kind, "inputs": inputs}
