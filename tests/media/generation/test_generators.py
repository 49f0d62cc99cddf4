import gzip
import json
from pathlib import Path

import pytest

from desktop_app.domain.entities import GenerationInfo
from desktop_app.media.generation.reader import description_of, read_generation, understand
from desktop_app.media.generation.texts import Texts
from desktop_app.media.probe import prepare
from tests.media.made_files import (
    ASCII,
    INFOTEXT,
    UNDEFINED,
    USER_COMMENT,
    exif_block,
    jpeg,
    jpeg_with_comment,
    jpeg_with_exif,
    picture,
    png,
    png_with,
    put,
    saved,
    webp_with_exif,
    with_hidden,
)


def read(tmp_path: Path, name: str, data: bytes) -> GenerationInfo:
    return read_generation(put(tmp_path, name, data))


def test_invokeai_metadata_of_versions_3_and_4(tmp_path: Path) -> None:
    new = {
        "positive_prompt": "a fox",
        "negative_prompt": "dog",
        "seed": 2**63,
        "steps": 30,
        "cfg_scale": 7.5,
        "scheduler": "euler_a",
        "width": 1024,
        "height": 768,
        "model": {"name": "FLUX Dev", "key": "k"},
        "loras": [{"model": {"name": "hazy"}, "weight": 1}, {"lora": {"model_name": "old.pt"}}],
        "app_version": "4.2.0",
        "ref": {"deep": []},
    }
    info = read(tmp_path, "a.png", png_with({"invokeai_metadata": json.dumps(new)}))
    assert (info.generator, info.prompt, info.negative_prompt) == ("InvokeAI", "a fox", "dog")
    assert (info.seed, info.model, info.loras) == (str(2**63), "FLUX Dev", ("hazy", "old"))
    assert info.parameters == {"app_version": "4.2.0"}
    old = new | {"model": {"model_name": "sd15.ckpt"}}
    assert understand(Texts({"invokeai_metadata": json.dumps(old)})).model == "sd15"


def test_invokeai_before_version_3() -> None:
    image = {
        "prompt": [{"prompt": "a fox [dog]", "weight": 1}],
        "seed": 42,
        "steps": 50,
        "cfg_scale": 7.5,
        "sampler": "k_lms",
        "width": 512,
        "height": 640,
    }
    whole = {"model_weights": "stable-diffusion-1.4", "app_version": "2.2", "image": image}
    info = understand(Texts({"sd-metadata": json.dumps(whole)}))
    assert (info.prompt, info.negative_prompt, info.seed) == ("a fox", "dog", "42")
    assert (info.model, info.sampler) == ("stable-diffusion-1.4", "k_lms")
    dream = understand(Texts({"Dream": '"a fox, [dog]" -s50 -S 42 -W512 -H 640 -C7.5 -Ak_lms'}))
    assert (dream.prompt, dream.seed, dream.steps) == ("a fox,", "42", 50)
    assert (dream.width_px, dream.height_px, dream.sampler) == (512, 640, "k_lms")
    assert understand(Texts({"Dream": "it's raining -s 5 -S 1"})).seed == "1"
    assert understand(Texts({"Dream": "no flags - just words"})).generator == ""
    assert understand(Texts({"invokeai_graph": "{}"})).generator == "InvokeAI"


NOVELAI = {
    "prompt": "1girl, fox ears",
    "uc": "lowres",
    "seed": 3_999_999_999,
    "steps": 28,
    "scale": 5.0,
    "sampler": "k_euler_ancestral",
    "width": 832,
    "height": 1216,
    "sm": False,
}


def test_novelai_texts(tmp_path: Path) -> None:
    texts = {
        "Title": "AI generated image",
        "Description": "1girl, fox ears",
        "Software": "NovelAI",
        "Source": "NovelAI Diffusion V3",
        "Comment": json.dumps(NOVELAI),
    }
    info = read(tmp_path, "a.png", png_with(texts))
    assert (info.generator, info.prompt) == ("NovelAI", "1girl, fox ears")
    assert (info.negative_prompt, info.model) == ("lowres", "NovelAI Diffusion V3")
    assert (info.seed, info.cfg_scale) == ("3999999999", 5.0)
    assert info.parameters == {"sm": "false"}


