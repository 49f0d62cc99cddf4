import json
import os
import stat
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.entities import AssetRow, Json
from desktop_app.domain.query import AssetQuery, Facet, from_json, to_json
from desktop_app.domain.results import Section
from desktop_app.settings import (
    Settings,
    ViewState,
    default_library_folder,
    log_folder,
    read_settings,
    read_view,
    sample_library_folder,
    settings_path,
    write_settings,
    write_view,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = [entry.name for entry in fields(Settings) if entry.name != "unknown"]


def test_without_a_file_everything_is_default() -> None:
    assert read_settings() == Settings()


def test_settings_come_back_as_written() -> None:
    chosen = Settings(
        theme="light",
        text_scale=1.5,
        language="de",
        is_blurred=True,
        cell_px=220,
        shortcuts={"find": "Ctrl+G", "quit": ""},
    )
    write_settings(chosen)
    assert read_settings() == chosen


def test_only_what_was_chosen_is_written(lightbox_home: Path) -> None:
    write_settings(Settings(theme="dark"))
    assert settings_path().is_relative_to(lightbox_home)
    assert json.loads(settings_path().read_text()) == {"theme": "dark"}


def test_keys_of_other_versions_are_kept() -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('{"theme": "dark", "hologram": {"depth": 3}}')
    write_settings(replace(read_settings(), theme="light"))
    assert json.loads(settings_path().read_text()) == {"theme": "light", "hologram": {"depth": 3}}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "purple"),
        ("theme", None),
        ("text_scale", 0),
        ("text_scale", True),
        ("text_scale", "1.0"),
        ("cell_px", 12.5),
        ("cell_px", False),
        ("cell_px", 10**9),
        ("is_blurred", 1),
        ("shortcuts", ["Ctrl+G"]),
        ("shortcuts", {"find": 7}),
    ],
)
def test_a_bad_value_is_its_default_and_logged(
    name: str, value: Json, caplog: pytest.LogCaptureFixture
) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(json.dumps({name: value, "language": "de"}))
    assert read_settings() == Settings(language="de")
    assert name in caplog.text


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"[" * 200_000])
def test_an_unreadable_file_is_an_empty_one(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_bytes(content)
    assert read_settings() == Settings()
    assert "settings.json" in caplog.text


@given(stored=st.dictionaries(st.sampled_from([*NAMES, "other"]), JSON))
def test_nothing_in_a_file_can_stop_the_program(
    stored: dict[str, Json], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_text(json.dumps(stored))
    known = read_settings(path)
    write_settings(known, path)
    assert read_settings(path) == known


def test_files_are_for_the_users_eyes_only() -> None:
    write_settings(Settings(theme="dark"))
    if sys.platform != "win32":
        assert stat.S_IMODE(settings_path().stat().st_mode) == 0o600
        assert stat.S_IMODE(settings_path().parent.stat().st_mode) == 0o700


def test_a_failed_write_leaves_the_old_file_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_settings(Settings(theme="dark"))

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_settings(Settings(theme="light"))
    assert read_settings().theme == "dark"
    assert list(settings_path().parent.iterdir()) == [settings_path()]


def test_the_view_comes_back_as_left(library_folder: Path) -> None:
    query = to_json(AssetQuery(text="sunset").with_choice(Facet.TAG, "beach"))
    view = ViewState(
        query,
        (AssetRow(5), AssetRow(3)),
        (Section(739_000, 0, 1), Section(738_999, 1, 1)),
        total=9000,
        scroll={"row": 5, "offset_px": -12},
    )
    write_view(library_folder, view)
    assert read_view(library_folder) == view
    assert from_json(read_view(library_folder).query).text == "sunset"


def test_a_view_remembers_a_screenful_and_its_headings(library_folder: Path) -> None:
    rows = tuple(AssetRow(row) for row in range(5000))
    sections = (Section(3, 0, 1900), Section(2, 1900, 3000), Section(1, 4900, 100))
    write_view(library_folder, ViewState(rows=rows, sections=sections, total=5000))
    view = read_view(library_folder)
    assert view.rows == rows[:2000]
    assert view.sections == (Section(3, 0, 1900), Section(2, 1900, 100))
    assert view.total == 5000


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"format": 99}',
        '{"format": 1}',
        '{"format": 1, "query": "", "rows": [null], "sections": [], "total": 0, "scroll": null}',
        '{"format": 1, "query": "", "rows": [], "sections": [[1]], "total": 0, "scroll": null}',
    ],
)
def test_an_unreadable_view_is_the_plain_one(library_folder: Path, content: str) -> None:
    (library_folder / "view.json").write_text(content)
    assert read_view(library_folder) == ViewState()


def test_one_variable_moves_everything(lightbox_home: Path) -> None:
    folders = [default_library_folder(), sample_library_folder(), log_folder(), settings_path()]
    assert all(folder.is_relative_to(lightbox_home) for folder in folders)
    assert len(set(folders)) == 4


def test_without_it_the_systems_folders_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIGHTBOX_HOME")
    for folder in (default_library_folder(), sample_library_folder(), log_folder()):
        assert folder.is_absolute()
        assert "lightbox" in str(folder)
