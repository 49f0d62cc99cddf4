"""Walking a ComfyUI graph from what was saved back to the words and numbers that made it."""

from collections import deque
from collections.abc import Iterator

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.values import (
    as_object,
    decimal,
    model_name,
    seed_text,
    small_whole,
    text_of,
    whole,
)

_SEEDS = ("seed", "noise_seed")
_TEXTS = (
    "text", "prompt", "text_g", "text_l", "clip_l", "t5xxl", "positive_prompt", "string",
    "string_a", "string_b", "value", "populated_text", "wildcard_text", "text_a", "text_b",
    "text_c", "text_d", "text1", "text2", "text_1", "text_2", "text_0", "prefix", "suffix",
)  # fmt: skip
_NUMBERS = ("value", "seed", "noise_seed", "int", "number", "float", "a")
_MODELS = ("ckpt_name", "unet_name", "model_name", "base_ckpt_name", "checkpoint", "model_path")
_CONDITIONING = ("conditioning", "guider", "positive", "negative")
_NOT_WORDS = frozenset({"clip", "model", "vae", "samples", "latent_image", "image", "images"})
_MOST_DEPTH = 60
_MOST_TEXT_CHARACTERS = 1_000_000

_Node = dict[str, Json]


class Graph:
    """A graph of nodes by id; every walk is bounded, whatever the links say."""

    def __init__(self, nodes: dict[str, _Node]) -> None:
        """Hold the nodes of a ``prompt``."""
        self._nodes = nodes

    def info(self) -> GenerationInfo:
        """Return what the first sampler on the way to the saved picture was told."""
        sampler_id = self._main_sampler()
        if sampler_id is None:
            return GenerationInfo(
                generator="ComfyUI",
                prompt=self._longest_text(),
                model=self._first_model(self._nodes),
                loras=self._loras(self._nodes),
            )
        sampler = self._inputs(sampler_id)
        guider = self._inputs(self._target(sampler.get("guider")))
        noise = self._inputs(self._target(sampler.get("noise")))
        sigmas = self._inputs(self._target(sampler.get("sigmas")))
        chosen = self._inputs(self._target(sampler.get("sampler")))
        before = list(self._upstream(sampler_id))
        width_px, height_px = self._size(before)
        return GenerationInfo(
            generator="ComfyUI",
            prompt=self._words(sampler, guider, role="positive"),
            negative_prompt=self._words(sampler, guider, role="negative"),
            model=self._model_of(sampler, guider) or self._first_model(before),
            seed=self._seed(sampler) or self._seed(noise),
            sampler=self._first_text(sampler, "sampler_name")
            or self._first_text(chosen, "sampler_name"),
            steps=small_whole(self._number(sampler.get("steps")))
            or small_whole(self._number(sigmas.get("steps"))),
            cfg_scale=self._cfg(sampler, guider, before),
            width_px=width_px,
            height_px=height_px,
            loras=self._loras(before),
            parameters=self._others(sampler, sigmas),
        )

    def _inputs(self, node_id: str | None) -> _Node:
        return as_object(self._nodes.get(node_id or "", {}).get("inputs"))

    def _target(self, value: Json) -> str | None:
        """Return the node a link leads to, or None for anything that is no link."""
        if isinstance(value, list) and len(value) == 2 and not isinstance(value[1], str | list):
            node_id = text_of(value[0])
            return node_id if node_id in self._nodes else None
        return None

    def _upstream(self, *start: str) -> Iterator[str]:
        """Yield the nodes that lead to these, nearest first, each once, these included."""
        waiting = deque(start)
        seen = set(start)
        while waiting:
            node_id = waiting.popleft()
            yield node_id
            for value in self._inputs(node_id).values():
                target = self._target(value)
                if target is not None and target not in seen:
                    seen.add(target)
                    waiting.append(target)

    def _is_sampler(self, node_id: str) -> bool:
        inputs = self._inputs(node_id)
        is_classic = any(seed in inputs for seed in _SEEDS) and (
            "positive" in inputs or "sampler_name" in inputs
        )
        return is_classic or ("guider" in inputs and "noise" in inputs)

    def _main_sampler(self) -> str | None:
        """Return the sampler that began the saved picture; later passes only refine it."""
        saved = [n for n in self._nodes if {"images", "image"} & self._inputs(n).keys()]
        outputs = [n for n in saved if "save" in text_of(self._nodes[n].get("class_type")).lower()]
        found = next(
            (n for n in self._upstream(*(outputs or saved)) if self._is_sampler(n)), None
        ) or next((n for n in self._nodes if self._is_sampler(n)), None)
        seen = set()
        while found is not None and found not in seen:
            seen.add(found)
            latent = self._target(self._inputs(found).get("latent_image"))
            earlier = (n for n in self._upstream(latent) if self._is_sampler(n)) if latent else ()
            following = next(iter(earlier), None)
            if following is None:
                break
            found = following
        return found

    def _words(self, sampler: _Node, guider: _Node, *, role: str) -> str:
        start = sampler.get(role, guider.get(role))
        if start is None and role == "positive":
            start = guider.get("conditioning", sampler.get("conditioning"))
        found: list[str] = []
        self._collect_words(start, role, found, set(), 0)
        return "\n".join(dict.fromkeys(found))[:_MOST_TEXT_CHARACTERS]

    def _collect_words(
        self, value: Json, role: str, found: list[str], seen: set[str], depth: int
    ) -> None:
        """Gather the texts that a conditioning comes from, in the order of the inputs."""
        if isinstance(value, str):
            found.extend([text] if (text := text_of(value)) else [])
            return
        target = self._target(value)
        if target is None or target in seen or depth > _MOST_DEPTH:
            return
        seen.add(target)
        if "ZeroOut" in text_of(self._nodes[target].get("class_type")):
            return
        inputs = self._inputs(target)
        if role in inputs:  # a loader or a control net that has both sides
            self._collect_words(inputs[role], role, found, seen, depth + 1)
            return
        texts = [inputs[name] for name in _TEXTS if inputs.get(name) not in (None, "")]
        for one in texts:
            self._collect_words(one, role, found, seen, depth + 1)
        if texts:
            return
        ways = [v for k, v in inputs.items() if k.lower().startswith(_CONDITIONING)] or [
            v for k, v in inputs.items() if k not in _NOT_WORDS
        ]
        for one in ways:
            if not isinstance(one, str):
                self._collect_words(one, role, found, seen, depth + 1)

    def _number(self, value: Json) -> Json:
        """Follow links to the number they stand for."""
        for _ in range(_MOST_DEPTH):
            target = self._target(value)
            if target is None:
                return value
            inputs = self._inputs(target)
            value = next((inputs[name] for name in _NUMBERS if name in inputs), None)
        return None

    def _seed(self, inputs: _Node) -> str:
        return next((s for n in _SEEDS if (s := seed_text(self._number(inputs.get(n))))), "")

    def _cfg(self, sampler: _Node, guider: _Node, before: list[str]) -> float | None:
        """Return the guidance: the sampler's, its guider's, or Flux's own node's."""
        for inputs in (sampler, guider):
            cfg_scale = decimal(self._number(inputs.get("cfg")))
            if cfg_scale is not None:
                return cfg_scale
        for node_id in before:
            guidance = decimal(self._number(self._inputs(node_id).get("guidance")))
            if guidance is not None:
                return guidance
        return None

    def _model_of(self, sampler: _Node, guider: _Node) -> str:
        target = self._target(sampler.get("model", guider.get("model")))
        return self._first_model(self._upstream(target)) if target else ""

    def _first_model(self, node_ids: Iterator[str] | list[str] | dict[str, _Node]) -> str:
        for node_id in node_ids:
            inputs = self._inputs(node_id)
            for name in _MODELS:
                found = model_name(inputs.get(name))
                is_upscaler = "Upscale" in text_of(self._nodes[node_id].get("class_type"))
                if found and not is_upscaler:
                    return found
        return ""

    def _loras(self, node_ids: list[str] | dict[str, _Node]) -> tuple[str, ...]:
        names: list[str] = []
        for node_id in node_ids:
            for key, value in self._inputs(node_id).items():
                if key.startswith("lora_name"):
                    names.append(model_name(value))
                elif isinstance(value, dict) and value.get("on") is True:
                    names.append(model_name(value.get("lora")))
        return tuple(dict.fromkeys(name for name in names if name and name != "None"))

    def _size(self, node_ids: list[str]) -> tuple[int | None, int | None]:
        for node_id in node_ids:
            inputs = self._inputs(node_id)
            is_latent = "latent" in text_of(self._nodes[node_id].get("class_type")).lower()
            if is_latent and "width" in inputs and "height" in inputs:
                width_px = small_whole(self._number(inputs["width"]))
                height_px = small_whole(self._number(inputs["height"]))
                if width_px and height_px:
                    return width_px, height_px
        return None, None

    def _first_text(self, inputs: _Node, name: str) -> str:
        value = inputs.get(name)
        target = self._target(value)
        return text_of(self._inputs(target).get(name) if target else value)

    def _longest_text(self) -> str:
        texts = (
            text_of(value)
            for node_id in self._nodes
            for name, value in self._inputs(node_id).items()
            if name in _TEXTS and isinstance(value, str) and whole(value) is None
        )
        return max(texts, key=len, default="")[:_MOST_TEXT_CHARACTERS]

    def _others(self, sampler: _Node, sigmas: _Node) -> dict[str, str]:
        found = {
            "scheduler": self._first_text(sampler, "scheduler")
            or self._first_text(sigmas, "scheduler"),
            "denoise": text_of(self._number(sampler.get("denoise", sigmas.get("denoise")))),
        }
        return {name: value for name, value in found.items() if value}