def test_novelai_characters_of_version_4() -> None:
    told = NOVELAI | {
        "prompt": "",
        "v4_prompt": {
            "caption": {
                "base_caption": "two friends",
                "char_captions": [{"char_caption": "girl, red hair"}, {"char_caption": ""}, 7],
            }
        },
    }
    info = understand(Texts({"Comment": json.dumps(told)}))
    assert info.prompt == "two friends\ngirl, red hair"
    only = understand(Texts({"Software": "NovelAI", "Description": "from the description"}))
    assert only.prompt == "from the description"


@pytest.mark.parametrize("pillow_format", ["PNG", "WEBP"])
def test_novelai_hidden_in_the_alpha_channel(tmp_path: Path, pillow_format: str) -> None:
    hidden = {
        "Description": "1girl",
        "Software": "NovelAI",
        "Source": "NovelAI Diffusion V3",
        "Comment": json.dumps(NOVELAI),
    }
    image = with_hidden(gzip.compress(json.dumps(hidden).encode()))
    options = {"lossless": True, "exact": True} if pillow_format == "WEBP" else {}
    path = put(tmp_path, "stripped.image", saved(image, pillow_format, **options))
    prepared = prepare(path)
    assert prepared.generation.generator == "NovelAI"
    assert prepared.generation.prompt == "1girl, fox ears"
    assert read_generation(path).generator == "", "reading alone decodes nothing"
    assert read_generation(path, hidden=json.dumps(hidden)).generator == "NovelAI"


def test_an_infotext_hidden_in_the_alpha_channel(tmp_path: Path) -> None:
    image = with_hidden(INFOTEXT.encode(), b"stealth_pnginfo")
    prepared = prepare(put(tmp_path, "a.png", saved(image, "PNG")))
    assert prepared.generation.model == "sdxl"


FOOOCUS = {
    "prompt": "a fox",
    "negative_prompt": "",
    "base_model": "juggernautXL_v8.safetensors",
    "seed": "123",
    "sampler": "dpmpp_2m_sde_gpu",
    "steps": 30,
    "guidance_scale": 4,
    "resolution": "(1152, 896)",
    "loras": [["sd_xl_offset.safetensors", 0.1, "hash"], []],
    "lora_combined_1": "other.safetensors : 0.5",
    "metadata_scheme": "fooocus",
    "version": "Fooocus v2.5.5",
}


def test_fooocus_in_both_schemes(tmp_path: Path) -> None:
    data = png_with({"parameters": json.dumps(FOOOCUS), "fooocus_scheme": "fooocus"})
    info = read(tmp_path, "a.png", data)
    assert (info.generator, info.model, info.seed) == ("Fooocus", "juggernautXL_v8", "123")
    assert (info.width_px, info.height_px) == (1152, 896)
    assert info.loras == ("sd_xl_offset", "other")
    text = understand(Texts({"parameters": INFOTEXT, "fooocus_scheme": "a1111"}))
    assert (text.generator, text.model) == ("Fooocus", "sdxl")


def test_fooocus_in_jpeg_and_webp(tmp_path: Path) -> None:
    for scheme, comment in (("fooocus", json.dumps(FOOOCUS)), ("a1111", INFOTEXT)):
        block = exif_block(
            [
                (0x0131, ASCII, b"Fooocus v2.5.5\0"),
                (0x927C, ASCII, scheme.encode() + b"\0"),
                (USER_COMMENT, ASCII, comment.encode()),
            ],
            is_nested=False,
        )
        for name, data in (("a.jpg", jpeg_with_exif(block)), ("a.webp", webp_with_exif(block))):
            info = read(tmp_path, name, data)
            assert info.generator == "Fooocus"
            assert info.seed


