"""Prompts in videos, in the places where programs leave them."""

import json
from pathlib import Path

import pytest

from desktop_app.domain.entities import GenerationInfo
from desktop_app.media.exif import decode_text
from desktop_app.media.generation.reader import understand
from desktop_app.media.generation.texts import Texts
from desktop_app.media.probe import prepare
from tests.media.generation.test_comfyui import CLASSIC
from tests.media.generation.test_generators import cbor_text
from tests.media.made_clips import box, clip
from tests.media.made_files import put

GRAPH = json.dumps(CLASSIC)
CANVAS: dict[str, list[str]] = {"nodes": [], "links": []}


def read(folder: Path, data: bytes) -> GenerationInfo:
    return prepare(put(folder, "clip", data)).generation


@pytest.mark.parametrize("extension", ["mp4", "mov", "webm", "mkv"])
def test_comfyui_keys(tmp_path: Path, extension: str) -> None:
    tags = {"prompt": GRAPH, "workflow": json.dumps(CANVAS)}
    info = read(tmp_path, clip(extension, frame_count=2, tags=tags))
    assert (info.generator, info.prompt, info.negative_prompt) == ("ComfyUI", "a fox", "dog")
    assert (info.seed, info.model) == (str(2**64 - 1), "dream")
    assert {name.lower(): text for name, text in info.raw.items()} == tags


def test_tags_in_upper_case(tmp_path: Path) -> None:
    data = clip("webm", frame_count=2, tags={"prompt": GRAPH})
    assert b"PROMPT" in data
    assert read(tmp_path, data).prompt == "a fox"


@pytest.mark.parametrize("extension", ["mp4", "mov", "webm", "mkv", "avi"])
@pytest.mark.parametrize("is_text_twice", [True, False])
def test_video_helper_suite(tmp_path: Path, extension: str, *, is_text_twice: bool) -> None:
    graph = GRAPH if is_text_twice else CLASSIC
    comment = json.dumps({"prompt": graph, "workflow": CANVAS, "CreationTime": "2025-08-30"})
    info = read(tmp_path, clip(extension, frame_count=2, tags={"comment": comment}))
    assert (info.generator, info.prompt) == ("ComfyUI", "a fox")
    assert list(info.raw.values()) == [comment]


def test_the_canvas_alone_names_the_program(tmp_path: Path) -> None:
    comment = json.dumps({"workflow": json.dumps(CANVAS)})
    assert understand(Texts({"COMMENT": comment})).generator == "ComfyUI"
    tags = {"workflow": json.dumps(CANVAS)}
    assert read(tmp_path, clip(frame_count=2, tags=tags)).generator == "ComfyUI"


def test_not_a_number_is_no_reason_to_give_up(tmp_path: Path) -> None:
    comment = json.dumps({"prompt": GRAPH.replace("1.0", "NaN"), "is_changed": float("nan")})
    assert read(tmp_path, clip(frame_count=2, tags={"comment": comment})).prompt == "a fox"


def test_invokeai(tmp_path: Path) -> None:
    told = {"positive_prompt": "a wave", "seed": 7, "model": {"name": "wan"}}
    tags = {"invokeai_metadata": json.dumps(told), "invokeai_workflow": "{}"}
    info = read(tmp_path, clip(frame_count=2, tags=tags))
    assert (info.generator, info.prompt) == ("InvokeAI", "a wave")
    assert (info.seed, info.model) == ("7", "wan")


@pytest.mark.parametrize("comment", ["{", '{"prompt": 5}', '{"prompt": "{"}', "[]", "a remark"])
def test_other_comments_are_kept_and_no_prompt(comment: str) -> None:
    info = understand(Texts({"comment": comment}))
    assert info == GenerationInfo(raw={"comment": comment})


def test_content_credentials(tmp_path: Path) -> None:
    manifest = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    manifest += bytes(4) + b"manifest\0" + bytes(8)
    manifest += cbor_text("claim_generator") + cbor_text("Adobe_Firefly/1.0 c2pa-rs/0.25")
    data = clip(frame_count=2) + box(b"uuid", manifest)
    info = read(tmp_path, data)
    assert info.generator == "Adobe Firefly"
    assert "c2pa" not in info.raw


def test_xmp_and_boxes_of_others(tmp_path: Path) -> None:
    told = json.dumps({"c": "a fox", "uc": "dog", "seed": 5, "scale": 4.5, "sampler": "DDIM"})
    xmp = (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
        " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "<rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/'><exif:UserComment><rdf:Alt>"
        f"<rdf:li xml:lang='x-default'>{told}</rdf:li></rdf:Alt></exif:UserComment>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    data = clip(frame_count=2) + box(b"uuid", b"somebody else's.")
    data += box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp)
    info = read(tmp_path, data)
    assert (info.generator, info.prompt) == ("Draw Things", "a fox")
    assert info.raw == {"xmp": decode_text(xmp)}


def test_many_megabytes_of_prompt(tmp_path: Path) -> None:
    long = json.dumps(CLASSIC | {"note": "x" * 3_000_000})
    for extension in ("mp4", "webm"):
        info = read(tmp_path, clip(extension, frame_count=2, tags={"prompt": long}))
        assert info.prompt == "a fox"
        assert list(info.raw.values()) == [long]


def test_a_text_beside_a_video(tmp_path: Path) -> None:
    (tmp_path / "clip.txt").write_text("a fox\nSteps: 20, Sampler: Euler, Seed: 5, Model: wan")
    info = prepare(put(tmp_path, "clip.mp4", clip(frame_count=2))).generation
    assert (info.prompt, info.model) == ("a fox", "wan")
