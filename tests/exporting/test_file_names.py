import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.exporting.file_names import file_stem
from tests.exporting.builders import made_asset


@pytest.mark.parametrize(
    ("file_name", "stem"),
    [
        ("fox.png", "fox"),
        ("狐狸 雪.webp", "狐狸 雪"),
        ("two\nlines\t\x1b[31m.png", "two lines [31m"),
        ("a:b*c?.png", "a_b_c_"),
        ("..hidden.png", "hidden"),
        ("CON.png", "_CON"),
        ("com1.tar.gz", "_com1.tar"),
        ("concert.png", "concert"),
        ("x" * 300 + ".png", "x" * 180),
        ("é" * 100 + ".png", "é" * 90),
    ],
)
def test_a_file_keeps_its_name_as_far_as_it_is_safe(file_name: str, stem: str) -> None:
    assert file_stem(made_asset(file_name=file_name)) == stem


@pytest.mark.parametrize("file_name", [None, "", "...", " . ", "\x00"])
def test_without_a_usable_name_it_is_called_by_its_title_or_id(file_name: str | None) -> None:
    assert file_stem(made_asset(file_name=file_name, custom_title="Dune")) == "Dune"
    nameless = made_asset(file_name=file_name, custom_title=" / ", id="abc")
    assert file_stem(nameless) == "_"
    assert file_stem(made_asset(file_name=file_name, custom_title=None, id="abc")) == "abc"


@given(st.text(max_size=400))
def test_no_name_leaves_the_folder_or_is_too_long(told: str) -> None:
    stem = file_stem(made_asset(file_name=None, custom_title=told))
    assert stem
    assert stem not in {".", ".."}
    assert not set(stem) & set('<>:"/\\|?*\0\n')
    assert len(stem.encode()) <= 181