SWARM = {
    "sui_image_params": {
        "prompt": "a fox",
        "negativeprompt": "dog",
        "model": "OfficialStableDiffusion/sd_xl_base_1.0",
        "seed": "1867",
        "steps": "20",
        "cfgscale": "7.0",
        "width": 1024,
        "height": 1024,
        "loras": ["styles/haze.safetensors"],
        "swarm_version": "0.9.4",
    },
    "sui_extra_data": {"date": "2025-01-01"},
}


def test_swarmui(tmp_path: Path) -> None:
    for name, data in (
        ("a.png", png_with({"parameters": json.dumps(SWARM)})),
        ("a.jpg", jpeg_with_comment(b"UNICODE\0" + json.dumps(SWARM).encode("utf-16-be"))),
    ):
        info = read(tmp_path, name, data)
        assert (info.generator, info.model, info.seed) == ("SwarmUI", "sd_xl_base_1.0", "1867")
        assert (info.steps, info.cfg_scale, info.loras) == (20, 7.0, ("haze",))
        assert info.parameters["date"] == "2025-01-01"
    commas = {"sui_image_params": {"loras": "a, b.safetensors"}}
    assert understand(Texts({"parameters": json.dumps(commas)})).loras == ("a", "b")


def test_easy_diffusion(tmp_path: Path) -> None:
    told = {
        "prompt": "a fox",
        "negative_prompt": "dog",
        "seed": "99",
        "sampler_name": "euler_a",
        "num_inference_steps": "25",
        "guidance_scale": "7.5",
        "width": "512",
        "height": "768",
        "use_stable_diffusion_model": "models/sd-v1-5.ckpt",
        "use_lora_model": "['haze.safetensors', 'None']",
        "clip_skip": "False",
    }
    info = read(tmp_path, "a.png", png_with(told))
    assert (info.generator, info.model, info.seed) == ("Easy Diffusion", "sd-v1-5", "99")
    assert (info.loras, info.parameters) == (("haze",), {"clip_skip": "False"})
    comment = b"ASCII\0\0\0" + json.dumps(told | {"use_lora_model": "one"}).encode()
    from_jpeg = read(tmp_path, "a.jpg", jpeg_with_comment(comment))
    assert (from_jpeg.prompt, from_jpeg.steps, from_jpeg.loras) == ("a fox", 25, ("one",))
    assert understand(Texts({"prompt": "just a prompt", "seed": "1"})).generator == ""


DRAW_THINGS = {
    "c": 'a "fox" & co',
    "uc": "dog",
    "seed": 4_294_967_295,
    "scale": 4.5,
    "steps": 20,
    "sampler": "DPM++ 2M",
    "size": "512x768",
    "model": "sdxl_base_v1.0_f16.ckpt",
    "lora": [{"model": "haze.ckpt", "weight": 1}],
    "strength": 1,
}


def xmp(text: str, *, is_attribute: bool = False) -> bytes:
    escaped = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    if is_attribute:
        return f'<rdf:Description exif:UserComment="{escaped}"/>'.encode()
    return (
        '<x:xmpmeta><rdf:Description><exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escaped}</rdf:li></rdf:Alt></exif:UserComment></rdf:Description></x:xmpmeta>"
    ).encode()


@pytest.mark.parametrize("is_attribute", [False, True])
def test_draw_things(tmp_path: Path, *, is_attribute: bool) -> None:
    block = xmp(json.dumps(DRAW_THINGS), is_attribute=is_attribute)
    png_data = png((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + block))
    jpeg_data = jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + block))
    webp_data = saved(picture(), "WEBP", xmp=block)
    for name, data in (("a.png", png_data), ("a.jpg", jpeg_data), ("a.webp", webp_data)):
        info = read(tmp_path, name, data)
        assert (info.generator, info.prompt) == ("Draw Things", 'a "fox" & co')
        assert (info.seed, info.width_px, info.loras) == ("4294967295", 512, ("haze",))
        assert info.model == "sdxl_base_v1.0_f16"
        assert info.parameters == {"strength": "1"}


