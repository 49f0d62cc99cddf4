import json
from pathlib import Path
from typing import Any

from desktop_app.domain.entities import GenerationInfo
from desktop_app.media.generation.reader import read_generation, understand
from desktop_app.media.generation.texts import Texts
from tests.media.made_files import (
    ASCII,
    animated,
    exif_block,
    png_chunk,
    png_with,
    put,
    webp_with_exif,
)

Nodes = dict[str, dict[str, Any]]


def node(kind: str, **inputs: object) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


CLASSIC: Nodes = {
    "3": node(
        "KSampler",
        seed=2**64 - 1,
        steps=20,
        cfg=8,
        sampler_name="euler",
        scheduler="normal",
        denoise=1.0,
        model=["10", 0],
        positive=["6", 0],
        negative=["7", 0],
        latent_image=["5", 0],
    ),
    "4": node("CheckpointLoaderSimple", ckpt_name="SDXL\\dream.safetensors"),
    "5": node("EmptyLatentImage", width=1024, height=["20", 0], batch_size=1),
    "6": node("CLIPTextEncode", text="a fox", clip=["4", 1]),
    "7": node("CLIPTextEncode", text="dog", clip=["4", 1]),
    "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
    "9": node("SaveImage", images=["8", 0], filename_prefix="x"),
    "10": node("LoraLoader", lora_name="haze.safetensors", model=["4", 0], clip=["4", 1]),
    "20": node("PrimitiveInt", value=768),
}


def info_of(nodes: object) -> GenerationInfo:
    return understand(
        Texts({"prompt": json.dumps(nodes), "workflow": '{"nodes": [], "links": []}'})
    )


def test_the_classic_graph() -> None:
    info = info_of(CLASSIC)
    assert (info.generator, info.prompt, info.negative_prompt) == ("ComfyUI", "a fox", "dog")
    assert (info.seed, info.steps, info.cfg_scale) == (str(2**64 - 1), 20, 8.0)
    assert (info.sampler, info.model, info.loras) == ("euler", "dream", ("haze",))
    assert (info.width_px, info.height_px) == (1024, 768)
    assert info.parameters == {"scheduler": "normal", "denoise": "1.0"}
    assert set(info.raw) == {"prompt", "workflow"}


def test_in_every_container(tmp_path: Path) -> None:
    prompt, workflow = json.dumps(CLASSIC), json.dumps({"nodes": [], "links": []})
    still = png_with({"prompt": prompt, "workflow": workflow})
    moving = animated("PNG")
    chunk = moving.index(b"IDAT") - 4
    at = chunk + 12 + int.from_bytes(moving[chunk : chunk + 4], "big")
    private = png_chunk(b"comf", b"workflow\0" + workflow.encode())
    private += png_chunk(b"comf", b"prompt\0" + prompt.encode())
    moving = moving[:at] + private + moving[at:]
    webp = webp_with_exif(
        exif_block(
            [
                (0x010F, ASCII, b"workflow:" + workflow.encode() + b"\0"),
                (0x0110, ASCII, b"prompt:" + prompt.encode() + b"\0"),
            ]
        )
    )
    for name, data in (("a.png", still), ("moving.png", moving), ("a.webp", webp)):
        info = read_generation(put(tmp_path, name, data))
        assert (info.seed, info.prompt) == (str(2**64 - 1), "a fox"), name
        assert any(workflow in text for text in info.raw.values()), "the workflow is kept"


def test_nan_is_null() -> None:
    text = json.dumps(CLASSIC).replace("1.0", "NaN")
    info = understand(Texts({"prompt": text}))
    assert (info.prompt, info.parameters) == ("a fox", {"scheduler": "normal"})


def test_flux_with_guider_noise_and_sigmas() -> None:
    info = info_of(
        {
            "13": node(
                "SamplerCustomAdvanced",
                noise=["25", 0],
                guider=["22", 0],
                sampler=["16", 0],
                sigmas=["17", 0],
                latent_image=["27", 0],
            ),
            "25": node("RandomNoise", noise_seed=99),
            "22": node("BasicGuider", model=["30", 0], conditioning=["26", 0]),
            "26": node("FluxGuidance", guidance=3.5, conditioning=["6", 0]),
            "6": node(
                "CLIPTextEncodeFlux", clip_l="a fox", t5xxl="a fox in deep snow", guidance=3.5
            ),
            "16": node("KSamplerSelect", sampler_name="euler"),
            "17": node("BasicScheduler", scheduler="simple", steps=28, denoise=1, model=["30", 0]),
            "27": node("EmptySD3LatentImage", width=1216, height=832),
            "30": node("UNETLoader", unet_name="flux1-dev.sft"),
            "9": node("SaveImage", images=["8", 0]),
            "8": node("VAEDecode", samples=["13", 0]),
        }
    )
    assert info.prompt == "a fox\na fox in deep snow"
    assert (info.seed, info.steps, info.cfg_scale) == ("99", 28, 3.5)
    assert (info.model, info.sampler, info.width_px) == ("flux1-dev", "euler", 1216)
    assert info.parameters["scheduler"] == "simple"


