"""Full text: which words are found where, and that what is taken out leaves nothing behind."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from desktop_app.catalog import text_index
from desktop_app.domain.query import Field, Words

TEXTS = (
    "a red sunset over the sea, don't",
    "夕日の海 red",
    "Straße ÉCOLE ёлка",
    "海🔥fire★star",
    "half ｶﾞｷﾞ ＦＵＬＬ",
    "red夕日blue",
    "한국의 바다에서",
    "nul\0byte red_car",
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as made:
        made.exec_driver_sql(
            "CREATE TABLE asset(row INTEGER PRIMARY KEY, custom_title TEXT,"
            " original_prompt TEXT NOT NULL)"
        )
        made.exec_driver_sql(
            "CREATE TABLE asset_generation(asset_row INTEGER PRIMARY KEY, negative_prompt TEXT)"
        )
        for statement in text_index.CREATE_SQL:
            made.exec_driver_sql(statement)
        yield made
    engine.dispose()


def write(connection: Connection, *prompts: str) -> range:
    for row, prompt in enumerate(prompts, 1):
        connection.exec_driver_sql("INSERT INTO asset VALUES(?, NULL, ?)", (row, prompt))
    rows = range(1, len(prompts) + 1)
    text_index.add(connection, rows)
    return rows


def found(connection: Connection, words: Words) -> list[int]:
    sought, is_open = text_index.sought_tokens(words)
    rows = text_index.match_tokens(connection, sought, words.field, is_open=is_open)
    return [int(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("red", [1, 2, 6, 8]),
        ("RED", [1, 2, 6, 8]),
        ("sun", []),
        ("don't", [1]),
        ("red sunset", [1]),
        ("sunset red", []),
        ("夕日", [2, 6]),
        ("日の", [2]),
        ("の海", [2]),
        ("海", [2, 4]),
        ("日", [2, 6]),
        ("夕の", []),
        ("夕日blue", [6]),
        ("red夕日", [6]),
        ("夕日の海 red", [2]),
        ("の red", []),
        ("바다", [7]),
        ("국", [7]),
        ("strasse", [3]),
        ("école", [3]),
        ("ecole", [3]),
        ("елка", [3]),
        ("🔥", [4]),
        ("star", [4]),
        ("ガギ", [5]),
        ("full", [5]),
        ("byte", [8]),
        ("car", [8]),
        ("!?", []),
        ("", []),
    ],
)
def test_words_are_found_in_any_script(connection: Connection, text: str, rows: list[int]) -> None:
    write(connection, *TEXTS)
    assert found(connection, Words(text)) == rows


def test_the_last_word_may_go_on_when_asked(connection: Connection) -> None:
    write(connection, *TEXTS)
    assert found(connection, Words("red sun", is_prefix=True)) == [1]
    assert found(connection, Words("夕日", is_prefix=True)) == [2, 6]


def test_each_field_has_its_own_words(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO asset VALUES(1, 'above', 'below')")
    connection.exec_driver_sql("INSERT INTO asset_generation VALUES(1, 'never')")
    text_index.add(connection, [1])
    hits = {
        word: [field for field in Field if found(connection, Words(word, field))]
        for word in ("above", "below", "never")
    }
    assert hits == {
        "above": [Field.ANY, Field.TITLE],
        "below": [Field.ANY, Field.PROMPT],
        "never": [Field.NEGATIVE],
    }


def test_any_of_many_terms_is_found(connection: Connection) -> None:
    rows = write(connection, *(f"word{number}" for number in range(1_200)))
    terms = [f"word{number}" for number in range(1_200)]
    assert list(text_index.match_any_term(connection, terms, Field.ANY)) == list(rows)
    assert not len(text_index.match_any_term(connection, [], Field.ANY))


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_what_is_removed_leaves_nothing_behind(prompts: list[str]) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE asset(row INTEGER PRIMARY KEY, custom_title TEXT,"
            " original_prompt TEXT NOT NULL)"
        )
        connection.exec_driver_sql(
            "CREATE TABLE asset_generation(asset_row INTEGER PRIMARY KEY, negative_prompt TEXT)"
        )
        for statement in text_index.CREATE_SQL:
            connection.exec_driver_sql(statement)
        write(connection, *(prompt.encode("utf-8", "ignore").decode() for prompt in prompts))
        text_index.remove(connection, list(range(1, len(prompts) + 1)))
        text_index.remove(connection, [])
        left = connection.exec_driver_sql("SELECT count(*) FROM text_vocabulary").scalar_one()
        assert left == 0
    engine.dispose()


@given(st.text(max_size=40))
def test_folding_is_total_and_tokens_are_plain(text: str) -> None:
    for token in text_index.tokens(text):
        assert token
        assert not any(character.isspace() or character == '"' for character in token)
    assert text_index.fold("plain ASCII, as it is") == "plain ASCII, as it is"
