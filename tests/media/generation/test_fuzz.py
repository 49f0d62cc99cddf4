"""Whatever stands in a file: reading it never raises, and what comes out can be stored."""

import json
import pickle
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.media.generation import texts as places
from desktop_app.media.generation.reader import description_of, understand
from desktop_app.media.generation.texts import Texts
from desktop_app.media.generation.values import (
    decimal,
    model_name,
    read_json,
    seed_text,
    size_of,
    small_whole,
    text_of,
)

if TYPE_CHECKING:
    from desktop_app.domain.entities import Json

PLACES = (
    "parameters", "prompt", "workflow", "invokeai_metadata", "sd-metadata", "Dream", "Comment",
    "Description", "Software", "Source", "fooocus_scheme", "use_stable_diffusion_model", "seed",
    places.USER_COMMENT, places.MAKE, places.CAMERA_MODEL, places.SOFTWARE, places.MAKER_NOTE,
    places.GIF_COMMENT, places.XMP, places.STEALTH, places.TEXT_BESIDE, places.JSON_BESIDE,
    places.COMFY_PROMPT, places.C2PA, "comment",
)  # fmt: skip
_KEYS = (
    "prompt uc c seed steps model loras lora image sui_image_params class_type inputs positive"
    " negative text guider noise sampler latent_image images width height cfg v4_prompt caption"
    " char_captions base_caption comment software metadata_scheme base_model resolution size"
    " use_stable_diffusion_model use_lora_model generation_metadata original_prompt 1 2 3"
)
KEYS = st.sampled_from(_KEYS.split())
LINK = st.tuples(st.sampled_from(["1", "2", "3", 1, None]), st.integers(0, 2)).map(list)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | LINK,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
_PIECES = ["Steps: 5", "Seed: 1", ", ", "\n", '"', "{", "[", "Negative prompt:", "Size: 9x9",
           "<lora:a:1>", "NovelAI", "fooocus"]  # fmt: skip
TEXT = (
    st.text(max_size=200)
    | JSON.map(json.dumps)
    | JSON.map(lambda value: "prompt:" + json.dumps(value))
    | st.lists(st.sampled_from(_PIECES)).map("".join)
)


@given(st.dictionaries(st.sampled_from(PLACES), TEXT, max_size=6))
def test_no_text_makes_a_reader_fail(found: dict[str, str]) -> None:
    info = understand(Texts(found))
    description_of(Texts(found))
    assert pickle.loads(pickle.dumps(info)) == info  # noqa: S301 - our own bytes
    assert info.seed == "" or int(info.seed) < 10**20
    stored = json.dumps([info.prompt, info.negative_prompt, info.model, dict(info.parameters)])
    with sqlite3.connect(":memory:") as database:
        database.execute("SELECT ?, ?", (info.prompt, stored)).fetchone()
    database.close()


DEEP = 10_000


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        "[" * DEEP + "]" * DEEP,
        '{"prompt":' * DEEP + "1" + "}" * DEEP,
        "{" + '"inputs":{' * DEEP,
        "Steps: 1, Seed: 2, A: " + "[" * DEEP,
        '{"seed":' + "9" * 5000 + "}",
        '{"c": "\\ud800", "uc": "\\u0000"}',
        "\ud800 lone",
        "\0" * 1000,
    ],
    ids=["open", "nested", "objects", "inputs", "infotext", "digits", "escapes", "lone", "nuls"],
)
def test_deep_and_odd_json_everywhere(place: str, text: str) -> None:
    info = understand(Texts({place: text}))
    info.prompt.encode()


@given(JSON)
def test_single_values(value: object) -> None:
    text_of(value).encode()  # type: ignore[arg-type]
    seed_text(value)  # type: ignore[arg-type]
    small_whole(value)  # type: ignore[arg-type]
    decimal(value)  # type: ignore[arg-type]
    size_of(value)  # type: ignore[arg-type]
    model_name(value)  # type: ignore[arg-type]


def test_numbers_in_their_many_spellings() -> None:
    fives: list[Json] = [5, "5", 5.0, "+5"]
    no_seeds: list[Json] = ["-1", -1, True, None, 1e30, "5.5", "x"]
    assert {seed_text(value) for value in fives} == {"5"}
    assert {seed_text(value) for value in no_seeds} == {""}
    assert [decimal(7), decimal("7.5")] == [7.0, 7.5]
    no_numbers: list[Json] = [True, "NaN", "1e999", [], 10**400]
    assert {decimal(value) for value in no_numbers} == {None}
    assert size_of([512, "768"]) == (512, 768)
    assert size_of("1:1 and more") == (1, 1)
    assert size_of("wide") == (None, None)
    assert read_json("[NaN, Infinity, -Infinity]") == [None, None, None]
    assert text_of(float("inf")) == ""
    assert model_name("models/a\\b.SafeTensors") == "b"