@pytest.mark.parametrize(
    "text", ["<exif:UserComment>", "<exif:UserComment>}{</exif:UserComment>", "exif:UserComment="]
)
def test_xmp_with_another_comment_is_no_draw_things(text: str) -> None:
    assert understand(Texts({"xmp": text})).generator == ""


def cbor_text(text: str) -> bytes:
    raw = text.encode()
    return bytes((0x60 | len(raw),)) + raw if len(raw) < 24 else b"\x78" + bytes((len(raw),)) + raw


_NAME = cbor_text("name")


@pytest.mark.parametrize(
    ("store", "maker"),
    [
        (cbor_text("softwareAgent") + cbor_text("Adobe Firefly"), "Adobe Firefly"),
        (cbor_text("softwareAgent") + b"\xa1" + _NAME + cbor_text("GPT-4o"), "GPT-4o"),
        (cbor_text("claim_generator_info") + b"\x81\xa1" + _NAME + cbor_text("ChatGPT"), "ChatGPT"),
        (
            cbor_text("claim_generator") + cbor_text("Adobe_Firefly/1.0 c2pa-rs/0.2"),
            "Adobe Firefly",
        ),
        (cbor_text("claim_generator") + b"\x00", ""),
        (cbor_text("softwareAgent"), ""),
        (cbor_text("softwareAgent") + b"\xa1" + cbor_text("nom"), ""),
        (b"nothing of the kind", ""),
    ],
)
def test_content_credentials_name_the_maker(tmp_path: Path, store: bytes, maker: str) -> None:
    info = read(tmp_path, "a.png", png((b"caBX", store)))
    assert info.generator == maker
    halves = (0xEB, b"JP\0\1\0\0\0\1" + store[:9]), (0xEB, b"JP\0\1\0\0\0\2" + store[9:])
    assert read(tmp_path, "a.jpg", jpeg(*halves)).generator == maker
    assert "c2pa" not in info.raw


def test_the_platforms_own_export(tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    row = {
        "original_prompt": "a fox",
        "model_used": "sdxl",
        "generation_metadata": {"seed": 5, "steps": 20, "negative_prompt": "dog"},
    }
    (tmp_path / "a.json").write_text(json.dumps(row))
    info = read_generation(path)
    assert (info.prompt, info.model, info.seed) == ("a fox", "sdxl", "5")
    assert (info.negative_prompt, info.steps) == ("dog", 20)
    (tmp_path / "a.json").write_text(json.dumps({"anything": "else"}))
    assert read_generation(path).prompt == ""


def test_the_specific_format_wins_and_the_plain_one_fills_its_gaps() -> None:
    graph = {"3": {"class_type": "KSampler", "inputs": {"seed": 7, "positive": ["6", 0]}}}
    info = understand(Texts({"parameters": INFOTEXT, "prompt": json.dumps(graph)}))
    assert (info.generator, info.seed) == ("ComfyUI", "7")
    assert info.model == "sdxl"
    assert set(info.raw) == {"parameters", "prompt"}


def test_a_description_stands_in_for_a_prompt(tmp_path: Path) -> None:
    assert description_of(Texts({"Description": " a boat \n"})) == "a boat"
    block = exif_block([(0x010E, ASCII, b"a boat\0")])
    assert prepare(put(tmp_path, "a.jpg", jpeg_with_exif(block))).description == "a boat"
    assert description_of(Texts({})) == ""


def test_unreadable_files_say_nothing(tmp_path: Path) -> None:
    assert read_generation(tmp_path / "gone.png") == GenerationInfo()
    assert read(tmp_path, "a.png", b"text") == GenerationInfo()


def test_long_camera_notes_are_not_kept(tmp_path: Path) -> None:
    block = exif_block([(0x927C, UNDEFINED, b"\1\2" * 500)])
    assert read(tmp_path, "a.jpg", jpeg_with_exif(block)).raw == {}
