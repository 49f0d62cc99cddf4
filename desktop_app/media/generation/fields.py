"""Settings in a flat JSON: most generators tell the same things, each under its own names."""

from collections.abc import Collection
from dataclasses import dataclass

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.values import (
    decimal,
    model_name,
    seed_text,
    size_of,
    small_whole,
    text_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Under which names, in lower case, a generator writes what all of them write.

    Attributes:
        size: of both sides in one; "" where each has a name of its own.
        others: further names that are no parameters, since they are read elsewhere or say again
            what is said.
    """

    generator: str
    prompt: str = "prompt"
    negative_prompt: str = "negative_prompt"
    model: str = "model"
    seed: str = "seed"
    sampler: str = "sampler"
    steps: str = "steps"
    cfg_scale: str = "cfg_scale"
    width: str = "width"
    height: str = "height"
    size: str = ""
    others: Collection[str] = ()

    def info(self, told: dict[str, Json]) -> GenerationInfo:
        """Return what the JSON tells; LoRAs differ too much between generators and are left out."""
        if self.size:
            width_px, height_px = size_of(told.get(self.size))
        else:
            width_px, height_px = (small_whole(told.get(n)) for n in (self.width, self.height))
        return GenerationInfo(
            generator=self.generator,
            prompt=text_of(told.get(self.prompt)),
            negative_prompt=text_of(told.get(self.negative_prompt)),
            model=model_name(told.get(self.model)),
            seed=seed_text(told.get(self.seed)),
            sampler=text_of(told.get(self.sampler)),
            steps=small_whole(told.get(self.steps)),
            cfg_scale=decimal(told.get(self.cfg_scale)),
            width_px=width_px,
            height_px=height_px,
            parameters=self.parameters(told),
        )

    def parameters(self, told: dict[str, Json]) -> dict[str, str]:
        """Return all that has no field of its own."""
        own = {self.prompt, self.negative_prompt, self.model, self.seed, self.sampler, self.steps}
        own |= {self.cfg_scale, *((self.size,) if self.size else (self.width, self.height))}
        return {
            name: text
            for name, value in told.items()
            if name not in own and name not in self.others and (text := text_of(value))
        }
