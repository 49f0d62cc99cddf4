"""The window of the built program: shown, filled, used and closed from outside."""

import re
import statistics
import sys
import time
from pathlib import Path

import pytest

from tests.frozen.program import Program, children, mapped_files, wait_until
from tests.frozen.x_window import Screen, screen

_STARTS = 5
_SYSTEM = ("/lib", "/usr/lib")


def test_the_window_starts_and_tells_when_it_was_painted(
    program: Program, picture: Path, figures: list[tuple[str, str]]
) -> None:
    program.run("import", picture)
    told_ms = []
    for _ in range(_STARTS):
        done = program.run(LIGHTBOX_TRACE_START=str(time.monotonic_ns()))
        assert done.returncode == 0, done.stderr
        told = re.search(r"^first-paint ([\d.]+)$", done.stderr, re.MULTILINE)
        assert told is not None, done.stderr
        told_ms.append(float(told[1]))
    figures.append(
        ("start to first paint", f"{statistics.median(told_ms):.0f} ms, median of {_STARTS} starts")
    )


@pytest.mark.display
def test_a_picture_given_to_the_window_is_imported_by_a_decoder_of_its_own(
    program: Program, picture: Path, folder: Path
) -> None:
    process = program.start(picture)
    wait_until(lambda: len(program.imported()) == 1, process)
    ((prompt, mime_type),) = program.imported()
    assert (prompt, mime_type) == ("a fox at dusk", "image/png")

    decoders = [
        number
        for number, command in children(process.pid).items()
        if "--multiprocessing-fork" in command
    ]
    assert decoders
    for decoder in decoders:
        assert Path(f"/proc/{decoder}/exe").resolve() == program.path
    loaded = set().union(*(mapped_files(decoder) for decoder in decoders))
    assert any(path.match("PIL/_imaging.*") for path in loaded)
    assert not any(path.name.startswith("libQt6") for path in loaded)

    with screen() as display:
        close(display, process.pid)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    assert not any(Path(f"/proc/{decoder}").exists() for decoder in decoders)

    found = program.run("search", "fox")
    assert "a fox.png" in found.stdout


@pytest.mark.display
def test_only_the_system_lends_it_libraries(program: Program, picture: Path, folder: Path) -> None:
    process = program.start(picture)
    wait_until(lambda: len(program.imported()) == 1, process)
    used = mapped_files(process.pid)
    foreign = {path for path in used if not path.is_relative_to(folder)}
    assert {path for path in foreign if not str(path).startswith(_SYSTEM)} == set()
    assert {path for path in foreign if "python" in str(path)} == set()
    with screen() as display:
        close(display, process.pid)
    assert process.wait(30) == 0


@pytest.mark.display
@pytest.mark.skipif(sys.platform != "linux", reason="how Linux hands files to programs")
def test_other_programs_do_not_get_its_libraries(
    program: Program, picture: Path, tmp_path: Path
) -> None:
    tools, told = tmp_path / "tools", tmp_path / "told"
    tools.mkdir()
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\nexport -p > "{told}.part"\n/bin/mv "{told}.part" "{told}"\n')
    opener.chmod(0o755)
    process = program.start(picture, PATH=str(tools))
    wait_until(lambda: len(program.imported()) == 1, process)
    with screen() as display:
        window = shown(display, process.pid)

        def is_opened() -> bool:
            display.press(window, "Home")
            display.press(window, "Return", is_with_control=True)
            return told.exists()

        wait_until(is_opened, process)
        close(display, process.pid)
    assert process.wait(30) == 0
    assert "PATH" in told.read_text()
    assert not re.search("LD_LIBRARY_PATH|QT_PLUGIN_PATH", told.read_text())


def shown(display: Screen, process_id: int) -> int:
    window = display.window_of(process_id)
    assert window is not None
    return window


def close(display: Screen, process_id: int) -> None:
    display.ask_to_close(shown(display, process_id))
