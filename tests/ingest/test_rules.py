from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.entities import AssetId, FileState, GenerationInfo
from desktop_app.ingest.assets import created_at_us, new_asset
from desktop_app.ingest.categories import CATEGORIES, category_of
from desktop_app.media.prepared import Prepared, Probe

DAY_US = 86_400_000_000
NOW_US = 20_000 * DAY_US


@pytest.mark.parametrize(
    ("prompt", "category"),
    [
        ("A beautiful sunset over mountains, 35mm", "landscape"),
        ("portrait of a woman", "portrait"),
        ("1girl, knight, castle", "character"),
        ("futuristic city skyline at night", "architecture"),
        ("a fox and an owl in the forest", "animal"),
        ("Bauhaus geometric pattern", "abstract"),
        ("夕焼けの山と湖", "landscape"),
        ("星空", "space"),
        ("masterpiece, best quality", "general"),
        ("", "general"),
    ],
)
def test_a_prompts_words_speak_for_a_category(prompt: str, category: str) -> None:
    assert category_of(prompt) == category
    assert category_of(prompt.upper()) == category


@given(st.text(max_size=300))
def test_any_text_has_a_category(prompt: str) -> None:
    assert category_of(prompt) in CATEGORIES


@pytest.mark.parametrize(
    ("captured", "modified", "expected"),
    [
        (NOW_US - DAY_US, NOW_US - 5, NOW_US - DAY_US),
        (None, NOW_US - 5, NOW_US - 5),
        (5, NOW_US - 5, NOW_US - 5),
        (NOW_US + 2 * DAY_US, NOW_US - 5, NOW_US - 5),
        (None, 0, NOW_US),
        (None, NOW_US + 9 * DAY_US, NOW_US),
        (None, NOW_US + 1000, NOW_US + 1000),
    ],
)
def test_created_at(captured: int | None, modified: int, expected: int) -> None:
    assert created_at_us(captured, modified, NOW_US) == expected


def prepared(generation: GenerationInfo, description: str = "") -> Prepared:
    probe = Probe("image/gif", "gif", 5, "ab" * 32, 10, 20, True, 1.5, None, NOW_US)
    return Prepared(probe, b"jpeg", 2**64 - 1, generation, description)


def test_the_rules_for_an_asset() -> None:
    info = GenerationInfo(prompt="a sunset", model="sdxl", seed=str(2**63 - 1))
    made = new_asset(
        prepared(info, "ignored"),
        Path("/pictures/x.gif"),
        AssetId("id"),
        "originals/ab/id.gif",
        now_us=NOW_US,
        is_referenced=True,
    )
    assert (made.asset_type, made.mime_type, made.duration_seconds) == ("image", "image/gif", 1.5)
    assert (made.original_prompt, made.model_used) == ("a sunset", "sdxl")
    assert made.generation_seed == str(2**63 - 1)
    assert made.content_category == "landscape"
    assert (made.file_state, made.source_path) == (FileState.REFERENCED, "/pictures/x.gif")
    assert made.perceptual_hash == 2**64 - 1


def test_what_a_file_does_not_say() -> None:
    for info, description, prompt in (
        (GenerationInfo(seed=str(2**64 - 1)), "A boat", "A boat"),
        (GenerationInfo(), "", ""),
    ):
        made = new_asset(
            prepared(info, description),
            Path("x.gif"),
            AssetId("id"),
            "key",
            now_us=NOW_US,
            is_referenced=False,
        )
        assert (made.original_prompt, made.model_used) == (prompt, "import")
        assert made.generation_seed is None, "beyond a bigint it stays in the generation info"
        assert made.generation.seed == info.seed
        assert (made.file_state, made.source_path) == (FileState.STORED, None)