def test_the_first_pass_counts_not_the_refiner() -> None:
    second = CLASSIC["3"]["inputs"] | {"seed": 1, "latent_image": ["40", 0], "denoise": 0.4}
    nodes = CLASSIC | {
        "40": node("LatentUpscale", samples=["3", 0]),
        "41": node("KSampler", **second),
        "8": node("VAEDecode", samples=["41", 0]),
    }
    assert info_of(nodes).seed == str(2**64 - 1)


def test_texts_are_followed_through_other_nodes() -> None:
    nodes = CLASSIC | {
        "6": node("CLIPTextEncode", text=["50", 0], clip=["4", 1]),
        "50": node("StringConcatenate", string_a=["51", 0], string_b="in snow", delimiter=", "),
        "51": node("PrimitiveString", value="a fox"),
        "7": node("ConditioningZeroOut", conditioning=["6", 0]),
        "3": node(
            "KSampler",
            seed=["60", 0],
            positive=["70", 0],
            negative=["70", 1],
            sampler_name=["61", 0],
            model=["71", 0],
        ),
        "60": node("Seed (rgthree)", seed=123),
        "61": node("SamplerName", sampler_name="dpmpp_2m"),
        "70": node("ControlNetApplyAdvanced", positive=["72", 0], negative=["7", 0]),
        "72": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["73", 0]),
        "73": node("CLIPTextEncode", text="detailed", clip=["4", 1]),
        "71": node(
            "Power Lora Loader",
            lora_1={"on": True, "lora": "a.safetensors"},
            lora_2={"on": False, "lora": "b.safetensors"},
            model=["4", 0],
        ),
    }
    info = info_of(nodes)
    assert info.prompt == "a fox\nin snow\ndetailed"
    assert info.negative_prompt == ""
    assert (info.seed, info.sampler, info.loras) == ("123", "dpmpp_2m", ("a",))
    assert info.model == "dream"


def test_loaders_that_hold_both_prompts() -> None:
    info = info_of(
        {
            "1": node("Efficient Loader", ckpt_name="m.ckpt", positive="a fox", negative="dog"),
            "2": node("KSampler (Efficient)", seed=5, model=["1", 0], positive=["1", 1],
                      negative=["1", 2], cfg=["9", 0]),
            "9": node("Float", value=4.5),
        }
    )  # fmt: skip
    assert (info.prompt, info.negative_prompt, info.model) == ("a fox", "dog", "m")
    assert info.cfg_scale == 4.5


def test_a_graph_without_a_sampler_gives_its_longest_text() -> None:
    info = info_of(
        {
            "1": node("SomeApiNode", prompt="a fox in the snow at dawn", seed="5"),
            "2": node("UpscaleModelLoader", model_name="4x.pth"),
            "3": node("Note", text="short"),
        }
    )
    assert (info.prompt, info.model) == ("a fox in the snow at dawn", "")


def test_only_the_canvas() -> None:
    info = understand(Texts({"workflow": '{"nodes": [], "links": [], "version": 0.4}'}))
    assert info.generator == "ComfyUI"
    made = understand(Texts({"exif:Make": 'workflow:{"nodes": [], "links": []}'}))
    assert made.generator == "ComfyUI"
    assert understand(Texts({"workflow": "{}", "prompt": '{"1": 2}'})).generator == ""


def test_circles_and_broken_links_end() -> None:
    for link in (["3", 0], ["999", 0], ["3"], [None, None], [["3", 0], 0], [{}, 1], 7, None):
        nodes = CLASSIC | {
            "3": node("KSampler", seed=link, positive=link, negative=link, model=link,
                      latent_image=link, steps=link, cfg=link, sampler_name=link),
        }  # fmt: skip
        assert info_of(nodes).generator == "ComfyUI"
    around = {str(n): node("CLIPTextEncode", text=[str((n + 1) % 300), 0]) for n in range(300)}
    around["s"] = node("KSampler", seed=["0", 0], positive=["0", 0], latent_image=["s", 0])
    assert info_of(around).prompt == ""
