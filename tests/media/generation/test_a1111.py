from pathlib import Path

import pytest

from desktop_app.media.generation import a1111
from desktop_app.media.generation.reader import read_generation
from tests.media.made_files import (
    INFOTEXT,
    UNDEFINED,
    USER_COMMENT,
    exif_block,
    jpeg,
    jpeg_with_comment,
    picture,
    png_with,
    put,
    saved,
    webp_with_exif,
)

COMMENT = b"UNICODE\0" + INFOTEXT.encode("utf-16-be")


def test_everything_is_read() -> None:
    info = a1111.parse(INFOTEXT)
    assert info.prompt == "a red fox, <lora:furry:0.8> snow\nsecond line"
    assert info.negative_prompt == "blurry, lowres\nugly"
    assert info.seed == "18446744073709551615"
    assert (info.steps, info.cfg_scale, info.sampler) == (28, 6.5, "DPM++ 2M Karras")
    assert (info.width_px, info.height_px) == (832, 1216)
    assert (info.model, info.generator) == ("sdxl", "A1111")
    assert info.loras == ("furry", "other")
    assert info.parameters["Hires prompt"] == 'a, "b"'
    assert info.parameters["Model hash"] == "abc"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png_with({"parameters": INFOTEXT})),
        ("upper.png", png_with({"Parameters": INFOTEXT})),
        ("be.jpg", jpeg_with_comment(COMMENT)),
        ("le.jpg", jpeg_with_comment(b"UNICODE\0" + INFOTEXT.encode("utf-16-le"), "<")),
        ("ascii.jpg", jpeg_with_comment(b"ASCII\0\0\0" + INFOTEXT.encode())),
        ("comment.jpg", jpeg((0xFE, INFOTEXT.encode()))),
        ("a.webp", webp_with_exif(exif_block([(USER_COMMENT, UNDEFINED, COMMENT)]))),
        ("a.gif", saved(picture(), "GIF", comment=INFOTEXT.encode())),
    ],
)
def test_every_place_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    info = read_generation(put(tmp_path, name, data))
    assert info.seed == "18446744073709551615"
    assert info.prompt.startswith("a red fox")
    assert INFOTEXT in info.raw.values(), "the text is kept as found"


@pytest.mark.parametrize("beside", ["a.txt", "a.png.txt"])
def test_a_text_beside_the_file_is_read(tmp_path: Path, beside: str) -> None:
    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    put(tmp_path, beside, b"\xef\xbb\xbf" + INFOTEXT.encode())
    assert read_generation(path).model == "sdxl"


def test_a_huge_text_beside_the_file_is_not(tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    put(tmp_path, "a.txt", INFOTEXT.encode() + b" " * 2**20)
    assert read_generation(path).prompt == ""


def test_wide_letters_in_png(tmp_path: Path) -> None:
    text = "夕焼けの山\nNegative prompt: 低品質\nSteps: 20, Seed: 5, Size: 64x64"
    info = read_generation(put(tmp_path, "a.png", png_with({"parameters": text})))
    assert (info.prompt, info.negative_prompt, info.seed) == ("夕焼けの山", "低品質", "5")


def test_fewer_than_three_pairs_are_no_settings() -> None:
    text = "a note to myself: buy milk\nSteps: many, Seed: pumpkin"
    assert not a1111.is_infotext(text)
    assert a1111.parse(text).prompt == text
    assert a1111.parse(text).generator == ""


def test_a_comment_that_is_no_infotext_is_no_prompt(tmp_path: Path) -> None:
    for comment in (b"made on holiday: a, b: c, d: e, f: g", b"Negative prompt: x: 1, y: 2, z: 3"):
        path = put(tmp_path, "a.jpg", jpeg_with_comment(b"ASCII\0\0\0" + comment))
        assert read_generation(path).prompt == ""


def test_settings_without_the_word_steps_first() -> None:
    info = a1111.parse("fox\nSeed: 7, Steps: 3, Sampler: Euler")
    assert (info.seed, info.steps, info.prompt) == ("7", 3, "fox")


def test_civitai_json_among_the_settings() -> None:
    text = (
        'fox\nSteps: 4, Seed: 1, Civitai resources: [{"type":"lora","weight":0.5}, {"a": 1}],'
        ' Sampler: Euler, Hashes: {"model": "ab, cd"}, Broken: "no end'
    )
    info = a1111.parse(text)
    assert info.sampler == "Euler"
    assert info.parameters["Civitai resources"].startswith('[{"type"')
    assert info.parameters["Hashes"] == '{"model": "ab, cd"}'
    assert info.parameters["Broken"] == '"no end'


def test_lines_below_the_settings_belong_to_extensions() -> None:
    text = "fox\nSteps: 4, Seed: 1, Sampler: Euler\nTemplate: {fox|cat}\nno pair"
    assert a1111.parse(text).parameters == {"Template": "{fox|cat}"}


@pytest.mark.parametrize(
    ("extra", "generator"),
    [
        ("Version: v1.10", "A1111"),
        ("Version: f2.0.1v1.10.1-previous-1", "Forge"),
        ("Version: neo", "Forge"),
        ("App: SD.Next, Version: 0a1b", "SD.Next"),
        ("Version: ComfyUI", "ComfyUI"),
        ("Version: Fooocus v2.5", "Fooocus"),
    ],
)
def test_its_many_relatives_are_told_apart(extra: str, generator: str) -> None:
    assert a1111.parse(f"fox\nSteps: 4, Seed: 1, {extra}").generator == generator


def test_a_very_long_line_takes_no_time() -> None:
    for filler in ("a " * 400_000, "a: " * 200_000, '"' * 300_000, "[" * 100_000, "," * 500_000):
        a1111.parse("fox\nSteps: 1, " + filler)
        a1111.parse(filler)
