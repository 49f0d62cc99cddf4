"""Collected only where ``LIGHTBOX_FROZEN`` names the built program; ends with its figures."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.frozen.program import Program

PROGRAM = os.environ.get("LIGHTBOX_FROZEN", "")
collect_ignore_glob = [] if PROGRAM else ["test_*.py"]

_figures: list[tuple[str, str]] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _figures:
        terminalreporter.section("frozen application")
        for name, value in _figures:
            terminalreporter.write_line(f"{name:<28} {value}")


@pytest.fixture
def figures() -> list[tuple[str, str]]:
    """What was measured, by name; shown after the tests."""
    return _figures


@pytest.fixture
def folder() -> Path:
    """The folder that is given to people: the program and all it needs."""
    return Path(PROGRAM).absolute().parent


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The program with a home of its own, on a machine that has no Python to offer."""
    driven = Program(Path(PROGRAM).absolute(), tmp_path / "home")
    yield driven
    driven.end()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture as a generator leaves it, its prompt inside."""
    told = PngInfo()
    told.add_text(
        "parameters",
        "a fox at dusk\nNegative prompt: blurry\n"
        "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 640x480, Model: sdxl",
    )
    pixels = np.random.default_rng(5).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    path = tmp_path / "a fox.png"
    Image.fromarray(pixels).save(path, pnginfo=told)
    return path
