"""How the program is started: what goes to the window, what to the commands, and at which price."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_app import __main__ as entry
from desktop_app import app, settings, system_libraries
from desktop_app.cli import commands
from desktop_app.settings import Settings, write_settings

Call = tuple[Path, bool, tuple[Path, ...]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """What the window was asked to show."""
    calls: list[Call] = []

    def run(folder: Path, *, is_sample: bool = False, paths: Sequence[Path] = ()) -> int:
        calls.append((folder, is_sample, tuple(paths)))
        return 0

    monkeypatch.setattr(app, "run", run)
    return calls


@pytest.fixture
def commanded(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the commands were asked to do."""
    calls: list[list[str]] = []

    def run(arguments: Sequence[str]) -> int:
        calls.append(list(arguments))
        return 7

    monkeypatch.setattr(commands, "run", run)
    return calls


def test_alone_it_opens_the_usual_library(opened: list[Call]) -> None:
    assert entry.main([]) == 0
    assert opened == [(settings.default_library_folder(), False, ())]


def test_it_opens_the_library_of_last_time(opened: list[Call], library_folder: Path) -> None:
    write_settings(Settings(last_library=str(library_folder)))
    entry.main([])
    assert opened == [(library_folder, False, ())]


def test_a_library_of_last_time_that_is_gone_is_not_made_anew(
    opened: list[Call], tmp_path: Path
) -> None:
    write_settings(Settings(last_library=str(tmp_path / "unplugged")))
    entry.main([])
    assert opened == [(settings.default_library_folder(), False, ())]


def test_a_look_at_the_sample_is_no_move(opened: list[Call]) -> None:
    sample = settings.sample_library_folder()
    sample.mkdir(parents=True)
    write_settings(Settings(last_library=str(sample)))
    entry.main([])
    assert opened == [(settings.default_library_folder(), False, ())]


def test_the_sample_has_a_folder_of_its_own(opened: list[Call]) -> None:
    entry.main(["--sample"])
    assert opened == [(settings.sample_library_folder(), True, ())]


@pytest.mark.parametrize("form", [["--library", "there"], ["--library=there"]])
def test_a_library_can_be_named(
    opened: list[Call], form: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry.main(form)
    assert opened == [(tmp_path / "there", False, ())]


def test_files_are_imported(
    opened: list[Call], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fox.png").touch()
    (tmp_path / "-odd").touch()
    entry.main([str(tmp_path / "fox.png"), "fox.png", "--", "-odd"])
    assert opened[0][2] == (tmp_path / "fox.png", tmp_path / "fox.png", tmp_path / "-odd")


@pytest.mark.parametrize(
    "arguments",
    [["search", "fox"], ["--help"], ["--library"], ["serach"], ["--library", "x", "stats"]],
)
def test_everything_else_goes_to_the_commands(
    opened: list[Call], commanded: list[list[str]], arguments: list[str]
) -> None:
    assert entry.main(arguments) == 7
    assert commanded == [arguments]
    assert opened == []


def test_the_names_of_the_commands_are_known() -> None:
    actions = [a for a in commands._parser()._actions if a.dest == "command"]
    assert set(actions[0].choices or ()) == entry.COMMANDS


def test_without_a_display_it_says_so(
    opened: list[Call], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_libraries, "has_display", lambda: False)
    assert entry.main([]) == entry.NO_WINDOW
    assert "There is no display" in capsys.readouterr().err
    assert opened == []


def test_a_platform_that_does_not_load_is_told_with_its_packages(
    opened: list[Call], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = {"libxcb-cursor.so.0": "libxcb-cursor0", "libEGL.so.1": "libegl1"}
    monkeypatch.setattr(system_libraries, "can_load_platform", lambda: False)
    monkeypatch.setattr(system_libraries, "missing_libraries", lambda: missing)
    assert entry.main([]) == entry.NO_WINDOW
    told = capsys.readouterr().err
    assert "libEGL.so.1, libxcb-cursor.so.0" in told
    assert "sudo apt install libegl1 libxcb-cursor0" in told
    assert opened == []


def test_a_qt_that_cannot_be_imported_is_told_with_its_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object, **_options: object) -> int:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(app, "run", fail)
    monkeypatch.setattr(system_libraries, "missing_libraries", lambda: {"libEGL.so.1": "libegl1"})
    assert entry.main([]) == entry.NO_WINDOW
    assert "sudo apt install libegl1" in capsys.readouterr().err


def test_a_broken_import_of_ours_is_not_blamed_on_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_arguments: object, **_options: object) -> int:
        raise ImportError("cannot import name 'x' from 'desktop_app.y'")

    monkeypatch.setattr(app, "run", fail)
    monkeypatch.setattr(system_libraries, "missing_libraries", dict)
    with pytest.raises(ImportError, match="cannot import name"):
        entry.main([])


def test_the_window_is_reached_without_anything_heavy() -> None:
    """Before Qt, only the standard library: each of these would cost the first paint."""
    heavy = "argparse PySide6 asyncio numpy sqlalchemy PIL qasync desktop_app.cli.commands"
    code = (
        "import sys\n"
        "from desktop_app import __main__ as entry, app\n"
        "app.run = lambda *a, **k: 0\n"
        "assert entry.main(['--sample']) == 0\n"
        f"print(*[name for name in '{heavy}'.split() if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_checkout()
    )
    assert done.stdout.split() == []


def _checkout() -> Path:
    return Path(entry.__file__).parent.parent
