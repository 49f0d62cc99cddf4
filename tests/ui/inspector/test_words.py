"""How values are put into words: roleplay trees, sizes, lengths, search text, sync lines."""

from dataclasses import replace
from datetime import UTC

import pytest

from desktop_app.domain.entities import FileState
from desktop_app.domain.query_parser import parse
from desktop_app.domain.results import SelectionSummary
from desktop_app.ui.inspector.facts import facts_of
from desktop_app.ui.inspector.many import many_facts
from desktop_app.ui.inspector.more import more_facts
from desktop_app.ui.inspector.roleplay_tree import roleplay_facts
from desktop_app.ui.inspector.wording import (
    days_text,
    instant_text,
    length_text,
    pending_text,
    query_text,
    size_text,
)
from tests.builders import FIRST_DAY_US
from tests.ui.inspector.conftest import Studio

DAY_US = 86_400_000_000


def test_roleplay_metadata_is_a_tree_with_the_known_first() -> None:
    facts = roleplay_facts(
        {
            "mood_board": {"light": "dusk", "layers": [{"name": "fog", "on": True}, None]},
            "tags_used": ["a", 2, 1.5],
            "character_name": "Aria",
            "scene_context": "By the lake",
            "character_id": "c-1",
            "conversation_id": "x",
            "empty": {},
            "nothing": None,
        }
    )
    assert [(fact.level, fact.name, fact.value) for fact in facts] == [
        (0, "Scene", "By the lake"),
        (0, "Character", "Aria"),
        (0, "Mood board", ""),
        (1, "Light", "dusk"),
        (1, "Layers", ""),
        (2, "1", ""),
        (3, "Name", "fog"),
        (3, "On", "yes"),
        (2, "2", "none"),
        (0, "Tags used", "a, 2, 1.5"),
    ]
    assert facts[1].query == 'character:"Aria"'


def test_a_character_without_a_name_is_known_by_its_id() -> None:
    (fact,) = roleplay_facts({"character_id": "c-1", "scene_id": "s-1"})
    assert (fact.name, fact.value, fact.is_link) == ("Character", "c-1", True)


def test_deep_and_long_trees_end() -> None:
    deep: object = "bottom"
    for _ in range(2_000):
        deep = {"in": deep}
    assert len(roleplay_facts({"deep": deep})) < 10  # type: ignore[dict-item]
    assert len(roleplay_facts({f"key {n}": n for n in range(5_000)})) < 70


@pytest.mark.parametrize(
    ("duration_s", "text"), [(0.4, "0:00"), (5.2, "0:05"), (61, "1:01"), (3723, "1:02:03")]
)
def test_lengths(duration_s: float, text: str) -> None:
    assert length_text(duration_s) == text


def test_sizes_and_instants_that_are_not_known() -> None:
    assert size_text(0) == "unknown"
    assert size_text(6_100_000) == "6.1 MB"
    assert instant_text(0) == "unknown"
    assert days_text(0, 0) == "unknown"
    assert days_text(FIRST_DAY_US, FIRST_DAY_US + DAY_US) == "30 Aug 2025 – 31 Aug 2025"


@pytest.mark.parametrize("value", ["sdxl", 'say "hi" now', "back\\slash", "a\nb\t c", "x*", "-y"])
def test_search_text_means_the_value(value: str) -> None:
    parsed = parse(query_text("model", value), now_us=FIRST_DAY_US, zone=UTC)
    assert not parsed.problems
    (term,) = parsed.terms
    assert (term.key, term.value) == ("model", " ".join(value.split()))


def test_waiting_columns_are_named() -> None:
    assert pending_text(frozenset()) == ""
    assert pending_text(frozenset({"custom_title"})) == "Title edited offline, waiting to sync"
    assert (
        pending_text(frozenset({"label", "is_favorite", "roleplay_metadata"}))
        == "Favorite, Roleplay, label edited offline, waiting to sync"
    )


def test_where_the_file_is_when_it_is_not_in_the_library(studio: Studio) -> None:
    asset = studio.asset(0)
    told = {
        state: {fact.name: fact.value for fact in facts_of(replace(asset, file_state=state))}
        for state in FileState
    }
    assert "File" not in told[FileState.STORED]
    assert told[FileState.ABSENT]["File"] == "not on this machine"
    assert told[FileState.MISSING]["File"] == "missing"
    assert told[FileState.REFERENCED]["File"] == "left where it is"


def test_a_model_nobody_named_is_unknown(studio: Studio) -> None:
    facts = {fact.name: fact for fact in facts_of(replace(studio.asset(0), model_used=""))}
    assert facts["Model"].value == "unknown"
    assert facts["Model"].query == ""


def test_more_shows_columns_the_server_has_besides(studio: Studio) -> None:
    asset = replace(
        studio.asset(0),
        extra={"label": "x", "is_pinned": True, "nested": {"a": [1]}, "gone": None},
        trashed_at_us=FIRST_DAY_US,
        version="771",
        source_path="/somewhere/picture.png",
        file_state=FileState.REFERENCED,
    )
    more = {fact.name: fact.value for fact in more_facts(asset)}
    assert (more["label"], more["is_pinned"], more["nested"]) == ("x", "true", '{"a": [1]}')
    assert "gone" not in more
    assert more["Version"] == "771"
    assert more["Lies in"] == "/somewhere/picture.png"
    assert more["In Trash"].startswith("30 Aug 2025")


def test_many_models_are_cut() -> None:
    summary = SelectionSummary(
        asset_count=20,
        total_bytes=0,
        title=None,
        collection_id=None,
        is_collection_mixed=False,
        visibility=None,
        category=None,
        favorite_count=0,
        tags=(),
        models=tuple((f"m{n}", 20 - n) for n in range(8)),
        created_from_us=FIRST_DAY_US,
        created_to_us=FIRST_DAY_US,
        first_rows=(),
        trashed_count=2,
    )
    facts = {fact.name: fact.value for fact in many_facts(summary)}
    assert facts["Model"] == "m0 (20), m1 (19), m2 (18), m3 (17), m4 (16), 3 more"
    assert facts["Total"] == "unknown"
    assert facts["In Trash"] == "2"
